import { z } from "zod";
import { limits } from "./limits.ts";
import { once } from "./once.ts";

/** Frames of the gateway protocol, versions 3 and 4 (text JSON). Source: `@openclaw/gateway-protocol`, clawdbot's schema. */
export const protocolVersions = { min: 3, max: 4 } as const;

export const requestFrame = once(() =>
  z.strictObject({
    type: z.literal("req"),
    id: z.string().min(1).max(limits.frameIdLength),
    method: z.string().min(1).max(128),
    params: z.unknown().optional(),
    traceparent: z.string().max(128).optional(),
    expectedProfileId: z.string().max(256).optional(),
  }),
);
export type RequestFrame = z.infer<ReturnType<typeof requestFrame>>;

/** The error of a response frame. `details.code` holds one of our `ErrorCode`s. */
export interface WireError {
  code: string;
  message: string;
  retryable?: boolean;
  retryAfterMs?: number;
  details?: Record<string, unknown>;
}

export type ResponseFrame =
  | { type: "res"; id: string; ok: true; payload?: unknown }
  | { type: "res"; id: string; ok: false; error: WireError };

export interface EventFrame {
  type: "event";
  event: string;
  payload?: unknown;
  /** Counts the events of one connection from 1 (v4) or of the gateway (v3). */
  seq?: number;
  stateVersion?: { presence: number; health: number };
}

/** Parameters of `connect`, the first request on a socket. Unknown keys are refused. */
export const connectParams = once(() =>
  z.strictObject({
    minProtocol: z.int().min(1),
    maxProtocol: z.int().min(1),
    client: z.strictObject({
      id: z.string().min(1).max(64),
      displayName: z.string().max(128).optional(),
      version: z.string().min(1).max(64),
      buildId: z.string().max(128).optional(),
      platform: z.string().min(1).max(64),
      deviceFamily: z.string().max(64).optional(),
      modelIdentifier: z.string().max(64).optional(),
      timeZone: z.string().max(64).optional(),
      mode: z.string().min(1).max(32),
      instanceId: z.string().max(128).optional(),
    }),
    caps: z.array(z.string().max(64)).max(64).optional(),
    commands: z.array(z.string().max(128)).max(256).optional(),
    permissions: z.record(z.string(), z.boolean()).optional(),
    pathEnv: z.string().max(8192).optional(),
    /** Of nodes and workers, which are not let in yet: taken, and not looked at. */
    computerUse: z.unknown().optional(),
    workerRuns: z.unknown().optional(),
    role: z.string().max(32).optional(),
    scopes: z.array(z.string().max(64)).max(32).optional(),
    device: z
      .strictObject({
        id: z.string().max(128),
        publicKey: z.string().max(128),
        signature: z.string().max(256),
        signedAt: z.int(),
        nonce: z.string().max(128).optional(),
      })
      .optional(),
    auth: z
      .strictObject({
        token: z.string().max(512).optional(),
        bootstrapToken: z.string().max(512).optional(),
        deviceToken: z.string().max(512).optional(),
        password: z.string().max(512).optional(),
        approvalRuntimeToken: z.string().max(512).optional(),
        agentRuntimeIdentityToken: z.string().max(512).optional(),
      })
      .optional(),
    locale: z.string().max(64).optional(),
    userAgent: z.string().max(512).optional(),
  }),
);
export type ConnectParams = z.infer<ReturnType<typeof connectParams>>;

/** Answer to `connect`. */
export interface HelloOk {
  type: "hello-ok";
  protocol: number;
  server: { version: string; connId: string };
  features: { methods: string[]; events: string[]; capabilities?: string[] };
  snapshot: {
    presence: unknown[];
    health: unknown;
    stateVersion: { presence: number; health: number };
    uptimeMs: number;
  };
  /** Version 4. */
  pluginSurfaceUrls?: Record<string, string>;
  /** Version 3 says it only with a device's token. */
  auth?: { role: string; scopes: string[]; deviceToken?: string; issuedAtMs?: number };
  policy: { maxPayload: number; maxBufferedBytes: number; tickIntervalMs: number };
}
