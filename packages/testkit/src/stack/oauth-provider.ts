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

/** Starts it on a free port; access tokens live for `lifetimeS` seconds. */
export async function startOAuthProvider({ lifetimeS = 300 } = {}): Promise<OAuthProvider> {
  const port = await freePort();
  const issuer = `http://localhost:${port}/`;
  const secret = random();
  const clients = new Map<string, readonly string[]>();
  const codes = new Map<string, Grant>();
  const access = new Map<string, Grant & { readonly until: number }>();
  const refresh = new Map<string, Grant>();
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
  const grantTokens = (grant: Grant): object => {
    const [accessToken, refreshToken] = [random(), random()];
    access.set(accessToken, { ...grant, until: Date.now() + lifetimeS * 1000 });
    refresh.set(refreshToken, grant);
    return {
      token_type: "Bearer",
      access_token: accessToken,
      refresh_token: refreshToken,
      expires_in: lifetimeS,
      scope: grant.scope,
    };
  };
  const trade = async (form: URLSearchParams): Promise<object | null> => {
    if (form.get("grant_type") === "refresh_token") {
      const token = form.get("refresh_token") ?? "";
      const grant = refresh.get(token);
      // Good once.
      refresh.delete(token);
      if (grant === undefined || grant.clientId !== form.get("client_id")) return null;
      refreshes += 1;
      return grantTokens(grant);
    }
    const code = form.get("code") ?? "";
    const grant = codes.get(code);
    codes.delete(code);
    const proof = createHash("sha256")
      .update(form.get("code_verifier") ?? "")
      .digest("base64url");
    const fits =
      grant !== undefined &&
      grant.clientId === form.get("client_id") &&
      grant.redirectUri === form.get("redirect_uri") &&
      grant.challenge === proof;
    if (!fits) return null;
    await tell("provision_user", { localpart: grant.person });
    await tell("upsert_device", { localpart: grant.person, device_id: deviceIn(grant.scope) });
    return grantTokens(grant);
  };
  const authorise = (asked: URLSearchParams): string | null => {
    const [clientId, redirectUri] = [asked.get("client_id") ?? "", asked.get("redirect_uri") ?? ""];
    if (!(clients.get(clientId)?.includes(redirectUri) ?? false) || asked.get("code_challenge_method") !== "S256")
      return null;
    prompt = asked.get("prompt");
    const answer = new URLSearchParams({ state: asked.get("state") ?? "", iss: issuer });
    if (provider.person === null) answer.set("error", "access_denied");
    else {
      const code = random();
      const [scope, challenge] = [asked.get("scope") ?? "", asked.get("code_challenge") ?? ""];
      codes.set(code, { person: provider.person, clientId, redirectUri, scope, challenge });
      answer.set("code", code);
    }
    return `${redirectUri}#${answer}`;
  };

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const send = (status: number, body: object): void => {
      response.writeHead(status, { ...cors, "content-type": "application/json" }).end(JSON.stringify(body));
    };
    const asked = new URL(request.url ?? "/", issuer);
    const text = (await request.toArray()).join("");
    if (request.method === "OPTIONS") return send(200, {});
    switch (asked.pathname) {
      case "/.well-known/openid-configuration":
        return send(200, metadata(issuer));
      case "/register": {
        const { redirect_uris: uris }: { redirect_uris: readonly string[] } = JSON.parse(text);
        const clientId = random();
        clients.set(clientId, uris);
        return send(201, { client_id: clientId });
      }
      case "/authorize": {
        const back = authorise(asked.searchParams);
        if (back === null) return send(400, { error: "invalid_request" });
        response.writeHead(302, { location: back }).end();
        return;
      }
      case "/token": {
        const granted = await trade(new URLSearchParams(text));
        return granted === null ? send(400, { error: "invalid_grant" }) : send(200, granted);
      }
      case "/revoke": {
        const token = new URLSearchParams(text).get("token") ?? "";
        const grant = refresh.get(token) ?? access.get(token);
        refresh.delete(token);
        if (grant !== undefined) {
          for (const [known, { scope }] of access) if (scope === grant.scope) access.delete(known);
          await tell("delete_device", { localpart: grant.person, device_id: deviceIn(grant.scope) });
        }
        return send(200, {});
      }
      case "/oauth2/introspect": {
        if (request.headers.authorization !== `Bearer ${secret}`) return send(401, {});
        const found = access.get(new URLSearchParams(text).get("token") ?? "");
        if (found === undefined || found.until < Date.now()) return send(200, { active: false });
        const left = Math.ceil((found.until - Date.now()) / 1000);
        return send(200, {
          active: true,
          scope: found.scope,
          username: found.person,
          sub: found.person,
          expires_in: left,
        });
      }
      default:
        return send(404, {});
    }
  };
  const server = createServer((request, response) => {
    serve(request, response).catch((thrown) => response.writeHead(500).end(String(thrown)));
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
