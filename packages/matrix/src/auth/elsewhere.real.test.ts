import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type MailServer,
  type RealStack,
  startCasProvider,
  startMailServer,
  startOAuthProvider,
  startRealStack,
} from "@parley/testkit/stack";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { FoundHomeserver, SignUpStage } from "../contract/elsewhere.ts";
import type { Matrix } from "../contract/matrix.ts";
import type { Session } from "../contract/session.ts";
import { encryptionReady, makeHome, password, reads, realMatrix, say, until } from "../testing/people.ts";

const returnTo = "http://localhost:8420/sign-in/return";

let templates: string;
let mail: MailServer;
let stack: RealStack;
let matrix: Matrix;
let found: FoundHomeserver;
const open: Session[] = [];
const leave: (() => Promise<void>)[] = [];
const kept = (session: Session): Session => {
  open.push(session);
  return session;
};

beforeAll(async () => {
  templates = mkdtempSync(join(tmpdir(), "parley-terms-"));
  mkdirSync(join(templates, "en"));
  for (const page of ["1.0.html", "success.html"]) writeFileSync(join(templates, "en", page), "<p>Be kind.</p>");
  mail = await startMailServer();
  stack = await startRealStack({
    serverName: "abroad.example",
    config: {
      email: mail.synapseConfig,
      registrations_require_3pid: ["email"],
      user_consent: {
        template_dir: templates,
        version: "1.0",
        policy_name: "House rules",
        require_at_registration: true,
      },
    },
  });
  matrix = realMatrix();
  found = await matrix.elsewhere.find(stack.baseUrl);
}, 320_000);
afterAll(async () => {
  await Promise.all(open.map((session) => session.close()));
  await Promise.all([stack?.stop(), mail?.stop(), ...leave.map((end) => end())]);
  rmSync(templates, { recursive: true, force: true });
});

test("what a real homeserver offers is found", () => {
  expect(found).toMatchObject({
    // What its well-known says, not what was typed.
    baseUrl: stack.baseUrl.replace("127.0.0.1", "localhost"),
    password: true,
    providers: [],
    oauth: null,
    signUp: true,
  });
});

