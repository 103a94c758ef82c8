import { DatabaseSync } from "node:sqlite";
import { silentLog, systemRandom } from "@parley/kernel";
import { type FakeProvider, fakeKey, startFakeProvider } from "@parley/testkit/providers";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { joinAgents } from "../../app-agents.ts";
import type { Call, Principal } from "../../platform/call.ts";
import { createChain } from "../../platform/chain/chain.ts";
import { createRedactor } from "../../platform/log/redactor.ts";
import { noLocalModels } from "../../testing/no-local-models.ts";
import { type TestApp, withTestApp } from "../../testing/test-app.ts";
import { Socket } from "../../testing/test-socket.ts";

// Whole runs, one after the other: slow where the machine has much to do.
vi.setConfig({ testTimeout: 30_000 });

let far: FakeProvider;
beforeEach(async () => {
  far = await startFakeProvider();
});
afterEach(() => far.close());

const said = (text: string) => ({ parts: [{ type: "text" as const, text }] });
const calls = (name: string, input: Record<string, string>, id = "c1") => ({
  parts: [{ type: "tool-call" as const, id, name, input }],
});
const sleep = () => new Promise((resolve) => setTimeout(resolve, 5));

/** A member who talks to an agent that asks before it tells the time, and an owner beside. */
async function asking(app: TestApp) {
  const { call, person, clock } = app;
  const owner = { token: (await person("olga", "owner")).token };
  const provider = { id: "far", kind: "anthropic" as const, name: "Far", baseUrl: `${far.url}/v1`, apiKey: fakeKey };
  await call("providers.put", { ...provider, models: [{ id: "small" }] }, owner);
  await call("models.setDefault", { model: "far/small" }, owner);
  const milo = await person("milo");
  const me = { token: milo.token };
  const { agentId } = (await call("agents.create", { name: "Clock", asks: ["current_*"] }, me)).body;
  const main = `agent:${agentId}:main`;
  const send = (message: string, runId: string, sessionKey = main) =>
    call("chat.send", { sessionKey, message }, { ...me, headers: { "idempotency-key": runId } });
  const until = async <Found>(what: string, look: () => Promise<Found | undefined | false>): Promise<Found> => {
    for (let tries = 0; tries < 400; tries++) {
      await clock.pass(20);
      const found = await look();
      if (found) return found;
      await sleep();
    }
    throw new Error(`not seen: ${what}`);
  };
  const run = async (runId: string) => (await call("runs.get", { runId }, me)).body;
  const inState = (runId: string, state: string) =>
    until(`${runId} ${state}`, async () => (await run(runId)).run.state === state && run(runId));
  const asked = () =>
    until("a question", async () => {
      const { approvals } = (await call("exec.approval.list", { state: "pending" }, me)).body;
      return approvals[0];
    });
  const answer = (id: string, decision: "allow-once" | "allow-always" | "deny", who = me) =>
    call("exec.approval.resolve", { id, decision }, who);
  /** What the model was told last. */
  const told = () => JSON.stringify(far.requests.at(-1)?.body.messages);
  return { agentId, main, owner, me, milo, send, run, inState, asked, answer, told, until };
}

