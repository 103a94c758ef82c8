import type { Tool } from "@parley/agents";
import { type AppError, type Clock, type Log, systemClock, systemRandom } from "@parley/kernel";
import type { ParsedParamsOf } from "@parley/protocol";
import { afterEach, describe, expect, test } from "vitest";
import type { McpServer, OAuth } from "../../../config/mcp-servers.ts";
import type { Call, Principal } from "../../../platform/call.ts";
import { createEgressFetch } from "../../../platform/egress-fetch.ts";
import { createRedactor } from "../../../platform/log/redactor.ts";
import { FakeClock } from "../../../testing/test-app.ts";
import { createMcpModule } from "../module.ts";
import { type AuthServer, startAuthServer } from "../testing/auth-server.ts";
import { startHttpServer } from "../testing/http-server.ts";

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

const callOf = (userId: string): Call<Principal> =>
  ({
    principal: { userId },
    address: "",
    bearer: null,
    idempotencyKey: null,
    signal: AbortSignal.timeout(30_000),
  }) as Call<Principal>;
const olga = callOf("@olga:localhost");
const redirectUrl = "http://localhost:8420/mcp/signed-in";

/** A server of tools behind an authorization server, and our own side of both. */
async function behind(
  options: {
    registers?: boolean;
    oauth?: OAuth | null;
    clock?: Clock;
    kept?: Map<string, string>;
    there?: Awaited<ReturnType<typeof others>>;
  } = {},
) {
  const { auth, tools } = options.there ?? (await others(options));
  const lines: string[] = [];
  const write = (message: string, fields: object = {}) => void lines.push(`${message} ${JSON.stringify(fields)}`);
  const log: Log = { info: write, warn: write, error: write, debug: write } as Log;
  const [named, open] = [createEgressFetch("named"), createEgressFetch("public")];
  const kept = options.kept ?? new Map<string, string>();
  const redactor = createRedactor();
  const oauth = options.oauth === undefined ? { issuer: auth.url } : options.oauth;
  const run = { type: "http" as const, url: tools.url, headers: {}, ...(oauth === null ? {} : { oauth }) };
  const servers: McpServer[] = [{ name: "far", run, agents: ["*"], unasked: [], secrets: [] }];
  const mcp = createMcpModule({
    servers: () => servers,
    secrets: {
      get: (name) => kept.get(name) ?? null,
      set: (name, value) => void kept.set(name, value),
      delete: (name) => void kept.delete(name),
    },
    programs: { sandbox: () => Promise.reject(new Error("there is none")), workspaces: "/nowhere" },
    fetch: named.fetch,
    signIn: { redirectUrl, publicFetch: open.fetch },
    redactor,
    world: { clock: options.clock ?? systemClock, random: systemRandom },
    log,
  });
  ends.push(mcp.close, named.close, open.close);
  await mcp.toolsFor("main");
  const start = () => mcp.handlers["mcp.signIn"]({ server: "far" }, olga);
  const finish = (answer: ParsedParamsOf<"mcp.finishSignIn">, call = olga) =>
    mcp.handlers["mcp.finishSignIn"](answer, call);
  return {
    auth,
    tools,
    mcp,
    lines,
    kept,
    redactor,
    start,
    finish,
    state: () => mcp.states()[0],
    async signIn() {
      const back = (await auth.visit((await start()).url)).searchParams;
      return (await finish({ state: back.get("state") ?? "", code: back.get("code") ?? "" })).server;
    },
    async shout(text: string) {
      const tool = (await mcp.toolsFor("main")).find(({ name }) => name === "far__shout");
      return said(tool, text);
    },
  };
}

async function others({ registers = true }: { registers?: boolean }) {
  const [auth, tools] = await Promise.all([startAuthServer({ registers }), startHttpServer()]);
  ends.push(auth.close, tools.kill);
  tools.guard(auth.guards(tools.url));
  return { auth, tools };
}

async function said(tool: Tool | undefined, text: string) {
  const answer = await tool?.run({ text }, { callId: "c", signal: new AbortController().signal, taint: [] });
  const words = answer?.parts.map((part) => (part.type === "text" ? part.text : "")).join("\n") ?? "no such tool";
  return `${answer?.outcome ?? "ok"}: ${words}`;
}

const faultOf = (work: Promise<unknown>) =>
  work.then(
    () => "went well",
    (thrown: AppError) => `${thrown.code} ${thrown.details?.reason ?? ""}`.trim(),
  );
