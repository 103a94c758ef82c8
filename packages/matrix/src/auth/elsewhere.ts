import { createSecret } from "@parley/kernel";
import type { Departure, FoundHomeserver, SignInTicket } from "../contract/elsewhere.ts";
import type { MatrixPorts } from "../contract/ports.ts";
import type { Session } from "../contract/session.ts";
import { mapped, matrixError } from "../errors.ts";
import { toBase64 } from "../storage/base64.ts";
import { authMetadata } from "./find-homeserver.ts";
import { askHomeserver, textIn } from "./homeserver.ts";
import { type FreshDevice, freshDevice, userIdIn } from "./sign-in.ts";

/** How long someone may take on the other page. */
const ticketMs = 15 * 60_000;

/** To the homeserver's SSO. The state comes back in the address and tells this sign-in from one that somebody else began. */
export function departBySso(
  ports: MatrixPorts,
  { baseUrl, own }: FoundHomeserver,
  provider: string | null,
  returnTo: string,
): Departure {
  const state = createSecret(ports.random);
  const back = new URL(returnTo);
  back.searchParams.set("state", state);
  const path = provider === null ? "" : `/${encodeURIComponent(provider)}`;
  const url = new URL(`${baseUrl}/_matrix/client/v3/login/sso/redirect${path}`);
  url.searchParams.set("redirectUrl", back.href);
  return { url: url.href, ticket: { kind: "sso", state, baseUrl, ...ours(own), begun: ports.clock.now() } };
}

/** To the page of a homeserver with OAuth, as a client that is registered for this sign-in. */
export async function departByOAuth(
  ports: MatrixPorts,
  { baseUrl, own }: FoundHomeserver,
  returnTo: string,
  create: boolean,
): Promise<Departure> {
  const { beginOAuth, checkedMetadata } = await import("./oauth.ts");
  const metadata = checkedMetadata(await authMetadata(ports.fetch, baseUrl));
  const { url, ...begun } = await beginOAuth(ports, metadata, { returnTo, create });
  return { url, ticket: { kind: "oauth", ...begun, baseUrl, returnTo, ...ours(own), begun: ports.clock.now() } };
}

/** Whether the homeserver is this server's own, said for the way back. */
const ours = (own: true | undefined) => (own === true ? { own } : {});

/**
 * Ends a sign-in on another page. Where to ask comes from the ticket alone, never from the address: that one may have been
 * made by anyone.
 */
export async function arrive(
  ports: MatrixPorts,
  ticket: SignInTicket,
  address: string,
  deviceName: string,
): Promise<FreshDevice> {
  const text = (name: string): string => {
    const value = ticket[name];
    if (typeof value !== "string" || value === "") throw stale();
    return value;
  };
  const age = ports.clock.now() - Number(ticket.begun);
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url === null || !(age >= 0 && age <= ticketMs)) throw stale();
  if (ticket.kind === "sso") {
    if (url.searchParams.get("state") !== text("state")) throw stale();
    const token = url.searchParams.get("loginToken");
    if (token === null || token === "") throw matrixError("MATRIX_SIGN_IN_REFUSED", "it came back without a token");
    return await signInByToken(ports, text("baseUrl"), token, deviceName);
  }
  const answer = new URLSearchParams(url.hash.slice(1));
  if (answer.get("state") !== text("state")) throw stale();
  const code = answer.get("code");
  if (code === null || code === "") {
    throw matrixError("MATRIX_SIGN_IN_REFUSED", (answer.get("error") ?? "it came back without a code").slice(0, 200));
  }
  const { checkedMetadata, endOAuth } = await import("./oauth.ts");
  const baseUrl = text("baseUrl");
  const metadata = checkedMetadata(await authMetadata(ports.fetch, baseUrl));
  // Another issuer's code must not be traded here. Source: RFC 9207.
  const issuer = answer.get("iss");
  if (issuer !== null && issuer !== metadata.issuer) throw stale();
  const client = { clientId: text("clientId"), deviceId: text("deviceId"), codeVerifier: text("codeVerifier") };
  const tokens = await endOAuth(ports, metadata, client, { code, returnTo: text("returnTo") });
  const who = await askHomeserver(ports.fetch, baseUrl, {
    method: "GET",
    path: "/_matrix/client/v3/account/whoami",
    accessToken: tokens.accessToken,
  });
  const { accessToken, refreshToken, expiresInMs } = tokens;
  const deviceId = textIn(who, "device_id");
  // A page of the homeserver knows no better name than the device's id; one that may not be given is no fault.
  await askHomeserver(ports.fetch, baseUrl, {
    method: "PUT",
    path: `/_matrix/client/v3/devices/${encodeURIComponent(deviceId)}`,
    body: { display_name: deviceName },
    accessToken,
  }).catch(() => {});
  return {
    account: { userId: userIdIn(who), deviceId, homeserverUrl: baseUrl },
    credentials: {
      accessToken,
      refreshToken,
      expiresAt: expiresInMs === null ? null : ports.clock.now() + expiresInMs,
      storageKey: toBase64(ports.random.bytes(32)),
      oauth: { clientId: client.clientId, metadata: JSON.stringify(metadata) },
    },
  };
}

/** Source: Matrix 1.18, Client-Server API, `POST /user/{userId}/openid/request_token`. */
export async function requestOpenIdToken(
  { fetch }: Pick<MatrixPorts, "fetch">,
  { account, accessToken }: Pick<Session, "account" | "accessToken">,
): Promise<string> {
  const token = accessToken();
  if (token === null) throw matrixError("MATRIX_SIGNED_OUT", "another tab holds the client");
  const answer = await askHomeserver(fetch, account.homeserverUrl, {
    method: "POST",
    path: `/_matrix/client/v3/user/${encodeURIComponent(account.userId)}/openid/request_token`,
    body: {},
    accessToken: token,
  });
  return textIn(answer, "access_token");
}

async function signInByToken(
  ports: MatrixPorts,
  homeserverUrl: string,
  token: string,
  deviceName: string,
): Promise<FreshDevice> {
  const answer = await mapped(
    () =>
      askHomeserver(ports.fetch, homeserverUrl, {
        method: "POST",
        path: "/_matrix/client/v3/login",
        body: { type: "m.login.token", token, initial_device_display_name: deviceName, refresh_token: true },
      }),
    { M_FORBIDDEN: "MATRIX_SIGN_IN_STALE" },
  );
  return freshDevice(ports, homeserverUrl, answer);
}

function stale() {
  return matrixError("MATRIX_SIGN_IN_STALE", "this is not the sign-in that was begun here, or it took too long");
}
