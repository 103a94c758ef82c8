import { DatabaseSync } from "node:sqlite";
import { type FakeProvider, fakeKey, startFakeProvider } from "@parley/testkit/providers";
import { afterEach, beforeEach, expect, test } from "vitest";
import { migrations } from "../../platform/store/migrations.ts";
import { type TestApp, withTestApp } from "../../testing/test-app.ts";

let far: FakeProvider;
beforeEach(async () => {
  far = await startFakeProvider();
});
afterEach(() => far.close());

const said = (text: string) => ({ parts: [{ type: "text" as const, text }] });

/** An owner who talks to an agent, and can ask again. */
async function talking({ call, person, clock }: TestApp) {
  const me = { token: (await person("olga", "owner")).token };
  const provider = { id: "far", kind: "anthropic" as const, name: "Far", baseUrl: `${far.url}/v1`, apiKey: fakeKey };
  await call("providers.put", { ...provider, models: [{ id: "small" }] }, me);
  await call("models.setDefault", { model: "far/small" }, me);
  const named = (runId: string, who = me) => ({ ...who, headers: { "idempotency-key": runId } });
  const send = (message: string, runId: string) => call("chat.send", { sessionKey: "main", message }, named(runId));
  const retry = (messageId: string, runId: string, who = me, sessionKey = "main") =>
    call("runs.retry", { sessionKey, messageId }, named(runId, who));
  const end = async (runId: string) => {
    for (let tries = 0; tries < 400; tries++) {
      await clock.pass(20);
      const { body } = await call("agent.wait", { runId, timeoutMs: 0 }, me);
      if (body.status !== "timeout") return body;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    throw new Error("the run does not end");
  };
  const history = async (sessionKey = "main") => (await call("chat.history", { sessionKey }, me)).body.messages;
  const lines = async (sessionKey?: string) =>
    (await history(sessionKey)).map(({ content, runId }) => [content[0]?.text, runId]);
  return { me, send, retry, end, history, lines };
}

test("what no answer came to is answered by another run, and is said once", () =>
  withTestApp(async (app) => {
    const { send, retry, end, history, lines } = await talking(app);
    far.answer({ fault: { type: "auth" } }, (request) => said(JSON.stringify(request.body.messages)));
    await send("Good morning", "r1");
    expect(await end("r1")).toMatchObject({ status: "error" });
    const [question] = await history();
    expect(question?.runId).toBe("r1");
    expect((await retry(question?.id ?? "", "r2")).body).toEqual({ runId: "r2", status: "started" });
    expect(await end("r2")).toMatchObject({ status: "ok" });
    // Longer than what was answered lately is remembered: the same id begins nothing, and takes no answer away.
    app.clock.skip(11 * 60_000);
    expect((await retry(question?.id ?? "", "r2")).body).toEqual({ runId: "r2", status: "ok" });
    expect((await send("Good morning", "r2")).status).toBe(409);
    const [first, answer, ...more] = await lines();
    expect([first, answer?.[1], more]).toEqual([["Good morning", "r1"], "r2", []]);
    expect(answer?.[0]?.match(/Good morning/g)).toHaveLength(1);
    expect((await history())[1]?.parentId).toBe(question?.id);
  }));

test("half an answer is put aside for the whole one: no model is shown it, nobody finds it, and the chain holds it", () =>
  withTestApp(async (app) => {
    const { me, send, retry, end, history, lines } = await talking(app);
    far.answer({ ...said("Albatross and more of it"), fault: { type: "hang", after: 4 } });
    await send("Name a bird", "r1");
    for (let tries = 0; tries < 200 && far.requests.length === 0; tries++) await app.clock.pass(10);
    await new Promise((resolve) => setTimeout(resolve, 100));
    await app.call("chat.abort", { sessionKey: "main" }, me);
    await end("r1");
    expect((await lines()).map(([, runId]) => runId)).toEqual(["r1", "r1"]);
    const found = async () => (await app.call("sessions.search", { query: "al" }, me)).body.results.length;
    expect(await found()).toBe(1);
    far.answer(said("Heron"), (request) => said(JSON.stringify(request.body.messages)));
    await retry((await history())[0]?.id ?? "", "r2");
    await end("r2");
    expect(await lines()).toEqual([
      ["Name a bird", "r1"],
      ["Heron", "r2"],
    ]);
    expect(await found()).toBe(0);
    await send("Another", "r3");
    await end("r3");
    expect((await lines()).at(-1)?.[0]).not.toContain("Al");
    const fork = (await app.call("sessions.copy", { key: "main" }, me)).body.key;
    expect((await lines(fork)).map(([text]) => text).slice(0, 2)).toEqual(["Name a bird", "Heron"]);
    expect((await app.call("sessions.verify", { key: "main" }, me)).body.faults).toEqual([]);
  }));

test("only the last question of a conversation of one's own is asked again, and not while it is answered", () =>
  withTestApp(async (app) => {
    const { me, send, retry, end, history, lines } = await talking(app);
    far.answer(said("One."), { ...said("two that hangs"), fault: { type: "hang", after: 4 } });
    await send("First", "r1");
    await end("r1");
    await send("Second", "r2");
    const [first, answer, second] = await history();
    expect((await retry(second?.id ?? "", "r3")).status).toBe(409);
    await app.call("chat.abort", { sessionKey: "main" }, me);
    await end("r2");
    const before = await lines();
    expect((await retry(first?.id ?? "", "r4")).status).toBe(409);
    expect((await retry(answer?.id ?? "", "r5")).status).toBe(409);
    expect((await retry("msg_none", "r6")).status).toBe(404);
    expect((await retry(second?.id ?? "", "r7", me, "elsewhere")).status).toBe(404);
    const milo = { token: (await app.person("milo")).token };
    expect((await retry(second?.id ?? "", "r8", milo)).status).toBe(404);
    const reader = await app.call("tokens.create", { name: "reader", scopes: ["operator.read"] }, me);
    expect((await retry(second?.id ?? "", "r9", { token: reader.body.token })).status).toBe(403);
    expect(await lines()).toEqual(before);
    expect((await app.call("runs.list", {}, me)).body.runs.map(({ runId }) => runId).sort()).toEqual(["r1", "r2"]);
    // An earlier one is asked again where nothing stands behind it.
    const fork = (await app.call("sessions.copy", { key: "main", messageId: first?.id ?? "" }, me)).body.key;
    far.answer(said("One again."));
    const [copy] = await history(fork);
    expect((await retry(copy?.id ?? "", "r10", me, fork)).body.status).toBe("started");
    await end("r10");
    expect((await lines(fork)).map(([text]) => text)).toEqual(["First", "One again."]);
  }));

test("messages of before know their runs by the time that they were said at", () => {
  const database = new DatabaseSync(":memory:");
  const at = migrations.findIndex((step) => step.includes("aside_at"));
  for (const step of migrations.slice(0, at)) database.exec(step);
  database.exec(`
    INSERT INTO conversations (id, account, agent, key, session_id, settings, total_tokens, created_at, updated_at, pinned)
      VALUES ('c', '@o:x', 'main', 'k', 's', '{}', 0, 1, 1, 0);
    INSERT INTO runs (account, id, key, agent, state, started_at, ended_at)
      VALUES ('@o:x', 'r1', 'k', 'main', 'done', 10, 20), ('@o:x', 'r2', 'k', 'main', 'done', 30, 40),
        ('@p:x', 'r9', 'k', 'main', 'done', 10, 40);
    INSERT INTO conversation_messages (conversation, seq, id, session_id, role, at)
      VALUES ('c', 1, 'a', 's', 'user', 10), ('c', 2, 'b', 's', 'assistant', 20), ('c', 3, 'd', 's', 'assistant', 25),
        ('c', 4, 'e', 's', 'user', 31);
  `);
  database.exec(migrations[at] ?? "");
  const rows = database.prepare("SELECT id, run FROM conversation_messages ORDER BY seq").all();
  expect(rows.map(({ id, run }) => [id, run])).toEqual([
    ["a", "r1"],
    ["b", "r1"],
    ["d", null],
    ["e", "r2"],
  ]);
  database.close();
});
