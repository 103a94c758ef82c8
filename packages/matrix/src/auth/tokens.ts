import type { Clock, Log } from "@parley/kernel";
import type { FetchPort } from "../contract/ports.ts";
import { matrixError, toMatrixError } from "../errors.ts";
import type { Credentials, OAuthClient } from "../storage/vault.ts";
import { askHomeserver, RefusedError, textIn } from "./homeserver.ts";

/**
 * The account's tokens while it runs: signs requests, renews the access token before it expires and after the homeserver
 * has refused it: by `POST /refresh`, or at the token endpoint of the OAuth provider that they come from.
 */
export interface Tokens {
  /** The access token as of now. */
  readonly accessToken: string;
  /**
   * `fetch` for requests of this account: puts the current token where the request carries one. Such a one goes to the
   * homeserver and nowhere else: it rejects with MATRIX_FORBIDDEN otherwise.
   */
  readonly fetch: FetchPort;
  /** Signs the device out at its homeserver, or with OAuth where its tokens come from. */
  revoke(): Promise<void>;
}

/** Renewed this long before the end, so that a long poll does not outlive its token. */
const renewBeforeMs = 45_000;

/**
 * `store` is called with new credentials and awaited before they are used: the homeserver forgets the old refresh token
 * as soon as the new access token is seen. `renewed` hears of each new access token.
 */
export function createTokens(options: {
  readonly homeserverUrl: string;
  readonly credentials: Credentials;
  readonly ports: { readonly fetch: FetchPort; readonly clock: Clock; readonly log: Log };
  readonly store: (credentials: Credentials) => Promise<void>;
  readonly renewed: (accessToken: string) => void;
}): Tokens {
  const { ports, homeserverUrl } = options;
  let current = options.credentials;
  let renewing: Promise<boolean> | null = null;

  /** True: there is another token now. False: the homeserver refused. Rejects: it could not be asked. */
  const renew = (): Promise<boolean> => {
    renewing ??= askForNext().finally(() => {
      renewing = null;
    });
    return renewing;
  };
  const askForNext = async (): Promise<boolean> => {
    if (current.refreshToken === null) return false;
    if (current.oauth !== undefined) return await refreshOAuth(current.oauth, current.refreshToken);
    let answer: Readonly<Record<string, unknown>>;
    try {
      answer = await askHomeserver(ports.fetch, homeserverUrl, {
        method: "POST",
        path: "/_matrix/client/v3/refresh",
        body: { refresh_token: current.refreshToken },
      });
    } catch (thrown) {
      if (thrown instanceof RefusedError && (thrown.httpStatus === 401 || thrown.httpStatus === 403)) return false;
      throw thrown;
    }
    const expiresIn = answer.expires_in_ms;
    return await take({
      ...current,
      accessToken: textIn(answer, "access_token"),
      refreshToken: typeof answer.refresh_token === "string" ? answer.refresh_token : current.refreshToken,
      expiresAt: typeof expiresIn === "number" ? ports.clock.now() + expiresIn : null,
    });
  };
  const refreshOAuth = async (client: OAuthClient, refreshToken: string): Promise<boolean> => {
    const { refreshByOAuth } = await import("./oauth.ts");
    const tokens = await refreshByOAuth(ports, client, refreshToken);
    if (tokens === null) return false;
    return await take({
      ...current,
      accessToken: tokens.accessToken,
      refreshToken: tokens.refreshToken ?? refreshToken,
      expiresAt: tokens.expiresInMs === null ? null : ports.clock.now() + tokens.expiresInMs,
    });
  };
  const take = async (next: Credentials): Promise<boolean> => {
    try {
      await options.store(next);
    } catch (fault) {
      // Going on in memory costs a sign-in after the next reload; stopping would cost the conversation now.
      ports.log.error("new tokens could not be stored", { code: toMatrixError(fault).code });
    }
    current = next;
    options.renewed(next.accessToken);
    return true;
  };

  const signed: FetchPort = async (resource, init) => {
    const headers = new Headers(init?.headers);
    if (!headers.has("authorization")) return await ports.fetch(resource, init);
    // An address that is none leads to the page's own server.
    if (!isAt(homeserverUrl, resource instanceof Request ? resource.url : String(resource))) {
      throw matrixError("MATRIX_FORBIDDEN", "the token is for its homeserver only");
    }
    if (current.expiresAt !== null && ports.clock.now() >= current.expiresAt - renewBeforeMs) {
      // A refusal is left to the request itself: its answer says whether the sign-out is soft.
      await renew();
    }
    const used = current.accessToken;
    headers.set("authorization", `Bearer ${used}`);
    const response = await ports.fetch(resource, { ...init, headers });
    if (response.status !== 401 || !(await saysUnknownToken(response))) return response;
    if (current.accessToken === used && !(await renew())) return response;
    headers.set("authorization", `Bearer ${current.accessToken}`);
    return await ports.fetch(resource, { ...init, headers });
  };

  return {
    get accessToken() {
      return current.accessToken;
    },
    fetch: signed,
    async revoke() {
      // A refresh token that is being traded is void already: with it nothing would be signed out.
      await renewing?.catch(() => false);
      if (current.oauth !== undefined) {
        const { revokeByOAuth } = await import("./oauth.ts");
        return await revokeByOAuth(ports, current.oauth, current.refreshToken ?? current.accessToken);
      }
      await askHomeserver(signed, homeserverUrl, {
        method: "POST",
        path: "/_matrix/client/v3/logout",
        body: {},
        accessToken: current.accessToken,
      });
    },
  };
}

const isAt = (homeserverUrl: string, address: string): boolean =>
  URL.canParse(address) && new URL(address).origin === new URL(homeserverUrl).origin;

async function saysUnknownToken(response: Response): Promise<boolean> {
  try {
    const body: unknown = await response.clone().json();
    return typeof body === "object" && body !== null && "errcode" in body && body.errcode === "M_UNKNOWN_TOKEN";
  } catch {
    return false;
  }
}
