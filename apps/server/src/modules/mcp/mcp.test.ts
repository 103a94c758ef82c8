import type { Tool } from "@parley/agents";
import { type Clock, type Log, systemClock, systemRandom } from "@parley/kernel";
import { fakeKey, startFakeProvider } from "@parley/testkit/providers";
import { afterEach, describe, expect, test } from "vitest";
import type { McpServer } from "../../config/mcp-servers.ts";
import { createEgressFetch } from "../../platform/egress-fetch.ts";
import { createRedactor } from "../../platform/log/redactor.ts";
import { FakeClock, type TestApp, withTestApp } from "../../testing/test-app.ts";
import { createMcpModule } from "./module.ts";
import { type HttpServer, startHttpServer } from "./testing/http-server.ts";

const secret = "very-secret-key-of-the-server";
const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

async function far(options: Parameters<typeof startHttpServer>[0] = {}): Promise<HttpServer> {
  const started = await startHttpServer(options);
  ends.push(started.kill);
  return started;
}

function named(url: string, more: Partial<McpServer> = {}): McpServer {
  const run = { type: "http" as const, url, headers: { authorization: `Bearer ${secret}` } };
  return { name: "far", run, agents: ["main"], unasked: [], secrets: [], ...more };
}

/** Where sealed values lie. */
function fakeSecrets() {
  const kept = new Map<string, string>();
  return {
    kept,
    get: (name: string) => kept.get(name) ?? null,
    set: (name: string, value: string) => void kept.set(name, value),
    delete: (name: string) => void kept.delete(name),
  };
}

function linked(servers: () => readonly McpServer[], clock: Clock = systemClock, secrets = fakeSecrets()) {
  const lines: string[] = [];
  const write = (message: string, fields: object = {}) => void lines.push(`${message} ${JSON.stringify(fields)}`);
  const log: Log = { info: write, warn: write, error: write, debug: write } as Log;
  const way = createEgressFetch("named");
  const mcp = createMcpModule({
    servers,
    secrets,
    programs: { sandbox: () => Promise.reject(new Error("there is none")), workspaces: "/nowhere" },
    fetch: way.fetch,
    signIn: { redirectUrl: "http://localhost:8420/mcp/signed-in", publicFetch: way.fetch },
    redactor: createRedactor(),
    world: { clock, random: systemRandom },
    log,
  });
  ends.push(mcp.close, way.close);
  return { mcp, lines };
}

const context = () => ({ callId: "c", signal: new AbortController().signal, taint: [] });
const textOf = async (tool: Tool | undefined, input = {}) => {
  const answer = await tool?.run(input, context());
  const text = answer?.parts.map((part) => (part.type === "text" ? part.text : "")).join("\n") ?? "";
  return { outcome: answer?.outcome ?? "ok", text };
};
const until = async (look: () => boolean) => {
  for (let tries = 0; tries < 400 && !look(); tries++) await new Promise((resolve) => setTimeout(resolve, 10));
  expect(look()).toBe(true);
};