describe("a run that has to ask", () => {
  test("waits as data, is shown to its person alone, and goes on with the answer that came first", () =>
    withTestApp(async (app) => {
      const { main, owner, me, milo, send, inState, asked, answer, told } = await asking(app);
      const port = await app.listen();
      const socket = new Socket(port);
      await socket.connect(me.token, { scopes: ["operator.read", "operator.approvals"] });
      far.answer(calls("current_time", {}), said("It is late."));
      await send("What time is it?", "r1");
      const question = await asked();
      expect(question).toMatchObject({
        kind: "tool",
        account: milo.userId,
        run: { runId: "r1", callId: "c1", sessionKey: main },
        tool: { name: "current_time", input: {}, reason: expect.stringContaining("asks each time") },
        alwaysOffered: false,
      });
      const { run } = await inState("r1", "parked");
      expect(run.endedAt).toBeNull();
      expect((await socket.event("exec.approval.requested")).payload).toMatchObject({ id: question.id, kind: "tool" });
      // It is nobody else's: what somebody sends is not even an admin's to read.
      expect((await app.call("exec.approval.list", {}, owner)).body.approvals).toEqual([]);
      expect((await answer(question.id, "allow-once", owner)).status).toBe(404);
      const token = await app.call("tokens.create", { name: "x", scopes: ["operator.approvals"] }, me);
      expect((await answer(question.id, "allow-once", { token: token.body.token })).status).toBe(403);
      expect((await answer(question.id, "allow-always")).status).toBe(409);
      // Meanwhile the conversation is busy, and its id is its own.
      expect((await send("Hello?", "r2")).status).toBe(409);
      expect((await send("What time is it?", "r1")).body).toMatchObject({ runId: "r1" });
      expect((await app.call("agent.wait", { runId: "r1", timeoutMs: 0 }, me)).body.status).toBe("timeout");
      const both = await Promise.all([answer(question.id, "allow-once"), answer(question.id, "deny")]);
      expect(both.map(({ status }) => status).toSorted()).toEqual([200, 409]);
      await inState("r1", "done");
      expect(told()).toContain(both[0]?.status === 200 ? "UTC" : "said no");
      expect((await answer(question.id, "deny")).status).toBe(409);
      const phases = socket.frames.filter(({ event }) => event === "agent").map(({ payload }) => payload.data.phase);
      expect(phases).toEqual(expect.arrayContaining(["start", "waiting", "resume", "end"]));
      socket.socket.close();
    }));

  test("is told that somebody said no, or that nobody answered in time", () =>
    withTestApp(async (app) => {
      const { me, send, inState, asked, answer, told, until } = await asking(app);
      far.answer(calls("current_time", {}), said("So be it."));
      await send("What time is it?", "r1");
      await answer((await asked()).id, "deny");
      await inState("r1", "done");
      expect(told()).toContain("A person said no to this.");
      far.answer(calls("current_time", {}), said("Nobody there."));
      await send("And now?", "r2");
      const { id } = await asked();
      await inState("r2", "parked");
      let waited: string | undefined;
      const waits = app.call("agent.wait", { runId: "r2", timeoutMs: 1000 }, me).then(({ body }) => {
        waited = body.status;
      });
      await until("the end of the wait", async () => waited);
      await waits;
      expect(waited).toBe("timeout");
      // A day, as the question has it; the session that asks is as old as that.
      app.clock.skip(24 * 60 * 60_000);
      await app.clock.pass(1);
      for (let tries = 0; tries < 200 && !told()?.includes("Nobody answered"); tries++) {
        await app.clock.pass(20);
        await sleep();
      }
      expect(told()).toContain("Nobody answered in time");
      expect(id).toMatch(/^apr_/);
    }));

  test("is stopped like any other, and what it asked is over", () =>
    withTestApp(async (app) => {
      const { agentId, main, me, send, inState, asked, answer, run } = await asking(app);
      far.answer({ parts: [...said("Let me look.").parts, ...calls("current_time", {}).parts] });
      await send("What time is it?", "r1");
      const { id } = await asked();
      await inState("r1", "parked");
      const stopped = await app.call("chat.abort", { sessionKey: main }, me);
      expect(stopped.body).toEqual({ ok: true, aborted: true, runIds: ["r1"] });
      await inState("r1", "cancelled");
      expect((await answer(id, "allow-once")).status).toBe(409);
      expect((await app.call("exec.approval.get", { id }, me)).body.approval.state).toBe("expired");
      expect((await run("r1")).steps.some(({ type }) => type === "tool-started")).toBe(false);
      const { messages } = (await app.call("chat.history", { sessionKey: main }, me)).body;
      expect(messages.at(-1)?.content[0]?.text).toBe("Let me look.");
      // Erasing takes a question with it, and the run that waits for it.
      far.answer(calls("current_time", {}));
      await send("burnafterreading?", "r3", `agent:${agentId}:notes`);
      const next = await asked();
      expect((await app.call("sessions.delete", { key: `agent:${agentId}:notes` }, me)).body.deleted).toBe(true);
      expect((await app.call("exec.approval.get", { id: next.id }, me)).status).toBe(404);
      expect((await app.call("runs.get", { runId: "r3" }, me)).status).toBe(404);
    }));
});

test("an id that was used for something else is refused, not answered as done", () =>
  withTestApp(async (app) => {
    const { send, inState } = await asking(app);
    far.answer(said("Hello."));
    await send("Hello", "r1");
    await inState("r1", "done");
    // Longer than what was answered lately is remembered.
    app.clock.skip(11 * 60_000);
    expect((await send("Hello", "r1")).body).toEqual({ runId: "r1", status: "ok" });
    expect((await send("Something else", "r1")).status).toBe(409);
  }));

