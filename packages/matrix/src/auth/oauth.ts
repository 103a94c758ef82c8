import { type Clock, createSecret, type Log, sleep } from "@parley/kernel";
import { HTTPError } from "matrix-js-sdk/lib/http-api/errors.js";
import { isValidAuthMetadata, OAuth2, type ValidatedAuthMetadata } from "matrix-js-sdk/lib/oauth/index.js";
import { matrixError } from "../errors.ts";
import { createSdkLogger } from "../sdk-logger.ts";
import type { OAuthClient } from "../storage/vault.ts";

/** The SDK's requests of OAuth have no deadline of their own. */
const deadlineMs = 20_000;

interface OAuthPorts {
  readonly clock: Clock;
  readonly log: Log;
}

/** What the homeserver answered to `GET /auth_metadata`, checked: everything that it names is https or this machine. */
export function checkedMetadata(answer: unknown): ValidatedAuthMetadata {
  if (!isValidAuthMetadata(answer)) {
    throw matrixError("MATRIX_UIA_UNSUPPORTED", "the homeserver's sign-in page does not offer what is needed");
  }
  const { issuer, authorization_endpoint, token_endpoint, revocation_endpoint, registration_endpoint } = answer;
  for (const address of [issuer, authorization_endpoint, token_endpoint, revocation_endpoint, registration_endpoint]) {
    const url = URL.canParse(address) ? new URL(address) : null;
    const isLocal = url?.hostname === "localhost" || url?.hostname === "127.0.0.1";
    if (url === null || (url.protocol !== "https:" && !(url.protocol === "http:" && isLocal))) {
      throw matrixError("MATRIX_HOMESERVER_INSECURE", "the homeserver's sign-in page is not reached by https");
    }
  }
  return answer;
}

/** Registers this client and makes the address that signs someone in. Source: Matrix 1.18, "OAuth 2.0 API". */
export async function beginOAuth(
  ports: OAuthPorts & { readonly random: Parameters<typeof createSecret>[0] },
  metadata: ValidatedAuthMetadata,
  { returnTo, create }: { readonly returnTo: string; readonly create: boolean },
): Promise<{ url: string; state: string; clientId: string; deviceId: string; codeVerifier: string }> {
  const logger = createSdkLogger(ports.log);
  const { origin } = new URL(returnTo);
  const clientId = await inTime(
    ports.clock,
    OAuth2.registerClient(
      metadata,
      {
        client_name: "Parley",
        client_uri: `${origin}/`,
        redirect_uris: [returnTo],
        application_type: "web",
        grant_types: ["authorization_code", "refresh_token"],
      },
      logger,
    ),
  );
  const oauth = new OAuth2(metadata, { clientId }, logger);
  const state = createSecret(ports.random);
  const url = await oauth.generateAuthorizationCodeGrantUrl(state, returnTo, "fragment", create ? "create" : undefined);
  const { deviceId, codeVerifier } = oauth.context;
  return { url, state, clientId, deviceId, codeVerifier };
}

export interface GrantedTokens {
  readonly accessToken: string;
  readonly refreshToken: string | null;
  readonly expiresInMs: number | null;
}

/** Trades the code for tokens; the verifier proves that this tab began. */
export async function endOAuth(
  ports: OAuthPorts,
  metadata: ValidatedAuthMetadata,
  context: { clientId: string; deviceId: string; codeVerifier: string },
  { code, returnTo }: { readonly code: string; readonly returnTo: string },
): Promise<GrantedTokens> {
  const oauth = new OAuth2(metadata, context, createSdkLogger(ports.log));
  return granted(await inTime(ports.clock, oauth.completeAuthorizationCodeGrant(code, returnTo)));
}

/** New tokens for a refresh token; null when it is refused for good. */
export async function refreshByOAuth(
  ports: OAuthPorts,
  client: OAuthClient,
  refreshToken: string,
): Promise<GrantedTokens | null> {
  const oauth = new OAuth2(
    checkedMetadata(JSON.parse(client.metadata)),
    { clientId: client.clientId },
    createSdkLogger(ports.log),
  );
  try {
    return granted(await inTime(ports.clock, oauth.performRefreshTokenGrant(refreshToken)));
  } catch (thrown) {
    const status = thrown instanceof HTTPError ? thrown.httpStatus : undefined;
    if (status === 400 || status === 401 || status === 403) return null;
    throw thrown;
  }
}

/** Ends a device: with its refresh token its access tokens go too. */
export async function revokeByOAuth(ports: OAuthPorts, client: OAuthClient, token: string): Promise<void> {
  const oauth = new OAuth2(
    checkedMetadata(JSON.parse(client.metadata)),
    { clientId: client.clientId },
    createSdkLogger(ports.log),
  );
  await inTime(ports.clock, oauth.revokeToken(token));
}

function granted(answer: { access_token: string; refresh_token?: string; expires_in?: number }): GrantedTokens {
  return {
    accessToken: answer.access_token,
    refreshToken: answer.refresh_token ?? null,
    expiresInMs: answer.expires_in === undefined ? null : answer.expires_in * 1000,
  };
}

async function inTime<T>(clock: Clock, work: Promise<T>): Promise<T> {
  const over = new AbortController();
  const late = sleep(clock, deadlineMs, over.signal).then(() => {
    throw matrixError("MATRIX_TIMEOUT", "the homeserver's sign-in page did not answer within 20 s");
  });
  late.catch(() => {});
  try {
    return await Promise.race([work, late]);
  } finally {
    over.abort();
  }
}