const until = async (look: () => boolean) => {
  for (let tries = 0; tries < 400 && !look(); tries++) await new Promise((resolve) => setTimeout(resolve, 10));
  expect(look()).toBe(true);
};
const clientOf = ({ clients }: AuthServer) => [...clients.values()].at(-1);

describe("signing in to a server of tools", () => {
  test("asks where, registers, brings tokens that are sealed, and everything is shown to nobody", async () => {
    const { auth, tools, kept, redactor, lines, start, finish, state, signIn, shout } = await behind();
    expect(state()).toMatchObject({ state: "unconfigured", signIn: "needed", lastError: null, restarts: 0, tools: 0 });
    const begun = await start();
    const to = new URL(begun.url);
    expect([to.origin, to.pathname, begun.host]).toEqual([auth.url, "/authorize", to.host]);
    const asks = Object.fromEntries(to.searchParams);
    expect(asks).toMatchObject({ response_type: "code", code_challenge_method: "S256", redirect_uri: redirectUrl });
    expect(asks).toMatchObject({ resource: tools.url, state: expect.stringMatching(/^far\.[A-Za-z0-9_-]{43}$/) });
    expect(clientOf(auth)).toMatchObject({ client_name: "Parley", token_endpoint_auth_method: "client_secret_post" });

    expect(await signIn()).toMatchObject({ name: "far", signIn: "in" });
    expect(await shout("quiet")).toBe("ok: QUIET");
    expect(state()).toMatchObject({ state: "ready", signIn: "in", tools: 4 });
    expect(tools.seen.at(-1)).toMatchObject({ authorization: expect.stringMatching(/^Bearer access-very-secret/) });
    // The one begun first was given up for the second.
    const late = (await auth.visit(begun.url)).searchParams;
    expect(await faultOf(finish({ state: late.get("state") ?? "", code: late.get("code") ?? "" }))).toBe(
      "CODE_REFUSED",
    );
    expect([...kept.keys()]).toEqual(["mcp far sign-in"]);
    const told = JSON.stringify([
      state(),
      lines,
      redactor.redact(auth.given.filter((one) => !one.startsWith("code-")).join(" ")),
    ]);
    expect(auth.given.filter((one) => !one.startsWith("code-") && told.includes(one))).toEqual([]);
  });

  test("takes an answer once, from the account that began it, within ten minutes", async () => {
    const clock = new FakeClock();
    const { auth, start, finish, state } = await behind({ clock });
    const answerOf = async () => {
      const { searchParams } = await auth.visit((await start()).url);
      return { state: searchParams.get("state") ?? "", code: searchParams.get("code") ?? "" };
    };
    const first = await answerOf();
    expect(await faultOf(finish(first, callOf("@mallory:localhost")))).toBe("CODE_REFUSED");
    expect(await faultOf(finish(first))).toBe("CODE_REFUSED");
    const second = await answerOf();
    clock.skip(10 * 60_000 + 1);
    expect(await faultOf(finish(second))).toBe("CODE_REFUSED");
    expect(await faultOf(finish({ state: "far.made-up", code: "x" }))).toBe("CODE_REFUSED");
    const third = await answerOf();
    expect(await faultOf(finish({ ...third, iss: "https://elsewhere.example/" }))).toBe("SIGN_IN_FAILED refused");
    const fourth = await answerOf();
    expect(await faultOf(finish({ ...fourth, code: "guessed" }))).toBe("SIGN_IN_FAILED refused");
    expect(auth.given.filter((one) => one.startsWith("access"))).toEqual([]);
    const last = await answerOf();
    expect(await faultOf(finish({ ...last, iss: `${auth.url}/` }))).toBe("went well");
    expect(await faultOf(finish(last))).toBe("CODE_REFUSED");
    expect(state()?.signIn).toBe("in");
  });

  test("is kept over a restart, renewed once by whoever comes first, and never with what was used before", async () => {
    const one = await behind();
    await one.signIn();
    await until(() => one.state()?.state === "ready");
    one.mcp.close();
    one.auth.end("access");
    const { auth, kept, shout, state, mcp } = await behind({ kept: one.kept, there: one });
    expect(state()).toMatchObject({ state: "ready", signIn: "in" });
    expect(auth.asked.filter((line) => line === "POST /token")).toHaveLength(2);
    auth.end("access");
    expect(await Promise.all(["a", "b", "c"].map(shout))).toEqual(["ok: A", "ok: B", "ok: C"]);
    expect(auth.asked.filter((line) => line === "POST /token")).toHaveLength(3);
    expect(JSON.stringify([...kept])).toContain(auth.given.at(-1));
    mcp.close();
    // Another address gets nothing of it.
    const elsewhere = await others({});
    const { tools, ...other } = await behind({ kept: one.kept, there: elsewhere });
    expect(other.state()?.signIn).toBe("needed");
    expect(tools.seen.every(({ authorization }) => authorization === undefined)).toBe(true);
  });

  test("is renewed ahead of its end", async () => {
    const clock = new FakeClock();
    const { auth, signIn, shout } = await behind({ clock });
    auth.last(300);
    await signIn();
    expect(await shout("a")).toBe("ok: A");
    const before = auth.asked.filter((line) => line === "POST /token").length;
    clock.skip(275_000);
    expect(await shout("b")).toBe("ok: B");
    expect(auth.asked.filter((line) => line === "POST /token")).toHaveLength(before + 1);
  });

  test("that has ended is said to the run and on the page, and is begun anew there", async () => {
    const { auth, kept, mcp, signIn, shout, state } = await behind();
    await signIn();
    const [tool] = await mcp.toolsFor("main");
    expect(await said(tool, "a")).toBe("ok: A");
    auth.end("all");
    expect(await said(tool, "b")).toMatch(/^failed: .*needs a sign-in.*Server status/);
    await until(() => state()?.state === "unconfigured");
    expect(state()).toMatchObject({ signIn: "over", lastError: null });
    expect(await said(tool, "c")).toMatch(/^failed: .*needs a sign-in/);
    expect([...kept]).toEqual([]);
    await signIn();
    expect(await shout("d")).toBe("ok: D");
  });

  test("is not lost where renewing fails for another reason", async () => {
    const { auth, mcp, kept, signIn, state } = await behind();
    await signIn();
    const [tool] = await mcp.toolsFor("main");
    auth.end("access");
    auth.spoil("/token", { status: 503, text: "later" });
    expect(await said(tool, "a")).toMatch(/^failed: .*could not be renewed/);
    expect([state()?.signIn, kept.size]).toEqual(["in", 1]);
    auth.mend();
    await until(() => state()?.state === "ready");
    expect(await said((await mcp.toolsFor("main"))[0], "b")).toBe("ok: B");
  });

  test("ends with signing out: withdrawn there, forgotten here", async () => {
    const { auth, kept, mcp, signIn, state } = await behind();
    await signIn();
    const [tool] = await mcp.toolsFor("main");
    const { withdrawn, server } = await mcp.handlers["mcp.signOut"]({ server: "far" }, olga);
    expect([withdrawn, server.signIn, kept.size]).toEqual([true, "needed", 0]);
    expect(await said(tool, "a")).toMatch(/^failed: .*needs a sign-in/);
    expect(auth.asked).toContain("POST /revoke");
    await until(() => state()?.state === "unconfigured");
    await signIn();
    auth.spoil("/revoke", { status: 503, text: "{}" });
    expect(await mcp.handlers["mcp.signOut"]({ server: "far" }, olga)).toMatchObject({ withdrawn: false });
    expect(kept.size).toBe(0);
  });
});

