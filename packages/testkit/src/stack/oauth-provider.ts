import { createHash, randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { freePort } from "./node26.ts";

/**
 * A small OAuth 2.0 provider on loopback that stands where the Matrix Authentication Service stands: discovery, dynamic
 * registration, authorisation with PKCE, rotating tokens, revocation, and introspection by Synapse. Whoever comes is signed
 * in as the person that was set.
 */
export interface OAuthProvider {
  /** For Synapse's `matrix_authentication_service`, with what else must be off beside it. */
  readonly synapseConfig: Readonly<Record<string, unknown>>;
  /** Who sits before the screen; null: nobody, the sign-in is declined. */
  person: string | null;
  /** Where accounts and devices are made: the homeserver that was started with `synapseConfig`. */
  homeserver: string;
  /** Refresh tokens that were traded so far. */
  readonly refreshes: number;
  /** `prompt` of the last authorisation. */
  readonly prompt: string | null;
  stop(): Promise<void>;
}

interface Grant {
  readonly person: string;
  readonly clientId: string;
  readonly redirectUri: string;
  readonly scope: string;
  readonly challenge: string;
}

const random = (): string => randomBytes(24).toString("base64url");

/** What was given out so far. */
interface Books {
  readonly clients: Map<string, readonly string[]>;
  readonly codes: Map<string, Grant>;
  readonly access: Map<string, Grant & { readonly until: number }>;
  readonly refresh: Map<string, Grant>;
  readonly lifetimeS: number;
}

/** An answer: JSON with its status, or another address. */
type Answer = { readonly status: number; readonly body: object } | { readonly location: string };
const ok = (body: object): Answer => ({ status: 200, body });

function grantTokens({ access, refresh, lifetimeS }: Books, grant: Grant): Answer {
  const [accessToken, refreshToken] = [random(), random()];
  access.set(accessToken, { ...grant, until: Date.now() + lifetimeS * 1000 });
  refresh.set(refreshToken, grant);
  return ok({
    token_type: "Bearer",
    access_token: accessToken,
    refresh_token: refreshToken,
    expires_in: lifetimeS,
    scope: grant.scope,
  });
}

/** The grant that a code or a refresh token stands for, once; null when it proves nothing. */
function redeemed({ codes, refresh }: Books, form: URLSearchParams): Grant | null {
  const isRefresh = form.get("grant_type") === "refresh_token";
  const [kept, token] = isRefresh ? [refresh, form.get("refresh_token")] : [codes, form.get("code")];
  const grant = kept.get(token ?? "");
  kept.delete(token ?? "");
  if (grant === undefined || grant.clientId !== form.get("client_id")) return null;
  if (isRefresh) return grant;
  const proof = createHash("sha256")
    .update(form.get("code_verifier") ?? "")
    .digest("base64url");
  return grant.redirectUri === form.get("redirect_uri") && grant.challenge === proof ? grant : null;
}

function authorise(books: Books, asked: URLSearchParams, person: string | null, issuer: string): Answer {
  const [clientId, redirectUri] = [asked.get("client_id") ?? "", asked.get("redirect_uri") ?? ""];
  const known = books.clients.get(clientId)?.includes(redirectUri) ?? false;
  if (!known || asked.get("code_challenge_method") !== "S256")
    return { status: 400, body: { error: "invalid_request" } };
  const answer = new URLSearchParams({ state: asked.get("state") ?? "", iss: issuer });
  if (person === null) answer.set("error", "access_denied");
  else {
    const code = random();
    const [scope, challenge] = [asked.get("scope") ?? "", asked.get("code_challenge") ?? ""];
    books.codes.set(code, { person, clientId, redirectUri, scope, challenge });
    answer.set("code", code);
  }
  return { location: `${redirectUri}#${answer}` };
}

function introspect({ access }: Books, token: string): Answer {
  const found = access.get(token);
  if (found === undefined || found.until < Date.now()) return ok({ active: false });
  const { scope, person, until } = found;
  const left = Math.ceil((until - Date.now()) / 1000);
  return ok({ active: true, scope, username: person, sub: person, expires_in: left });
}

/** Starts it on a free port; access tokens live for `lifetimeS` seconds. */
export async function startOAuthProvider({ lifetimeS = 300 } = {}): Promise<OAuthProvider> {
  const port = await freePort();
  const issuer = `http://localhost:${port}/`;
  const secret = random();
  const books: Books = { clients: new Map(), codes: new Map(), access: new Map(), refresh: new Map(), lifetimeS };
  let refreshes = 0;
  let prompt: string | null = null;

  const tell = async (path: string, body: object): Promise<void> => {
    const answer = await fetch(`${provider.homeserver}/_synapse/mas/${path}`, {
      method: "POST",
      headers: { "authorization": `Bearer ${secret}`, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  };
  const trade = async (form: URLSearchParams): Promise<Answer> => {
    const grant = redeemed(books, form);
    if (grant === null) return { status: 400, body: { error: "invalid_grant" } };
    if (form.get("grant_type") === "refresh_token") refreshes += 1;
    else {
      await tell("provision_user", { localpart: grant.person });
      await tell("upsert_device", { localpart: grant.person, device_id: deviceIn(grant.scope) });
    }
    return grantTokens(books, grant);
  };
  const revoke = async (token: string): Promise<Answer> => {
    const grant = books.refresh.get(token) ?? books.access.get(token);
    books.refresh.delete(token);
    if (grant === undefined) return ok({});
    for (const [known, { scope }] of books.access) if (scope === grant.scope) books.access.delete(known);
    await tell("delete_device", { localpart: grant.person, device_id: deviceIn(grant.scope) });
    return ok({});
  };
  const answerTo = async (request: IncomingMessage): Promise<Answer> => {
    const asked = new URL(request.url ?? "/", issuer);
    const text = (await request.toArray()).join("");
    const form = new URLSearchParams(text);
    if (request.method === "OPTIONS") return ok({});
    switch (asked.pathname) {
      case "/.well-known/openid-configuration":
        return ok(metadata(issuer));
      case "/register": {
        const { redirect_uris: uris }: { redirect_uris: readonly string[] } = JSON.parse(text);
        const clientId = random();
        books.clients.set(clientId, uris);
        return { status: 201, body: { client_id: clientId } };
      }
      case "/authorize":
        prompt = asked.searchParams.get("prompt");
        return authorise(books, asked.searchParams, provider.person, issuer);
      case "/token":
        return await trade(form);
      case "/revoke":
        return await revoke(form.get("token") ?? "");
      case "/oauth2/introspect":
        if (request.headers.authorization !== `Bearer ${secret}`) return { status: 401, body: {} };
        return introspect(books, form.get("token") ?? "");
      default:
        return { status: 404, body: {} };
    }
  };
  const send = (response: ServerResponse, answer: Answer): void => {
    if ("location" in answer) response.writeHead(302, { location: answer.location }).end();
    else
      response
        .writeHead(answer.status, { ...cors, "content-type": "application/json" })
        .end(JSON.stringify(answer.body));
  };
  const server = createServer((request, response) => {
    answerTo(request).then(
      (answer) => send(response, answer),
      (thrown) => send(response, { status: 500, body: { error: String(thrown) } }),
    );
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  const provider: OAuthProvider = {
    synapseConfig: {
      matrix_authentication_service: { enabled: true, endpoint: issuer, secret },
      password_config: { enabled: false },
      enable_registration: false,
      registration_requires_token: false,
    },
    person: null,
    homeserver: "",
    get refreshes() {
      return refreshes;
    },
    get prompt() {
      return prompt;
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return provider;
}

const cors = {
  "access-control-allow-origin": "*",
  "access-control-allow-headers": "content-type, accept",
  "access-control-allow-methods": "GET, POST, OPTIONS",
};

const deviceIn = (scope: string): string => /urn:matrix:client:device:(\S+)/.exec(scope)?.[1] ?? "";

const metadata = (issuer: string): object => ({
  issuer,
  authorization_endpoint: `${issuer}authorize`,
  token_endpoint: `${issuer}token`,
  revocation_endpoint: `${issuer}revoke`,
  registration_endpoint: `${issuer}register`,
  account_management_uri: `${issuer}account`,
  introspection_endpoint: `${issuer}oauth2/introspect`,
  response_types_supported: ["code"],
  response_modes_supported: ["query", "fragment"],
  grant_types_supported: ["authorization_code", "refresh_token"],
  code_challenge_methods_supported: ["S256"],
  prompt_values_supported: ["create"],
});
