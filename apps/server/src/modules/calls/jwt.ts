import { createHmac, timingSafeEqual } from "node:crypto";

/** Key and secret that LiveKit knows us by. */
export interface SfuKey {
  readonly key: string;
  readonly secret: string;
}

/** What a LiveKit token allows. Source: livekit `protocol/auth/grants.go`. */
export interface VideoGrant {
  readonly room?: string;
  readonly roomJoin?: boolean;
  readonly roomCreate?: boolean;
  readonly roomList?: boolean;
  readonly roomAdmin?: boolean;
  readonly canPublish?: boolean;
  readonly canPublishSources?: readonly string[];
  readonly canPublishData?: boolean;
  readonly canSubscribe?: boolean;
  readonly canUpdateOwnMetadata?: boolean;
}

export interface TokenClaims {
  readonly identity: string;
  readonly video: VideoGrant;
  /** Seconds since the epoch. */
  readonly expiresAt: number;
}

/** Signs a token for LiveKit: HS256. `now` in milliseconds. */
export function signToken({ key, secret }: SfuKey, claims: TokenClaims, now: number): string {
  const body = {
    iss: key,
    sub: claims.identity,
    jti: claims.identity,
    // A clock that is a little behind ours must not refuse.
    nbf: Math.floor(now / 1000) - 10,
    exp: claims.expiresAt,
    video: claims.video,
  };
  const unsigned = `${encode({ alg: "HS256", typ: "JWT" })}.${encode(body)}`;
  return `${unsigned}.${createHmac("sha256", secret).update(unsigned).digest("base64url")}`;
}

/** What a token of ours says, or null: not ours, altered, expired or not a token. */
export function readToken(token: string, sfu: SfuKey, now: number): Readonly<Record<string, unknown>> | null {
  const [head = "", body = "", signature = "", ...more] = token.split(".");
  if (more.length > 0 || token.length > 8192) return null;
  const expected = createHmac("sha256", sfu.secret).update(`${head}.${body}`).digest();
  const given = Buffer.from(signature, "base64url");
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null;
  const header = decode(head);
  const claims = decode(body);
  if (header?.alg !== "HS256" || claims === null) return null;
  if (claims.iss !== sfu.key || typeof claims.exp !== "number" || claims.exp * 1000 <= now) return null;
  return claims;
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

function decode(part: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, "base64url").toString("utf8"));
    return typeof value === "object" && value !== null ? { ...value } : null;
  } catch {
    return null;
  }
}
