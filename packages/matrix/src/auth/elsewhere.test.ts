import { createHash } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { silentLog, systemClock, systemRandom } from "@parley/kernel";
import { afterEach, expect, test } from "vitest";
import type { FoundHomeserver, SignInTicket } from "../contract/elsewhere.ts";
import type { MatrixPorts } from "../contract/ports.ts";
import type { Credentials } from "../storage/vault.ts";
import { arrive, departByOAuth, departBySso } from "./elsewhere.ts";
import { createTokens } from "./tokens.ts";

const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

const ports = (now = () => systemClock.now()): MatrixPorts => ({
  fetch: (resource, init) => globalThis.fetch(resource, init),
  indexedDB: {},
  locks: null,
  channel: null,
  clock: { ...systemClock, now },
  random: systemRandom,
  log: silentLog,
});
const foundAt = (baseUrl: string): FoundHomeserver => ({
  name: "hs",
  baseUrl,
  password: false,
  providers: [],
  oauth: null,
  signUp: false,
});
const returnTo = "https://chat.example.org/sign-in/return";

/** A homeserver and its sign-in page in one: what it is asked, it remembers; a code is good once, for its verifier. */
async function provider() {
  const state = {
    registered: [] as unknown[],
    verifierHash: "",
    revoked: [] as string[],
    refresh: "r0",
    access: "a0",
    logins: [] as unknown[],
    refuse: false,
  };
  const server = createServer(async (request, response) => {
    const send = (status: number, body: unknown) => {
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    };
    const path = new URL(request.url ?? "", "http://x").pathname;
    const text = await bodyOf(request);
    if (path.endsWith("/auth_metadata")) return send(200, metadata(base()));
    if (path === "/register") {
      state.registered.push(JSON.parse(text));
      return send(201, { client_id: "client-1" });
    }
    if (path === "/revoke") {
      state.revoked.push(new URLSearchParams(text).get("token") ?? "");
      return send(200, {});
    }
    if (path === "/_matrix/client/v3/login") {
      state.logins.push(JSON.parse(text));
      return send(200, {
        user_id: "@ada:hs",
        device_id: "D",
        access_token: "sso",
        refresh_token: "sr",
        expires_in_ms: 1000,
      });
    }
    if (path.endsWith("/whoami")) return send(200, { user_id: "@ada:hs", device_id: "OAUTHDEV" });
    if (path === "/token") {
      const form = new URLSearchParams(text);
      const proves =
        createHash("sha256")
          .update(form.get("code_verifier") ?? "")
          .digest("base64url") === state.verifierHash;
      const fits =
        form.get("grant_type") === "refresh_token"
          ? form.get("refresh_token") === state.refresh
          : form.get("code") === "code-1" && proves;
      if (!fits || state.refuse) return send(400, { error: "invalid_grant" });
      state.access = `${state.access}x`;
      state.refresh = `${state.refresh}x`;
      return send(200, {
        token_type: "bearer",
        access_token: state.access,
        refresh_token: state.refresh,
        expires_in: 300,
      });
    }
    return send(404, { errcode: "M_UNRECOGNIZED" });
  });
  const base = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  ends.push(() => server.close());
  return { state, base: base() };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  return Buffer.concat((await request.toArray()) as Buffer[]).toString();
}

const metadata = (base: string) => ({
  issuer: `${base}/`,
  authorization_endpoint: `${base}/authorize`,
  token_endpoint: `${base}/token`,
  revocation_endpoint: `${base}/revoke`,
  registration_endpoint: `${base}/register`,
  response_types_supported: ["code"],
  response_modes_supported: ["query", "fragment"],
  grant_types_supported: ["authorization_code", "refresh_token"],
  code_challenge_methods_supported: ["S256"],
});

test("SSO comes back with the state that was sent, and asks the homeserver that was chosen", async () => {
  const { base, state } = await provider();
  const { url, ticket } = departBySso(ports(), foundAt(base), "oidc-x", returnTo);
  expect(url.startsWith(`${base}/_matrix/client/v3/login/sso/redirect/oidc-x?redirectUrl=`)).toBe(true);
  const back = new URL(new URL(url).searchParams.get("redirectUrl") ?? "");
  expect(back.origin + back.pathname).toBe(returnTo);
  back.searchParams.set("loginToken", "once");
  const { account, credentials } = await arrive(ports(), reloaded(ticket), back.href, "Firefox");
  expect(account).toEqual({ userId: "@ada:hs", deviceId: "D", homeserverUrl: base });
  expect(credentials).toMatchObject({ accessToken: "sso", refreshToken: "sr" });
  expect(state.logins).toEqual([
    { type: "m.login.token", token: "once", initial_device_display_name: "Firefox", refresh_token: true },
  ]);
});

/** As the tab's store keeps it. */
const reloaded = (ticket: SignInTicket): SignInTicket => JSON.parse(JSON.stringify(ticket)) as SignInTicket;

