import { fakeKey, startFakeProvider } from "@parley/testkit/providers";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { HookMapping } from "../../config/hook-mappings.ts";
import { type TestApp, withTestApp } from "../../testing/test-app.ts";
import { withSockets } from "../../testing/test-socket.ts";
import { fill } from "./template.ts";

let far: Awaited<ReturnType<typeof startFakeProvider>>;
beforeAll(async () => {
  far = await startFakeProvider();
  far.always({ parts: [{ type: "text", text: "Seen." }] });
});
afterAll(() => far.close());

async function hooking({ app, call, person, publicUrl, clock }: TestApp) {
  const me = { token: (await person("olga", "owner")).token };
  const provider = { id: "far", kind: "anthropic" as const, name: "Far", baseUrl: `${far.url}/v1`, apiKey: fakeKey };
  await call("providers.put", { ...provider, models: [{ id: "small" }] }, me);
  await call("models.setDefault", { model: "far/small" }, me);
  const tokenWith = async (scope: "operator.hooks" | "operator.write", as = me) =>
    (await call("tokens.create", { name: "x", scopes: [scope] }, as)).body.token;
  const token = await tokenWith("operator.hooks");
  const post = async (path: string, payload: unknown, headers: Record<string, string> = {}, shown = true) => {
    const answer = await app.http.inject({
      method: "POST",
      url: path,
      payload: typeof payload === "string" ? payload : JSON.stringify(payload),
      headers: {
        host: "localhost:8420",
        ...(shown ? { authorization: `Bearer ${token}` } : {}),
        ...{ "content-type": "application/json", "origin": publicUrl },
        ...headers,
      },
    });
    return { status: answer.statusCode, body: answer.body === "" ? null : answer.json() };
  };
  const over = async (runId: string) => {
    for (let tries = 0; tries < 400; tries++) {
      await clock.pass(10);
      const { body } = await call("runs.get", { runId }, me);
      if (body.run && body.run.state !== "running" && body.run.state !== "parked") return body;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    throw new Error("not seen");
  };
  const runs = async () => (await call("runs.list", {}, me)).body.runs;
  return { me, token, tokenWith, post, over, runs };
}

test("an event begins a run of its own, whose words are a stranger's", () =>
  withTestApp(async (app) => {
    const { me, post, over } = await hooking(app);
    const { status, body } = await post("/hooks/agent", { message: "Build 7 failed", name: "Builds", deliver: true });
    expect([status, body]).toEqual([202, { ok: true, runId: expect.any(String) }]);
    const { run, steps } = await over(body.runId);
    expect([run.state, run.sessionKey]).toEqual(["done", `agent:main:hook:${body.runId}`]);
    expect(JSON.stringify(steps)).toContain("[Builds] Build 7 failed");
    expect(steps.find(({ type }) => type === "tainted")?.event).toMatchObject({ origins: ["stranger"] });
    // Whoever goes on in that conversation goes on with a stranger's words.
    const headers = { "idempotency-key": "r2" };
    await app.call("chat.send", { sessionKey: run.sessionKey, message: "And now?" }, { ...me, headers });
    expect((await over("r2")).steps.some(({ type }) => type === "tainted")).toBe(true);
    const kept = await post("/hooks/agent", { message: "One", sessionKey: "hook:builds" });
    expect((await over(kept.body.runId)).run.sessionKey).toBe("agent:main:hook:builds");
  }));

test("an event names the model that answers it, and has the main conversation told how it ended: now or with the next", () =>
  withTestApp(async (app) => {
    const { me, post, over, runs } = await hooking(app);
    const provider = { id: "far", kind: "anthropic" as const, name: "Far", baseUrl: `${far.url}/v1` };
    await app.call("providers.put", { ...provider, models: [{ id: "small" }, { id: "large" }] }, me);
    expect((await post("/hooks/agent", { message: "x", model: "far/none" })).status).toBe(404);
    const waiting = async () => (await app.call("status", {}, me)).body.queuedSystemEvents;
    const key = { "idempotency-key": "build-7" };
    const build = { message: "Build 7", name: "Builds", model: "far/large", wakeMode: "next-heartbeat" };
    const later = await post("/hooks/agent", build, key);
    const { run } = await over(later.body.runId);
    expect([run.state, run.model]).toEqual(["done", "far/large"]);
    await expect.poll(waiting).toEqual(["Hook Builds: Seen."]);
    // The same event again, longer after than what was answered is remembered, is told no second time.
    app.clock.skip(11 * 60_000);
    expect((await post("/hooks/agent", build, key)).body).toEqual(later.body);
    expect(await runs()).toHaveLength(1);

    far.answer({ fault: { type: "auth" } });
    const now = await post("/hooks/agent", { message: "Build 8", wakeMode: "now" });
    expect((await over(now.body.runId)).run.state).toBe("failed");
    const mainRun = async () => (await runs()).find(({ sessionKey }) => sessionKey === "agent:main:main")?.runId ?? "";
    await expect.poll(mainRun).not.toBe("");
    const { run: told, steps } = await over(await mainRun());
    expect(told.model).toBe("far/small");
    expect(JSON.stringify(steps)).toMatch(/Hook Builds: Seen\.\\nHook \(failed\): /u);
    expect(steps.find(({ type }) => type === "tainted")?.event).toMatchObject({ origins: ["stranger"] });
    expect(await waiting()).toEqual([]);
    // Who does not say how, is told in that conversation alone.
    await over((await post("/hooks/agent", { message: "Build 9" })).body.runId);
    expect([await waiting(), (await runs()).length]).toEqual([[], 4]);
  }));

test("the same event again is the same run, and another one under its key is refused", () =>
  withTestApp(async (app) => {
    const { post, over, runs } = await hooking(app);
    const key = { "idempotency-key": "delivery-1" };
    const first = await post("/hooks/agent", { message: "Once" }, key);
    expect((await post("/hooks/agent", { message: "Once" }, key)).body).toEqual(first.body);
    await over(first.body.runId);
    expect((await post("/hooks/agent", { message: "Twice" }, key)).status).toBe(409);
    // Longer than what was answered lately is remembered: as after a restart.
    app.clock.skip(11 * 60_000);
    expect((await post("/hooks/agent", { message: "Once" }, key)).body).toEqual(first.body);
    expect((await post("/hooks/agent", { message: "Twice" }, key)).status).toBe(409);
    expect(await runs()).toHaveLength(1);
  }));

test("waking says it in the main conversation, at once or with the next", () =>
  withTestApp(async (app) => {
    const { me, post, over, runs } = await hooking(app);
    expect(await post("/hooks/wake", { text: "later", mode: "next-heartbeat" })).toEqual({
      status: 200,
      body: { ok: true, mode: "next-heartbeat" },
    });
    expect((await app.call("status", {}, me)).body.queuedSystemEvents).toEqual(["later"]);
    expect(await runs()).toEqual([]);
    expect(await post("/hooks/wake", { text: "now" })).toEqual({ status: 200, body: { ok: true, mode: "now" } });
    // While it answers, what comes waits.
    expect((await post("/hooks/wake", { text: "meanwhile" })).body.mode).toBe("next-heartbeat");
    const [run] = await runs();
    const { steps } = await over(run?.runId ?? "");
    expect(run?.sessionKey).toBe("agent:main:main");
    expect(JSON.stringify(steps)).toContain("later\\nnow");
    expect((await app.call("status", {}, me)).body.queuedSystemEvents).toEqual(["meanwhile"]);
  }));

test("the method wakes as the hook does, by version 3 and 4", () =>
  withSockets(async (app, open) => {
    const { me, tokenWith, post, over, runs } = await hooking(app);
    const token = await tokenWith("operator.write");
    for (const maxProtocol of [3, 4]) {
      const socket = open();
      const hello = await socket.connect(token, { scopes: ["operator.write"], minProtocol: 3, maxProtocol });
      expect(hello.payload.protocol).toBe(maxProtocol);
      expect(hello.payload.features.methods).toContain("wake");
      const told = await socket.request("wake", { mode: "next-heartbeat", text: `by ${maxProtocol}` });
      expect(told.payload).toEqual({ ok: true, mode: "next-heartbeat" });
      expect((await socket.request("wake", { mode: "now", text: " " })).payload).toEqual({ ok: false });
    }
    expect((await app.call("status", {}, me)).body.queuedSystemEvents).toEqual(["by 3", "by 4"]);
    expect(await runs()).toEqual([]);
    const key = { headers: { "idempotency-key": "ring" } };
    const now = { mode: "now" as const, text: "now" };
    expect((await app.call("wake", now, { token, ...key })).body).toEqual({ ok: true, mode: "now" });
    const [run] = await runs();
    const { steps } = await over(run?.runId ?? "");
    expect(run?.sessionKey).toBe("agent:main:main");
    expect(JSON.stringify(steps)).toContain("by 3\\nby 4\\nnow");
    expect(steps.find(({ type }) => type === "tainted")?.event).toMatchObject({ origins: ["stranger"] });
    // Longer than what was answered lately is remembered.
    app.clock.skip(11 * 60_000);
    expect((await app.call("wake", now, { token, ...key })).body).toEqual({ ok: true, mode: "now" });
    expect(await runs()).toHaveLength(1);

    const elsewhere = { mode: "now" as const, text: "there", sessionKey: "notes" };
    expect((await app.call("wake", elsewhere, { token })).body.ok).toBe(true);
    expect((await runs()).map(({ sessionKey }) => sessionKey).sort()).toEqual(["agent:main:main", "agent:main:notes"]);
    const late = await app.call("wake", { ...elsewhere, mode: "next-heartbeat" }, { token });
    expect(late.body.error).toMatchObject({
      code: "BAD_PARAMS",
      message: expect.stringContaining("main conversation"),
    });
    const nobody = await app.call("wake", { mode: "now", text: "x", agentId: "nobody" }, { token });
    expect(nobody.body.error.code).toBe("NOT_FOUND");
    const hooks = await tokenWith("operator.hooks");
    expect((await app.call("wake", now, { token: hooks })).body.error.code).toBe("MISSING_SCOPE");
    expect((await app.call("wake", { text: "x" } as never, { token })).body.error.code).toBe("BAD_PARAMS");
    expect((await post("/hooks/wake", { text: "later", mode: "next-heartbeat" })).status).toBe(200);
  }));

test("the same waking again is said once, whatever waited before it", () =>
  withTestApp(async (app) => {
    const { me, post, over, runs } = await hooking(app);
    const key = { "idempotency-key": "alarm-1" };
    await post("/hooks/wake", { text: "earlier", mode: "next-heartbeat" });
    await post("/hooks/wake", { text: "alarm" }, key);
    await over((await runs())[0]?.runId ?? "");
    app.clock.skip(11 * 60_000);
    expect(await post("/hooks/wake", { text: "alarm" }, key)).toEqual({ status: 200, body: { ok: true, mode: "now" } });
    expect(await runs()).toHaveLength(1);
    expect((await app.call("status", {}, me)).body.queuedSystemEvents).toEqual([]);
  }));

test("the token opens hooks and nothing else, and nothing else opens them", () =>
  withTestApp(async (app) => {
    const { me, token, tokenWith, post, runs } = await hooking(app);
    const event = { text: "x", mode: "next-heartbeat" };
    expect((await post("/hooks/wake", event, {}, false)).status).toBe(401);
    for (const name of ["x-openclaw-token", "x-clawdbot-token"]) {
      expect((await post("/hooks/wake", event, { [name]: token }, false)).status).toBe(200);
      expect((await post("/hooks/wake", event, { [name]: "x".repeat(43) }, false)).status).toBe(401);
    }
    expect((await post(`/hooks/wake?token=${token}`, event, {}, false)).status).toBe(400);
    const other = { authorization: `Bearer ${await tokenWith("operator.write")}` };
    expect((await post("/hooks/wake", event, other)).status).toBe(403);
    expect((await post("/hooks/wake", event, { origin: "https://evil.example" })).status).toBe(403);
    expect((await post("/tools/invoke", { tool: "math_eval" })).status).toBe(403);
    expect((await app.call("runs.list", {}, { token })).status).toBe(403);
    expect((await app.call("chat.send", { sessionKey: "main", message: "x" }, { token })).status).toBe(403);
    // A member's events are the member's own, and reach no agent of somebody else.
    const milo = { token: (await app.person("milo")).token };
    const { agentId } = (await app.call("agents.create", { name: "Mine" }, me)).body;
    const theirs = { authorization: `Bearer ${await tokenWith("operator.hooks", milo)}` };
    expect((await post("/hooks/agent", { message: "x", agentId }, theirs)).status).toBe(404);
    await post("/hooks/wake", event, theirs);
    expect((await app.call("status", {}, milo)).body.queuedSystemEvents).toEqual(["x"]);
    expect((await app.call("status", {}, me)).body.queuedSystemEvents).toEqual(["x", "x"]);
    expect(await runs()).toEqual([]);
  }));

test("what does not fit, is too much or comes too often is refused in words", () =>
  withTestApp(async (app) => {
    const { post, runs } = await hooking(app);
    for (const [path, body] of [
      ["wake", {}],
      ["wake", { text: "  " }],
      ["wake", { text: "x", mode: "soon" }],
      ["wake", { text: "x", more: 1 }],
      ["wake", "{"],
      ["wake", "[".repeat(100_000)],
      ["wake", { text: "x".repeat(50_001) }],
      ["agent", { message: 7 }],
      ["agent", { message: "x", sessionKey: "agent:main:main" }],
      ["agent", { message: "x", sessionKey: "main" }],
      ["agent", { message: "x", agentId: "main:main:x", sessionKey: "hook:a" }],
      ["agent", { message: "x", sessionKey: "hook:a b" }],
      ["agent", { message: "x", to: "+15551234567" }],
      ["agent", { message: "x", channel: "slack" }],
      ["agent", { message: "x", transform: "x.js" }],
      ["agent", { message: "x", model: "large" }],
      ["agent", { message: "x", wakeMode: "soon" }],
    ] as const) {
      const { status, body: said } = await post(`/hooks/${path}`, body);
      expect([body, status, said]).toEqual([body, 400, { ok: false, error: expect.any(String) }]);
    }
    expect((await post("/hooks/agent", { message: "x".repeat(300_000) })).status).toBe(413);
    expect((await post("/hooks/agent", { message: "x", agentId: "nobody" })).status).toBe(404);
    expect((await post("/hooks/unknown", {})).status).toBe(404);
    let refused = 0;
    for (let at = 0; at < 70; at++) {
      if ((await post("/hooks/wake", { text: "x", mode: "next-heartbeat" })).status === 429) refused++;
    }
    expect(refused).toBeGreaterThan(0);
    expect(await runs()).toEqual([]);
  }));

test("a path of one's own puts the words of an event into a template", () => {
  const mapped: HookMapping = {
    ...{ path: "forge", action: "agent", agentId: null, name: "Forge", sessionKey: "hook:forge" },
    ...{ model: null, timeoutMs: null, wakeMode: null },
    template: "{{action}}: {{issue.title}}{{nothing}}",
  };
  return withTestApp(
    async (app) => {
      const { post, over, runs } = await hooking(app);
      const { status, body } = await post("/hooks/forge", { action: "opened", issue: { title: "{{action}}" } });
      expect(status).toBe(202);
      const { run, steps } = await over(body.runId);
      expect(run.sessionKey).toBe("agent:main:hook:forge");
      expect(JSON.stringify(steps)).toContain("[Forge] opened: {{action}}");
      expect(await post("/hooks/quiet", { other: 1 })).toEqual({ status: 204, body: null });
      expect(await runs()).toHaveLength(1);
    },
    { config: { hookMappings: [mapped, { ...mapped, path: "quiet", template: "{{nothing}}" }] } },
  );
});

test("a path of one's own names the model of its runs, and for how long they go on", () => {
  const mapped: HookMapping = {
    ...{ path: "dear", action: "agent", agentId: null, name: null, sessionKey: "hook:dear", template: "{{a}}" },
    ...{ model: "far/large", timeoutMs: 2_000, wakeMode: null },
  };
  return withTestApp(
    async (app) => {
      const { me, post, over } = await hooking(app);
      const provider = { id: "far", kind: "anthropic" as const, name: "Far", baseUrl: `${far.url}/v1` };
      await app.call("providers.put", { ...provider, models: [{ id: "small" }, { id: "large" }] }, me);
      const first = await over((await post("/hooks/dear", { a: "one" })).body.runId);
      expect([first.run.state, first.run.model]).toEqual(["done", "far/large"]);
      const other = await post("/hooks/agent", { message: "two", sessionKey: "hook:dear" });
      // Of that run alone: the conversation goes on as it was.
      expect((await over(other.body.runId)).run.model).toBe("far/small");
      far.answer({ parts: [{ type: "text", text: "never told" }], fault: { type: "hang", after: 1 } });
      const slow = await post("/hooks/dear", { a: "three" });
      expect((await over(slow.body.runId)).run.state).toBe("cancelled");
      const gone = await post("/hooks/gone", { a: "four" });
      expect([gone.status, gone.body.ok]).toEqual([404, false]);
    },
    { config: { hookMappings: [mapped, { ...mapped, path: "gone", sessionKey: null, model: "far/none" }] } },
  );
});

test("a template reads names and runs nothing", () => {
  const event = { a: { b: ["zero", { c: 7 }] }, t: "x".repeat(20_000), n: null };
  expect(fill("{{a.b[0]}} {{ a.b[1].c }} {{a.b.1}} [{{n}}{{x.y}}]", event)).toBe('zero 7 {"c":7} []');
  for (const path of ["__proto__", "constructor", "a.constructor.name", "a.b.length.x", "toString"]) {
    expect([path, fill(`<{{${path}}}>`, event)]).toEqual([path, "<>"]);
  }
  // biome-ignore lint/suspicious/noTemplateCurlyInString: what must not be run
  for (const text of ["{{1+1}}", "{{a.b[0]", "${a}", "{{a b}}"]) expect(fill(text, event)).toBe(text);
  expect(fill("{{t}}".repeat(20), event)).toHaveLength(50_000);
});
