import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { InvalidGrantError, InvalidTokenError } from "@modelcontextprotocol/sdk/server/auth/errors.js";
import { requireBearerAuth } from "@modelcontextprotocol/sdk/server/auth/middleware/bearerAuth.js";
import type { OAuthServerProvider } from "@modelcontextprotocol/sdk/server/auth/provider.js";
import {
  createOAuthMetadata,
  getOAuthProtectedResourceMetadataUrl,
  mcpAuthMetadataRouter,
  mcpAuthRouter,
} from "@modelcontextprotocol/sdk/server/auth/router.js";
import { createMcpExpressApp } from "@modelcontextprotocol/sdk/server/express.js";
import type { OAuthClientInformationFull } from "@modelcontextprotocol/sdk/shared/auth.js";

/** How a path of it answers instead: never, with these words, or by sending elsewhere. */
type Spoilt = "hang" | { readonly status: number; readonly text: string };

interface Grant {
  readonly client: string;
  readonly challenge: string;
  readonly resource: URL | undefined;
}

/** An authorization server of the official library, at a port of its own, which knows what it gave to whom. */
export async function startAuthServer({ registers = true }: { registers?: boolean } = {}) {
  const clients = new Map<string, OAuthClientInformationFull>();
  const codes = new Map<string, Grant>();
  const access = new Map<string, Grant>();
  const refresh = new Map<string, Grant>();
  const spoilt = new Map<string, Spoilt>();
  /** Every secret that was given away. */
  const given: string[] = [];
  const asked: string[] = [];
  let denies = false;
  let lasts = 3600;
  let count = 0;
  const make = (kind: string): string => {
    const secret = `${kind}-very-secret-${++count}-${"x".repeat(24)}`;
    given.push(secret);
    return secret;
  };
  const tokens = (grant: Grant) => {
    const [one, other] = [make("access"), make("refresh")];
    access.set(one, grant);
    refresh.set(other, grant);
    return { access_token: one, token_type: "Bearer", expires_in: lasts, refresh_token: other };
  };
  const take = (from: Map<string, Grant>, key: string, client: string): Grant => {
    const grant = from.get(key);
    // Once: what is shown twice was stolen.
    from.delete(key);
    if (grant?.client !== client) throw new InvalidGrantError("It is not known.");
    return grant;
  };
  const provider: OAuthServerProvider = {
    clientsStore: {
      getClient: (id) => clients.get(id),
      ...(registers
        ? {
            registerClient(client) {
              const whole = { ...client, client_id: `client-${clients.size + 1}` };
              if (whole.client_secret !== undefined) given.push(whole.client_secret);
              clients.set(whole.client_id, whole);
              return whole;
            },
          }
        : {}),
    },
    async authorize(client, { state = "", codeChallenge, redirectUri, resource }, response) {
      const back = new URL(redirectUri);
      const code = make("code");
      codes.set(code, { client: client.client_id, challenge: codeChallenge, resource });
      back.searchParams.set("state", state);
      back.searchParams.set(denies ? "error" : "code", denies ? "access_denied" : code);
      response.redirect(back.href);
    },
    async challengeForAuthorizationCode(_client, code) {
      const grant = codes.get(code);
      if (grant === undefined) throw new InvalidGrantError("It is not known.");
      return grant.challenge;
    },
    exchangeAuthorizationCode: async ({ client_id }, code) => tokens(take(codes, code, client_id)),
    exchangeRefreshToken: async ({ client_id }, token) => tokens(take(refresh, token, client_id)),
    async verifyAccessToken(token) {
      const grant = access.get(token);
      if (grant === undefined) throw new InvalidTokenError("It is not known.");
      const expiresAt = Math.floor(Date.now() / 1000) + 60;
      return {
        token,
        clientId: grant.client,
        scopes: [],
        expiresAt,
        ...(grant.resource ? { resource: grant.resource } : {}),
      };
    },
    async revokeToken(_client, { token }) {
      refresh.delete(token);
      access.clear();
    },
  };

  let answer: RequestListener = () => {};
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? "/", "http://localhost").pathname;
    asked.push(`${request.method} ${path}`);
    const odd = spoilt.get(path);
    if (odd === undefined) answer(request, response);
    else if (odd !== "hang") response.writeHead(odd.status, { "content-type": "application/json" }).end(odd.text);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://localhost:${(server.address() as AddressInfo).port}`;
  const issuerUrl = new URL(url);
  const app = createMcpExpressApp();
  app.use(mcpAuthRouter({ provider, issuerUrl }));
  answer = app;

  return {
    url,
    given,
    /** Requests, by method and path. */
    asked,
    clients,
    spoil: (path: string, how: Spoilt) => void spoilt.set(path, how),
    mend: () => spoilt.clear(),
    deny: () => {
      denies = true;
    },
    /** How long what it gives from now on lasts, in seconds. */
    last(seconds: number) {
      lasts = seconds;
    },
    /** Nobody gets further with what was given: with access alone, or with what renews it too. */
    end(what: "access" | "all") {
      access.clear();
      if (what === "all") refresh.clear();
    },
    /** As a browser whose person is signed in there: what the address is that it is sent back to. */
    async visit(address: string): Promise<URL> {
      const response = await fetch(address, { redirect: "manual" });
      await response.body?.cancel();
      return new URL(response.headers.get("location") ?? "about:blank");
    },
    /** What stands before a server of tools at that address: true where it has answered. */
    guards(resource: string) {
      const resourceServerUrl = new URL(resource);
      const resourceMetadataUrl = getOAuthProtectedResourceMetadataUrl(resourceServerUrl);
      const door = createMcpExpressApp();
      door.use(
        mcpAuthMetadataRouter({ oauthMetadata: createOAuthMetadata({ provider, issuerUrl }), resourceServerUrl }),
      );
      door.use(
        "/mcp",
        requireBearerAuth({ verifier: provider, resourceMetadataUrl, expectedResource: resourceServerUrl }),
      );
      return (request: IncomingMessage, response: ServerResponse) =>
        new Promise<boolean>((resolve) => {
          response.once("finish", () => resolve(true));
          (door as unknown as Door)(request, response, () => resolve(false));
        });
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

type Door = (request: IncomingMessage, response: ServerResponse, next: () => void) => void;

export type AuthServer = Awaited<ReturnType<typeof startAuthServer>>;