describe("a server of tools over HTTP", () => {
  test("gives its tools to those that the file names, and to nobody else", async () => {
    const { url, seen } = await far();
    const { mcp } = linked(() => [
      named(url),
      named(url, { name: "all", agents: ["*"], unasked: ["shout"] }),
      named(url, { name: "none", agents: [] }),
    ]);
    const tools = await mcp.toolsFor("main");
    expect(tools.map(({ name }) => name)).toEqual([
      ...["far__shout", "far__huge", "far__wait", "far__fail"],
      ...["all__shout", "all__huge", "all__wait", "all__fail"],
    ]);
    expect((await mcp.toolsFor("other")).every(({ name }) => name.startsWith("all__"))).toBe(true);
    const asks = Object.fromEntries(tools.map(({ name, effects }) => [name, effects.asks]));
    expect([asks.far__shout, asks.all__shout, asks.all__huge]).toEqual([true, false, true]);
    expect(tools.every(({ effects }) => effects.changes === "outside" && effects.brings === "stranger")).toBe(true);
    expect(await textOf(tools[0], { text: "quiet" })).toEqual({ outcome: "ok", text: "QUIET" });
    expect(await textOf(tools[3])).toEqual({ outcome: "failed", text: "There is no such thing." });
    expect(seen.every(({ authorization }) => authorization === `Bearer ${secret}`)).toBe(true);
    expect(mcp.states()[0]).toMatchObject({ state: "ready", version: "3.2.1", tools: 4, leftOut: 0, lastError: null });
  });

  test("that is killed in the middle of a call leaves it unknown, and is found again", async () => {
    const server = await far();
    const { mcp, lines } = linked(() => [named(server.url)]);
    const tools = await mcp.toolsFor("main");
    const called = server.waiting();
    const answer = textOf(tools[2]);
    await called;
    await server.kill();
    expect(await answer).toMatchObject({ outcome: "unknown", text: expect.stringContaining("not known whether") });
    await until(() => mcp.states()[0]?.state === "restarting");
    expect(await textOf((await mcp.toolsFor("main"))[0], { text: "x" })).toMatchObject({
      outcome: "failed",
      text: expect.stringContaining("started again"),
    });
    await server.revive();
    await until(() => mcp.states()[0]?.state === "ready");
    expect(await textOf((await mcp.toolsFor("main"))[0], { text: "back" })).toMatchObject({ text: "BACK" });
    expect(mcp.states()[0]?.restarts).toBeGreaterThan(0);
    expect(lines.join("\n")).not.toContain(secret);
  });

  test("that answers too much, or garbage, is told of in a line without secrets", async () => {
    const server = await far();
    const loud = linked(() => [named(server.url)]);
    const tools = await loud.mcp.toolsFor("main");
    expect(await textOf(tools[1])).toMatchObject({ outcome: "unknown", text: expect.stringContaining("4194304") });
    for (const garbage of ["", "{", "7", `"${"x".repeat(5000)} ${secret}"`, "[".repeat(100_000)]) {
      const wrong = await far({ garbage });
      const { mcp, lines } = linked(() => [named(wrong.url)]);
      expect(await mcp.toolsFor("main")).toEqual([]);
      const [state] = mcp.states();
      expect([garbage.slice(0, 10), state?.state]).toEqual([garbage.slice(0, 10), "restarting"]);
      expect(state?.lastError?.length).toBeLessThanOrEqual(300);
      expect(JSON.stringify([state, lines])).not.toContain(secret);
    }
  });

  test("that says nothing is not waited for, neither by a run nor for ever", async () => {
    const silent = await far({ garbage: "[]" });
    const clock = new FakeClock();
    const { mcp } = linked(() => [named(silent.url)], clock);
    const run = mcp.toolsFor("main");
    await until(() => silent.seen.length > 0);
    await clock.pass(5_000);
    expect(await run).toEqual([]);
    expect(mcp.states()).toMatchObject([{ state: "starting" }]);
    await clock.pass(15_000);
    await until(() => mcp.states()[0]?.state === "restarting");
    expect(mcp.states()).toMatchObject([{ lastError: "it did not greet in time", restarts: 1 }]);
  });

  test("is let go as soon as the file does not name it", async () => {
    const { url } = await far();
    let servers = [named(url)];
    const { mcp } = linked(() => servers);
    expect(await mcp.toolsFor("main")).toHaveLength(4);
    servers = [];
    expect(await mcp.toolsFor("main")).toEqual([]);
    expect(mcp.states()).toEqual([]);
  });
});