test("an account is made by its stages, stays after a reload and is renewed by its rules", async () => {
  const leadsTo = "http://localhost:8420/sign-up/confirmed";
  const flow = matrix.elsewhere.signUp({ found, username: "vera", password, deviceName: "Vera's browser", leadsTo });
  expect(await flow.go(null)).toEqual({ stage: "token" });
  await expect(flow.go({ stage: "token", token: "wrong" })).rejects.toMatchObject({
    code: "MATRIX_REGISTRATION_TOKEN",
  });
  const terms = await flow.go({ stage: "token", token: await stack.createRegistrationToken() });
  expect(terms).toMatchObject({ stage: "terms", policies: [{ name: "House rules" }] });
  expect(await flow.go({ stage: "terms" })).toEqual({ stage: "email", sentTo: null });
  await expect(flow.go({ stage: "email", address: "vera at example" })).rejects.toMatchObject({
    code: "MATRIX_EMAIL_REFUSED",
  });
  mail.full = true;
  await expect(flow.go({ stage: "email", address: "vera@abroad.example" })).rejects.toMatchObject({
    code: "MATRIX_EMAIL_UNSENT",
  });
  mail.full = false;
  const waiting = { stage: "email", sentTo: "vera@abroad.example" };
  expect(await flow.go({ stage: "email", address: "vera@abroad.example" })).toEqual(waiting);
  expect(await flow.go({ stage: "email-opened" })).toEqual(waiting);
  const first = await mail.letterTo("vera@abroad.example");
  expect(await flow.go({ stage: "email", address: "vera@abroad.example" })).toEqual(waiting);
  await mail.letterTo("vera@abroad.example", 2);
  // The earlier letter is as good, and leads on to the page that was named.
  const link = /http:\/\/\S+submit_token\?[^\s"<]+/.exec(first.text)?.[0].replaceAll("&amp;", "&") ?? "";
  const opened = await fetch(link, { redirect: "manual" });
  expect([opened.status, opened.headers.get("location")?.split("?")[0]]).toEqual([302, leadsTo]);
  const made = await flow.go({ stage: "email-opened" });
  const session = kept(made as Exclude<typeof made, SignUpStage>);
  expect(session.account).toMatchObject({
    userId: "@vera:abroad.example",
    homeserverUrl: found.baseUrl,
    elsewhere: true,
  });
  await encryptionReady(session);
  const { roomId } = await makeHome(session);
  await say(session, roomId, "from abroad");
  await session.close();
  const [account] = await matrix.accounts();
  expect(account).toMatchObject({ userId: "@vera:abroad.example", elsewhere: true });
  if (account === undefined) throw new Error("the account is not kept");
  const again = kept(await matrix.resume(account));
  await until("it is online", () => again.connection.value.state === "online");
  await reads(again, roomId, ["from abroad"]);
});

test("a name and its password sign in there, and a wrong one does not", async () => {
  const request = { found, user: "vera", deviceName: "another" };
  await expect(matrix.elsewhere.signIn({ ...request, password: "wrong" })).rejects.toMatchObject({
    code: "MATRIX_WRONG_PASSWORD",
  });
  const session = kept(await matrix.elsewhere.signIn({ ...request, password }));
  expect(session.account.elsewhere).toBe(true);
  // What our server asks of a listed homeserver. It says who, and nothing of the device: it outlives the sign-out.
  const token = await matrix.elsewhere.openIdToken(session);
  const address = `${stack.baseUrl}/_matrix/federation/v1/openid/userinfo?access_token=${token}`;
  const who = async () => (await fetch(address)).json();
  expect(await who()).toEqual({ sub: "@vera:abroad.example" });
  await session.signOut();
  expect(await who()).toEqual({ sub: "@vera:abroad.example" });
  await expect(matrix.elsewhere.openIdToken(session)).rejects.toMatchObject({ code: "MATRIX_SIGNED_OUT" });
});

test("its single sign-on leads to an identity provider and back", async () => {
  const cas = await startCasProvider();
  cas.person = "emil";
  const campus = await startRealStack({
    serverName: "campus.example",
    config: {
      cas_config: { enabled: true, server_url: cas.url, displayname_attribute: "none", idp_name: "University" },
      sso: { client_whitelist: [returnTo] },
    },
  });
  leave.push(campus.stop, cas.stop);
  const found = await matrix.elsewhere.find(campus.baseUrl);
  expect(found.providers).toEqual([{ id: "cas", name: "University" }]);
  const { url, ticket } = await matrix.elsewhere.departBySso(found, "cas", returnTo);
  const address = await followTo(url, returnTo);
  const session = kept(await matrix.elsewhere.arrive(ticket, address, "Emil's browser"));
  expect(session.account).toMatchObject({ userId: "@emil:campus.example", elsewhere: true });
  await encryptionReady(session);
  // The token is good once, and only with the state that this sign-in sent.
  await expect(matrix.elsewhere.arrive(ticket, address, "x")).rejects.toMatchObject({ code: "MATRIX_SIGN_IN_STALE" });
  const other = await matrix.elsewhere.departBySso(found, "cas", returnTo);
  await expect(matrix.elsewhere.arrive(other.ticket, address, "x")).rejects.toMatchObject({
    code: "MATRIX_SIGN_IN_STALE",
  });
  await session.signOut();
}, 60_000);

test("a homeserver with a sign-in page of its own: registered, signed in, renewed there, kept, signed out", async () => {
  // Shorter than the time before its end at which a token is renewed: each request asks for a new one.
  const provider = await startOAuthProvider({ lifetimeS: 40 });
  const campus = await startRealStack({ serverName: "oauth.example", config: provider.synapseConfig });
  leave.push(campus.stop, provider.stop);
  provider.homeserver = campus.baseUrl;
  const found = await matrix.elsewhere.find(campus.baseUrl);
  expect(found).toMatchObject({ oauth: { canCreate: true }, password: false, providers: [], signUp: false });

  const declined = await matrix.elsewhere.departByOAuth(found, returnTo, false);
  await expect(
    matrix.elsewhere.arrive(declined.ticket, await followTo(declined.url, returnTo), "x"),
  ).rejects.toMatchObject({ code: "MATRIX_SIGN_IN_REFUSED" });

  provider.person = "nora";
  const { url, ticket } = await matrix.elsewhere.departByOAuth(found, returnTo, true);
  const address = await followTo(url, returnTo);
  expect(provider.prompt).toBe("create");
  const session = kept(await matrix.elsewhere.arrive(ticket, address, "Nora's browser"));
  expect(session.account).toMatchObject({ userId: "@nora:oauth.example", elsewhere: true });
  await encryptionReady(session);
  const { roomId } = await makeHome(session);
  await say(session, roomId, "by OAuth");
  expect(await session.own.devices()).toMatchObject([{ name: "Nora's browser", current: true }]);
  await until("what can be done here is known", () => session.own.powers.value.page !== null);
  expect(session.own.powers.value).toEqual({ password: false, page: expect.stringMatching(/\/account$/) });
  await until("its tokens were renewed", () => provider.refreshes > 0);
  const before = session.accessToken();
  await session.close();

  const again = kept(await matrix.resume(session.account));
  await until("it is online", () => again.connection.value.state === "online");
  await reads(again, roomId, ["by OAuth"]);
  const token = again.accessToken();
  expect(token).not.toBe(before);
  await again.signOut();
  const who = () =>
    fetch(`${campus.baseUrl}/_matrix/client/v3/account/whoami`, { headers: { authorization: `Bearer ${token}` } });
  expect((await who()).status).toBe(401);
}, 90_000);

/** Goes where a browser would be sent, until `target` comes next. */
async function followTo(start: string, target: string): Promise<string> {
  let url = start;
  const cookies = new Map<string, string>();
  for (let hop = 0; hop < 10; hop++) {
    if (url.startsWith(target)) return url;
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const answer = await fetch(url, { redirect: "manual", headers: { cookie } });
    for (const line of answer.headers.getSetCookie()) {
      const [name = "", value = ""] = (line.split(";")[0] ?? "").split("=");
      cookies.set(name, value);
    }
    const next = answer.headers.get("location");
    if (next === null) throw new Error(`${url} ends with ${answer.status}: ${(await answer.text()).slice(0, 400)}`);
    url = new URL(next, url).href;
  }
  throw new Error("too many hops");
}
