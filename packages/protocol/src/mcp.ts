import { z } from "zod";
import { method } from "./method.ts";

/** A server of tools for agents (Model Context Protocol). */
export const mcpServerState = () =>
  z.object({
    name: z.string(),
    /** A program in the sandbox, or an address. */
    kind: z.enum(["stdio", "http"]),
    /** `unconfigured`: it waits for a person, who enters a secret that the file names or signs in. */
    state: z.enum(["unconfigured", "starting", "ready", "restarting"]),
    /** Milliseconds since the epoch. */
    since: z.int(),
    /** What it says of itself. */
    version: z.string().nullable(),
    restarts: z.int(),
    /** Why it was last lost, one line without secrets. */
    lastError: z.string().nullable(),
    /** What it offers, and how many of that are not taken: for their name, their size, or their number. */
    tools: z.int(),
    leftOut: z.int(),
    /** Who may use it; `*`: every agent. */
    agents: z.array(z.string()),
    /** Headers or variables whose values are entered here and sealed, and whether each has one. */
    secrets: z.array(z.object({ name: z.string(), entered: z.boolean() })),
    /** `none`: it has asked for no sign-in; `needed`: it does; `over`: there was one, which counts no more; `in`: there is one. */
    signIn: z.enum(["none", "needed", "over", "in"]),
  });
export type McpServerState = z.infer<ReturnType<typeof mcpServerState>>;

/** Why a sign-in at another service did not come about. */
export const signInFaults = [
  /** It tells of no place to sign in. */
  "nowhere",
  /** Programs cannot register there by themselves: the file must name a client. */
  "no-registration",
  /** It leads to an address that the owner has not named: in a network of its own, or without TLS. */
  "not-let",
  /** The person said no there. */
  "denied",
  /** It took the client or the code for wrong. */
  "refused",
  "unreachable",
  /** Its answer could not be read. */
  "garbage",
] as const;
export type SignInFaultReason = (typeof signInFaults)[number];

const serverName = () => z.string().min(1).max(24);

export const mcpMethods = {
  "mcp.setSecret": method({
    scope: "operator.admin",
    kind: "write",
    since: "0.1.0",
    about:
      "Seals the value of a header or variable that the file says is a secret of a server of tools; null takes it away. It holds for that address or program alone, and is answered by nothing.",
    secretParams: true,
    params: () =>
      z.strictObject({
        server: serverName(),
        name: z.string().min(1).max(100),
        value: z
          .string()
          .min(1)
          .max(8192)
          .regex(/^[^\p{Cc}]+$/u, "no line breaks or other control characters")
          .nullable(),
      }),
    result: () => z.object({ server: mcpServerState() }),
    errors: ["NOT_FOUND"],
    subject: ({ server, name, value }) => `${server} ${name}${value === null ? " taken away" : ""}`,
  }),
  "mcp.signIn": method({
    scope: "operator.admin",
    kind: "write",
    since: "0.1.0",
    about:
      "Begins a sign-in (OAuth 2.1) at the service that a server of tools names. A person opens the address; the way back leads to `/mcp/signed-in`, and what stands there is handed in with `mcp.finishSignIn` by the same account within ten minutes.",
    params: () => z.strictObject({ server: serverName() }),
    result: () =>
      z.object({
        url: z.string(),
        /** Where that leads, for people. */
        host: z.string(),
        expiresAt: z.int(),
      }),
    errors: ["NOT_FOUND", "NOT_OFFERED", "SIGN_IN_FAILED"],
    subject: ({ server }) => server,
  }),
  "mcp.finishSignIn": method({
    scope: "operator.admin",
    kind: "write",
    since: "0.1.0",
    about:
      "Takes what the service sent the person back with, once: tokens are fetched with it, sealed, and answered by nothing.",
    secretParams: true,
    params: () =>
      z.strictObject({
        state: z.string().min(1).max(128),
        code: z.string().min(1).max(4096).optional(),
        /** What the service said instead of a code. */
        error: z.string().min(1).max(200).optional(),
        /** Who answered (RFC 9207), where it says so. */
        iss: z.string().max(2048).optional(),
      }),
    result: () => z.object({ server: mcpServerState() }),
    errors: ["CODE_REFUSED", "SIGN_IN_FAILED"],
    subject: ({ state }) => /^[a-z][a-z0-9-]{0,23}(?=\.)/.exec(state)?.[0] ?? "",
  }),
  "mcp.signOut": method({
    scope: "operator.admin",
    kind: "write",
    since: "0.1.0",
    about: "Forgets the tokens of a server of tools, and has the service withdraw them where it takes that.",
    params: () => z.strictObject({ server: serverName() }),
    result: () =>
      z.object({
        server: mcpServerState(),
        /** Whether the service said that they hold no more. */
        withdrawn: z.boolean(),
      }),
    errors: ["NOT_FOUND", "NOT_OFFERED"],
    subject: ({ server }) => server,
  }),
};