describe("a tool of a server in a run", () => {
  const calls = (name: string, input: object) => ({
    parts: [{ type: "tool-call" as const, id: `c${name.length}`, name, input }],
  });
  const said = (text: string) => ({ parts: [{ type: "text" as const, text }] });

  async function running(app: TestApp, tools?: object) {
    const { call, person, clock } = app;
    const model = await startFakeProvider();
    ends.push(model.close);
    const me = { token: (await person("olga", "owner")).token };
    const provider = {
      id: "far",
      kind: "anthropic" as const,
      name: "Far",
      baseUrl: `${model.url}/v1`,
      apiKey: fakeKey,
    };
    await call("providers.put", { ...provider, models: [{ id: "small" }] }, me);
    await call("models.setDefault", { model: "far/small" }, me);
    if (tools) await call("agents.update", { agentId: "main", tools: tools as never }, me);
    const look = async <Found>(find: () => Promise<Found | undefined | false>): Promise<Found> => {
      for (let tries = 0; tries < 400; tries++) {
        await clock.pass(10);
        const found = await find();
        if (found) return found;
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      throw new Error("not seen");
    };
    const send = (message: string, id: string) =>
      call("chat.send", { sessionKey: "agent:main:main", message }, { ...me, headers: { "idempotency-key": id } });
    const asked = (who = me) =>
      look(async () => (await call("exec.approval.list", { state: "pending" }, who)).body.approvals[0]);
    const over = (runId: string) =>
      look(async () => {
        const { run, steps } = (await call("runs.get", { runId }, me)).body;
        return run.state !== "running" && run.state !== "parked" && { run, steps: JSON.stringify(steps) };
      });
    return { me, model, send, asked, over };
  }

  test("is found, asked about, run after a yes, and taints what comes after it", async () => {
    const server = await far();
    await withTestApp(
      async (app) => {
        const { me, model, send, asked, over } = await running(app);
        model.answer(
          calls("find_tools", { query: "write in capitals" }),
          calls("far__shout", { text: "quiet" }),
          said("It is QUIET."),
        );
        await send("Shout it", "r1");
        const question = await asked();
        expect(question).toMatchObject({
          kind: "tool",
          tool: { name: "far__shout", input: { text: "quiet" }, reason: expect.stringContaining("stranger") },
        });
        expect(server.calls).toEqual([]);
        await app.call("exec.approval.resolve", { id: question.id, decision: "allow-once" }, me);
        const { run, steps } = await over("r1");
        expect([run.state, server.calls]).toEqual(["done", ["shout"]]);
        expect(steps).toContain('"origins":["stranger"]');
        expect(steps).toContain("QUIET");

        model.answer(
          calls("find_tools", { query: "write in capitals" }),
          calls("far__shout", { text: "no" }),
          said("It was denied."),
        );
        await send("Again", "r2");
        await app.call("exec.approval.resolve", { id: (await asked()).id, decision: "deny" }, me);
        expect((await over("r2")).steps).toContain("A person said no");
        expect(server.calls).toEqual(["shout"]);

        const status = (await app.call("stack.status", {}, me)).body;
        expect(status.mcpServers).toMatchObject([{ name: "far", state: "ready", tools: 4, agents: ["main"] }]);
        expect(JSON.stringify(status)).not.toContain(secret);
      },
      { config: { mcpServers: [named(server.url)] } },
    );
  });

  test("runs without a question where the file says so, until a stranger's words were read", async () => {
    const server = await far();
    await withTestApp(
      async (app) => {
        const { model, send, asked, over } = await running(app);
        const find = calls("find_tools", { query: "write in capitals" });
        model.answer(find, calls("free__shout", { text: "quiet" }), said("It is QUIET."));
        await send("Shout it", "r1");
        expect((await over("r1")).run.state).toBe("done");
        expect(server.calls).toEqual(["shout"]);
        // What it answered is a stranger's, here and in what follows in this conversation.
        model.answer(find, calls("free__shout", { text: "all that was said" }), said("No."));
        await send("Again", "r2");
        expect((await asked()).tool).toMatchObject({
          name: "free__shout",
          reason: expect.stringContaining("stranger"),
        });
        expect(server.calls).toEqual(["shout"]);
      },
      { config: { mcpServers: [named(server.url, { name: "free", unasked: ["shout"] })] } },
    );
  });

  test("is asked about no more once it was allowed for always, until it says something else of itself", {
    timeout: 60_000,
  }, async () => {
    const server = await far();
    await withTestApp(
      async (app) => {
        const { me, model, asked, over } = await running(app, { type: "allow", tools: ["far__shout"] });
        const member = { token: (await app.person("mia")).token };
        let count = 0;
        // Each in a conversation of its own: what was read in another is not read here.
        const shout = async (who = me) => {
          const key = `r${++count}`;
          model.answer(calls("far__shout", { text: key }), said("It is done."));
          const headers = { "idempotency-key": key };
          await app.call("chat.send", { sessionKey: `agent:main:${key}`, message: "Shout" }, { ...who, headers });
          return key;
        };
        const first = await shout();
        const question = await asked();
        expect(question).toMatchObject({
          alwaysOffered: true,
          tool: { definition: expect.stringMatching(/^[0-9a-f]{64}$/) },
        });
        await app.call("exec.approval.resolve", { id: question.id, decision: "allow-always" }, me);
        expect((await over(first)).run.state).toBe("done");
        expect((await over(await shout())).run.state).toBe("done");
        expect(server.calls).toEqual(["shout", "shout"]);

        // For whoever said it, and nobody else; and no member says it.
        await shout(member);
        const other = await asked(member);
        expect(other.alwaysOffered).toBe(false);
        const refused = await app.call("exec.approval.resolve", { id: other.id, decision: "allow-always" }, member);
        expect([refused.status, refused.body.error.code]).toEqual([403, "MISSING_SCOPE"]);
        await app.call("exec.approval.resolve", { id: other.id, decision: "deny" }, member);

        const listedAnew = async () => {
          const before = server.lists();
          app.clock.skip(6 * 60_000);
          const key = `l${++count}`;
          model.answer(said("Hello."));
          const headers = { "idempotency-key": key };
          await app.call("chat.send", { sessionKey: `agent:main:${key}`, message: "Hello" }, { ...me, headers });
          await over(key);
          await until(() => server.lists() > before);
          await new Promise((resolve) => setTimeout(resolve, 100));
        };
        const denied = async () => {
          const key = await shout();
          const found = await asked();
          await app.call("exec.approval.resolve", { id: found.id, decision: "deny" }, me);
          await over(key);
          return found;
        };
        server.describe("Writes words in capitals, and sends them to everybody.");
        await listedAnew();
        expect((await denied()).tool?.definition).not.toBe(question.tool?.definition);
        server.describe("Writes words in capitals.");
        await listedAnew();
        expect((await over(await shout())).run.state).toBe("done");

        // It stands where programs do, can be taken away there, and is not added by hand.
        const list = (await app.call("exec.approvals.get", {}, me)).body;
        expect(list.file.agents).toMatchObject({ main: { allowlist: [{ pattern: "mcp:far__shout" }] } });
        const kept = { file: list.file, baseHash: list.hash };
        expect((await app.call("exec.approvals.set", kept, me)).body.hash).toBe(list.hash);
        const empty = (await app.call("exec.approvals.set", { ...kept, file: { version: 1 } }, me)).body;
        expect(empty.file.agents).toEqual({});
        const back = await app.call("exec.approvals.set", { file: list.file, baseHash: empty.hash }, me);
        expect([back.status, back.body.error.code]).toEqual([400, "BAD_PARAMS"]);
        expect((await denied()).tool?.name).toBe("far__shout");
        const audit = (await app.call("audit.list", {}, me)).body.entries;
        expect(audit.map(({ who }) => who?.subject)).toContain(`${question.id} allow-always`);
      },
      { config: { mcpServers: [named(server.url)] } },
    );
  });

  test("is not called past what the agent may, nor where nobody can be asked", async () => {
    const server = await far();
    await withTestApp(
      async (app) => {
        const { me, model, send, over } = await running(app, { type: "deny", tools: ["far__*"] });
        model.answer(calls("far__shout", { text: "quiet" }), said("There is none."));
        await send("Shout it", "r1");
        expect((await over("r1")).steps).toContain("There is no tool far__shout");
        const invoke = (tool: string) =>
          app.app.http.inject({
            method: "POST",
            url: "/tools/invoke",
            payload: { tool, args: { text: "a" } },
            headers: {
              "host": "localhost:8420",
              "origin": app.publicUrl,
              "content-type": "application/json",
              "authorization": `Bearer ${me.token}`,
            },
          });
        expect((await invoke("far__shout")).statusCode).toBe(404);
        await app.call("agents.update", { agentId: "main", tools: { type: "all" } }, me);
        expect((await invoke("far__shout")).statusCode).toBe(403);
        expect(server.calls).toEqual([]);
        expect((await invoke("free__shout")).json()).toMatchObject({ ok: true, result: { content: [{ text: "A" }] } });
        expect(server.calls).toEqual(["shout"]);
      },
      { config: { mcpServers: [named(server.url), named(server.url, { name: "free", unasked: ["shout"] })] } },
    );
  });
});