describe("killed at any moment", () => {
  /** Another process on the same database. */
  function next({ store, clock }: TestApp) {
    return joinAgents({
      store,
      secrets: { get: (name) => (name === "provider far key" ? fakeKey : null), set() {}, delete() {} },
      chain: createChain(store, new Uint8Array(32).fill(7), systemRandom),
      events: { emit() {} },
      world: { clock, random: systemRandom },
      log: silentLog,
      redactor: createRedactor(),
      publicUrl: "http://localhost:8420",
      mcpServers: () => [],
      local: { machine: noLocalModels, dataFolder: "/nowhere" },
      programs: { sandbox: () => Promise.reject(new Error("nothing is run")), workspaces: "/nowhere" },
    });
  }

  test.each(["was said", "was asked again"])("a run for what %s goes on, and nothing is done twice", (how) =>
    withTestApp(async (app) => {
      const { main, me, milo, send, inState, asked, answer, until } = await asking(app);
      if (how === "was asked again") {
        far.answer({ fault: { type: "auth" } });
        await send("What time is it?", "r0");
        await inState("r0", "failed");
      }
      far.answer(calls("current_time", {}), said("It is late."));
      if (how === "was said") await send("What time is it?", "r1");
      else {
        const [question] = (await app.call("chat.history", { sessionKey: main }, me)).body.messages;
        const params = { sessionKey: main, messageId: question?.id ?? "" };
        await app.call("runs.retry", params, { ...me, headers: { "idempotency-key": "r1" } });
      }
      const { id } = await asked();
      await inState("r1", "parked");
      const file = new DatabaseSync(app.dataFile);
      const spec = file.prepare("SELECT spec FROM runs WHERE id = 'r1'").get()?.spec ?? null;
      await answer(id, "allow-once");
      const { steps } = await inState("r1", "done");
      const kept = file.prepare("SELECT * FROM run_events WHERE run = 'r1' ORDER BY seq").all();
      const put = file.prepare("INSERT INTO run_events (account, run, seq, at, event) VALUES (?, ?, ?, ?, ?)");
      const outcomes: string[] = [];
      for (let at = 1; at <= steps.length; at++) {
        // As the database stood after so many steps; nobody has the run in hand.
        file.exec("DELETE FROM run_events WHERE run = 'r1'");
        for (const row of kept.slice(0, at)) {
          put.run(String(row.account), String(row.run), Number(row.seq), Number(row.at), String(row.event));
        }
        const state = steps[at - 1]?.type === "parked" ? "parked" : "running";
        file.prepare("UPDATE runs SET state = ?, spec = ?, ended_at = NULL WHERE id = 'r1'").run(state, spec);
        far.answer(said("It is late."));
        const process = next(app);
        const principal: Principal = {
          userId: milo.userId,
          role: "member",
          scopes: ["operator.read", "operator.write"],
          sessionId: "s",
          local: false,
          via: "session",
        };
        const call: Call<Principal> = {
          principal,
          address: "",
          bearer: null,
          idempotencyKey: null,
          signal: new AbortController().signal,
        };
        const over = await until(`the end of it, killed after step ${at}`, async () => {
          const now = await process.handlers["runs.get"]({ runId: "r1" }, call);
          return now.run.state !== "running" && now.run.state !== "parked" && now;
        });
        outcomes.push(over.run.state);
        const begun = over.steps.filter(({ type }) => type === "tool-started");
        expect([at, begun.length]).toEqual([at, begun.length > 0 ? 1 : 0]);
        await process.close();
      }
      // Those in which a model was answering stop there; all others come to their end.
      expect(new Set(outcomes)).toEqual(new Set(["done", "interrupted"]));
      expect(outcomes.filter((state) => state === "done").length).toBeGreaterThan(outcomes.length / 2);
      const { messages } = (await app.call("chat.history", { sessionKey: main }, me)).body;
      expect(messages.map(({ role }) => role)).toEqual(["user", "assistant"]);
      expect(messages.map(({ runId }) => runId)).toEqual([how === "was said" ? "r1" : "r0", "r1"]);
      file.close();
    }),
  );
});