describe("a sign-in that does not come about", () => {
  test("says why, and what to do", async () => {
    const denied = await behind();
    denied.auth.deny();
    const back = (await denied.auth.visit((await denied.start()).url)).searchParams;
    expect(back.get("error")).toBe("access_denied");
    const answer = { state: back.get("state") ?? "", error: "access_denied" };
    expect(await faultOf(denied.finish(answer))).toBe("SIGN_IN_FAILED denied");
    // Another service than the one that the owner named, or one in an own network that nobody named.
    expect(await faultOf((await behind({ oauth: { issuer: "https://other.example" } })).start())).toBe(
      "SIGN_IN_FAILED not-let",
    );
    const nobody = await behind({ oauth: null });
    expect(await faultOf(nobody.start())).toBe("SIGN_IN_FAILED not-let");
    expect(nobody.auth.asked).toEqual([]);
    const alone = await behind({ registers: false });
    expect(await faultOf(alone.start())).toBe("SIGN_IN_FAILED no-registration");
    await expect(alone.start()).rejects.toThrow(/oauth\.clientId in the file of settings/);
    // A server that wants something else.
    const tools = await startHttpServer();
    ends.push(tools.kill);
    tools.guard(async (_request, response) => {
      response.writeHead(401).end("no");
      return true;
    });
    const other = await behind({ oauth: null, there: { auth: nobody.auth, tools } });
    expect(other.state()?.signIn).toBe("needed");
    expect(await faultOf(other.start())).toBe("SIGN_IN_FAILED nowhere");
  });

  test("with a client that the owner has made there by hand, it needs no registration", async () => {
    const there = await others({ registers: false });
    const made = { client_id: "by-hand", client_secret: "typed-into-the-file", redirect_uris: [redirectUrl] };
    there.auth.clients.set("by-hand", made);
    const oauth = {
      issuer: there.auth.url,
      clientId: "by-hand",
      clientSecret: "typed-into-the-file",
      scopes: ["read"],
    };
    const { start, signIn, shout, redactor } = await behind({ there, oauth });
    expect(new URL((await start()).url).searchParams.get("scope")).toBe("read");
    expect(await signIn()).toMatchObject({ signIn: "in" });
    expect(await shout("a")).toBe("ok: A");
    expect(redactor.redact("x typed-into-the-file")).toBe("x [redacted]");
  });

  test.each([
    ["", "garbage"],
    ["{", "garbage"],
    ["[]", "garbage"],
    [`"${"x".repeat(5000)}"`, "garbage"],
    ["x".repeat(300 * 1024), "garbage"],
    [
      JSON.stringify({
        issuer: "x",
        authorization_endpoint: "javascript:alert(1)",
        token_endpoint: "https://a.example/t",
        response_types_supported: ["code"],
      }),
      "garbage",
    ],
    [
      JSON.stringify({
        issuer: "x",
        authorization_endpoint: "http://a.example/a",
        token_endpoint: "https://a.example/t",
        registration_endpoint: "https://a.example/r",
        response_types_supported: ["code"],
      }),
      "not-let",
    ],
    [
      JSON.stringify({
        issuer: "x",
        authorization_endpoint: "https://a.example/a",
        token_endpoint: "https://a.example/t",
        registration_endpoint: "https://127.0.0.1/r",
        response_types_supported: ["code"],
      }),
      "not-let",
    ],
  ])("where the service describes itself as it should not (%#)", async (text, reason) => {
    const { auth, start, lines } = await behind();
    auth.spoil("/.well-known/oauth-authorization-server", { status: 200, text });
    expect(await faultOf(start())).toBe(`SIGN_IN_FAILED ${reason}`);
    expect(lines.join("").length).toBeLessThan(2000);
  });

  test.each([
    ["/register", { status: 400, text: '{"error":"invalid_client_metadata"}' }, "refused"],
    ["/register", { status: 200, text: "{}" }, "garbage"],
    ["/register", { status: 500, text: "oh" }, "garbage"],
    ["/register", { status: 302, text: "" }, "garbage"],
    ["/token", { status: 400, text: '{"error":"invalid_client"}' }, "refused"],
    ["/token", { status: 200, text: '{"access_token":"with\\nline","token_type":"Bearer"}' }, "garbage"],
    ["/token", { status: 200, text: '{"access_token":"a","token_type":"mac"}' }, "garbage"],
    ["/token", { status: 200, text: `{"access_token":"${"a".repeat(20_000)}","token_type":"Bearer"}` }, "garbage"],
    ["/token", { status: 200, text: "<html>" }, "garbage"],
  ] as const)("where the other side answers as it should not: %s (%#)", async (path, how, reason) => {
    const { auth, signIn, kept, state } = await behind();
    auth.spoil(path, how);
    expect(await faultOf(signIn())).toBe(`SIGN_IN_FAILED ${reason}`);
    expect([kept.size, state()?.signIn]).toEqual([0, "needed"]);
  });

  test.each(["/.well-known/oauth-authorization-server", "/register", "/token"])(
    "where %s never answers, it is given up after a while",
    async (path) => {
      const clock = new FakeClock();
      const { auth, signIn, kept } = await behind({ clock });
      auth.spoil(path, "hang");
      const outcome = faultOf(signIn());
      await until(() => auth.asked.some((line) => line.endsWith(path)));
      await clock.pass(10_000);
      expect([await outcome, kept.size]).toEqual(["SIGN_IN_FAILED unreachable", 0]);
    },
  );

  test("a run does not wait for a service that hangs while a token is renewed", async () => {
    const clock = new FakeClock();
    const { auth, mcp, signIn } = await behind({ clock });
    await signIn();
    const [tool] = await mcp.toolsFor("main");
    auth.end("access");
    auth.spoil("/token", "hang");
    const asked = auth.asked.length;
    const answer = said(tool, "a");
    await until(() => auth.asked.length > asked);
    await clock.pass(10_000);
    expect(await answer).toMatch(/^failed: .*could not be renewed/);
  });
});
