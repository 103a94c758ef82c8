import type { OAuthClientProvider, OAuthDiscoveryState } from "@modelcontextprotocol/sdk/client/auth.js";
import type { OAuthClientInformationMixed, OAuthTokens } from "@modelcontextprotocol/sdk/shared/auth.js";
import type { OAuth } from "../../../config/mcp-servers.ts";
import { SignInFault } from "./fault.ts";
import type { Kept } from "./kept.ts";
import { mayGo } from "./way-out.ts";

const tokenChars = 16 * 1024;
/** Longer than a year counts as a year: what is wrong with it shows when it is used. */
const longestS = 366 * 24 * 3600;
/** What of it we can, the dearest to whoever steals a message first. */
const methods = ["client_secret_basic", "client_secret_post", "none"];

/** One sign-in, from the question where to the tokens: what the library asks for and what it found. */
export function createFlow({
  oauth,
  url,
  own,
  redirectUrl,
  state,
  hide,
}: {
  readonly oauth: OAuth;
  /** The server that wants it. */
  readonly url: URL;
  /** Origins that the owner named. */
  readonly own: ReadonlySet<string>;
  readonly redirectUrl: string;
  readonly state: string;
  /** Takes a secret out of every log. */
  readonly hide: (secret: string) => void;
}) {
  let leadsTo: URL | null = null;
  let verifier = "";
  let discovery: OAuthDiscoveryState | undefined;
  let client: OAuthClientInformationMixed | undefined;
  let tokens: OAuthTokens | undefined;
  if (oauth.clientId !== undefined) {
    const { clientId, clientSecret } = oauth;
    client = { client_id: clientId, ...(clientSecret === undefined ? {} : { client_secret: clientSecret }) };
  }

  const provider: OAuthClientProvider = {
    redirectUrl,
    get clientMetadata() {
      const offered = discovery?.authorizationServerMetadata?.token_endpoint_auth_methods_supported;
      const method = methods.find((one) => offered?.includes(one));
      return {
        client_name: "Parley",
        redirect_uris: [redirectUrl],
        grant_types: ["authorization_code", "refresh_token"],
        response_types: ["code"],
        ...(method === undefined ? {} : { token_endpoint_auth_method: method }),
        ...(oauth.scopes === undefined ? {} : { scope: oauth.scopes.join(" ") }),
      };
    },
    state: () => state,
    clientInformation: () => client,
    saveClientInformation(given) {
      client = given;
      if (given.client_secret !== undefined) hide(given.client_secret);
    },
    // Each sign-in is a new one: what is held is renewed elsewhere.
    tokens: () => undefined,
    saveTokens(given) {
      tokens = given;
    },
    redirectToAuthorization(to) {
      leadsTo = to;
    },
    saveCodeVerifier(given) {
      verifier = given;
    },
    codeVerifier: () => verifier,
    discoveryState: () => discovery,
    saveDiscoveryState(found) {
      checkFound(found, { oauth, url, own });
      discovery = found;
    },
  };
  return {
    provider,
    /** Where the person goes. */
    address(): URL {
      if (leadsTo === null) throw new SignInFault("garbage", url.host);
      return leadsTo;
    },
    /** Who signs people in. */
    issuer: () => discovery?.authorizationServerMetadata?.issuer,
    brought(now: number): Kept {
      const service = discovery?.authorizationServerMetadata;
      if (!discovery || !service || !client || !tokens) throw new SignInFault("garbage", url.host);
      const host = new URL(service.token_endpoint).host;
      return {
        client: { client_id: client.client_id, client_secret: client.client_secret },
        service: { ...service, revocation_endpoint: revocationOf(service) },
        address: discovery.authorizationServerUrl,
        resource: discovery.resourceMetadata?.resource ?? null,
        scope: tokens.scope ?? null,
        ...heldOf(tokens, host, now),
      };
    },
  };
}

/** Throws a `SignInFault` for tokens that no header could carry. */
export function heldOf(tokens: OAuthTokens, host: string, now: number): Pick<Kept, "access" | "refresh" | "expiresAt"> {
  const { access_token: access, refresh_token: refresh = null, expires_in: seconds, token_type: type } = tokens;
  const isToken = (text: string) => text.length <= tokenChars && /^[\x21-\x7e]+$/.test(text);
  if (type.toLowerCase() !== "bearer" || !isToken(access) || (refresh !== null && refresh.length > tokenChars)) {
    throw new SignInFault("garbage", host);
  }
  const isTime = seconds !== undefined && Number.isFinite(seconds) && seconds >= 0;
  return { access, refresh, expiresAt: isTime ? now + Math.min(seconds, longestS) * 1000 : null };
}

/** Descriptions are whatever somebody wrote: only what leads on is taken. */
function checkFound(
  { authorizationServerUrl, authorizationServerMetadata: service }: OAuthDiscoveryState,
  { oauth, url, own }: { readonly oauth: OAuth; readonly url: URL; readonly own: ReadonlySet<string> },
): void {
  if (service === undefined) throw new SignInFault("nowhere", url.host);
  const { host, origin } = new URL(authorizationServerUrl);
  if (oauth.issuer !== undefined && new URL(oauth.issuer).origin !== origin) throw new SignInFault("not-let", host);
  if (!mayGo(new URL(service.authorization_endpoint), own)) throw new SignInFault("not-let", host);
  if (oauth.clientId === undefined && service.registration_endpoint === undefined)
    throw new SignInFault("no-registration", host);
}

/** The library knows it of one of the two descriptions alone. */
function revocationOf(service: object): string | undefined {
  const found = "revocation_endpoint" in service ? service.revocation_endpoint : undefined;
  return typeof found === "string" && URL.canParse(found) ? found : undefined;
}
