import { AppError, fieldsOf } from "@parley/kernel";
import type { Homeserver } from "../../platform/ports.ts";

/** Says whose an OpenID token is. Throws NOT_SIGNED_IN, NOT_ADMITTED or PART_DOWN. */
export type VerifyOpenId = (token: string, serverName: string) => Promise<string>;

const deadlineMs = 8000;

/**
 * Only tokens of our own homeserver, asked of it directly and never by resolving a name that a client gave.
 * Source: Matrix 1.18, `GET /_matrix/federation/v1/openid/userinfo`.
 */
export function createOpenIdVerifier(homeserver: Homeserver, fetch: typeof globalThis.fetch): VerifyOpenId {
  return async (token, serverName) => {
    const own = homeserver.serverName();
    const base = homeserver.upstream();
    if (own === null || base === null) throw later();
    if (serverName !== own) {
      throw new AppError("NOT_ADMITTED", "Accounts of that homeserver get no calls here.");
    }
    let response: Response;
    let body: unknown;
    try {
      response = await fetch(
        `${base}/_matrix/federation/v1/openid/userinfo?access_token=${encodeURIComponent(token)}`,
        {
          redirect: "error",
          signal: AbortSignal.timeout(deadlineMs),
        },
      );
      body = await response.json();
    } catch {
      throw later();
    }
    if (response.status === 401 || response.status === 403) {
      throw new AppError("NOT_SIGNED_IN", "The homeserver does not know that OpenID token, or it is over.");
    }
    if (!response.ok) throw later();
    const { sub } = fieldsOf(body);
    // Whoever answers for one name must not speak for another.
    if (typeof sub !== "string" || !sub.startsWith("@") || !sub.endsWith(`:${own}`)) {
      throw new AppError("NOT_SIGNED_IN", "The homeserver answered with an account that is not its own.");
    }
    return sub;
  };
}

function later(): AppError {
  const message = "The homeserver does not answer just now. Try again in a moment.";
  return new AppError("PART_DOWN", message, { retryable: true, retryAfterMs: 2000 });
}