test("a sign-in that was not begun here, or too long ago, asks nobody", async () => {
  const { base, state } = await provider();
  const { ticket } = departBySso(ports(), foundAt(base), null, returnTo);
  const good = `${returnTo}?state=${String(ticket.state)}&loginToken=once`;
  const refused = async (held: SignInTicket, address: string, code: string, later = 0) => {
    const late = ports(() => systemClock.now() + later);
    await expect(arrive(late, held, address, "x")).rejects.toMatchObject({ code });
  };
  await refused(ticket, `${returnTo}?loginToken=stolen`, "MATRIX_SIGN_IN_STALE");
  await refused(ticket, `${returnTo}?state=other&loginToken=stolen`, "MATRIX_SIGN_IN_STALE");
  await refused({}, good, "MATRIX_SIGN_IN_STALE");
  await refused({ ...ticket, state: "" }, `${returnTo}?state=&loginToken=x`, "MATRIX_SIGN_IN_STALE");
  await refused(ticket, good, "MATRIX_SIGN_IN_STALE", 16 * 60_000);
  await refused(ticket, `${returnTo}?state=${String(ticket.state)}`, "MATRIX_SIGN_IN_REFUSED");
  expect(state.logins).toEqual([]);
});

async function granted() {
  const { base, state } = await provider();
  const { url, ticket } = await departByOAuth(ports(), foundAt(base), returnTo, true);
  const asked = new URL(url).searchParams;
  state.verifierHash = asked.get("code_challenge") ?? "";
  return {
    base,
    state,
    asked,
    ticket: reloaded(ticket),
    answer: (more: string) => `${returnTo}#state=${asked.get("state")}${more}`,
  };
}

test("OAuth registers this client, proves that it began, and renews and revokes its tokens there", async () => {
  const { base, state, asked, ticket, answer } = await granted();
  expect(state.registered).toMatchObject([
    { redirect_uris: [returnTo], client_uri: "https://chat.example.org/", token_endpoint_auth_method: "none" },
  ]);
  expect(Object.fromEntries(asked)).toMatchObject({
    response_type: "code",
    response_mode: "fragment",
    code_challenge_method: "S256",
    prompt: "create",
    redirect_uri: returnTo,
  });
  expect(asked.get("scope")).toMatch(/^urn:matrix:client:api:\* urn:matrix:client:device:\S+$/);
  const { account, credentials } = await arrive(ports(), ticket, answer("&code=code-1"), "x");
  expect(account).toEqual({ userId: "@ada:hs", deviceId: "OAUTHDEV", homeserverUrl: base });
  expect(credentials).toMatchObject({ accessToken: "a0x", refreshToken: "r0x" });

  const stored: Credentials[] = [];
  const tokens = createTokens({
    homeserverUrl: base,
    credentials: { ...credentials, expiresAt: 0 },
    ports: ports(),
    store: async (next) => void stored.push(next),
    renewed: () => {},
  });
  await tokens.fetch(`${base}/_matrix/client/v3/account/whoami`, { headers: { authorization: "Bearer old" } });
  expect(stored).toMatchObject([{ accessToken: "a0xx", refreshToken: "r0xx", oauth: { clientId: "client-1" } }]);
  await tokens.revoke();
  expect(state.revoked).toEqual(["r0xx"]);

  // While they are being renewed the old ones are void: they would revoke nothing.
  const under = createTokens({
    homeserverUrl: base,
    credentials: { ...credentials, refreshToken: "r0xx", expiresAt: 0 },
    ports: ports(),
    store: async () => {},
    renewed: () => {},
  });
  const asking = under.fetch(`${base}/_matrix/client/v3/account/whoami`, { headers: { authorization: "Bearer old" } });
  await under.revoke();
  expect(state.revoked.at(-1)).toBe("r0xxx");
  await asking;
});

test("a code that is declined, of another sign-in or of another issuer signs nobody in", async () => {
  const { ticket, answer, asked, state } = await granted();
  const refused = async (address: string, code: string) =>
    await expect(arrive(ports(), ticket, address, "x")).rejects.toMatchObject({ code });
  await refused(answer("&error=access_denied"), "MATRIX_SIGN_IN_REFUSED");
  await refused(`${returnTo}#state=other&code=code-1`, "MATRIX_SIGN_IN_STALE");
  await refused(`${returnTo}?state=${asked.get("state")}&code=code-1`, "MATRIX_SIGN_IN_STALE");
  await refused(answer("&code=code-1&iss=https://evil.example"), "MATRIX_SIGN_IN_STALE");
  expect(state.access).toBe("a0");
  state.verifierHash = "of another tab";
  await expect(arrive(ports(), ticket, answer("&code=code-1"), "x")).rejects.toThrow();
});

test("a refresh token that the provider refuses is a sign-out, one that it cannot be asked for is not", async () => {
  const { base, state, ticket, answer } = await granted();
  const { credentials } = await arrive(ports(), ticket, answer("&code=code-1"), "x");
  const build = () =>
    createTokens({
      homeserverUrl: base,
      credentials: { ...credentials, expiresAt: 0 },
      ports: ports(),
      store: async () => {},
      renewed: () => {},
    });
  state.refuse = true;
  const ask = (tokens = build()) =>
    tokens.fetch(`${base}/_matrix/client/v3/account/whoami`, { headers: { authorization: "Bearer old" } });
  expect((await ask()).status).toBe(200);
  for (const end of ends.splice(0)) end();
  await expect(ask()).rejects.toThrow();
});
