import { AppError, fieldsOf } from "@parley/kernel";
import type { Homeserver } from "../../platform/ports.ts";

/** Who asks, by an OpenID token. */
export interface OpenIdProof {
  readonly token: string;
  readonly serverName: string;
  /** From where it is shown. */
  readonly address: string;
}

/** Says whose an OpenID token is. Throws NOT_SIGNED_IN, NOT_ADMITTED, RATE_LIMITED or PART_DOWN. */
export type VerifyOpenId = (proof: OpenIdProof) => Promise<string>;

/** People of other homeservers that the owner has listed. */
export interface Guests {
  has(serverName: string): boolean;
  /** Whose the token is, which is good once. */
  prove(
    serverName: string,
    proof: { readonly token: string; readonly address: string; readonly signal: AbortSignal },
  ): Promise<string>;
}

const deadlineMs = 8000;

/**
 * Tokens of our own homeserver are asked of it directly, those of listed ones where the owner said; never by resolving a
 * name that a client gave. Source: Matrix 1.18, `GET /_matrix/federation/v1/openid/userinfo`.
 */
export function createOpenIdVerifier(
  homeserver: Homeserver,
  guests: Guests,
  fetch: typeof globalThis.fetch,
): VerifyOpenId {
  return async ({ token, serverName, address }) => {
    const own = homeserver.serverName();
    const base = homeserver.upstream();
    if (own === null || base === null) throw later();
    if (serverName !== own) {
      // Nobody hears here whether the client has hung up: asking has a deadline of its own.
      if (guests.has(serverName)) {
        return await guests.prove(serverName, { token, address, signal: new AbortController().signal });
      }
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
