import { type FakeProvider, fakeKey, startFakeProvider } from "@parley/testkit/providers";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type TestApp, withTestApp } from "../../testing/test-app.ts";
import { withSockets } from "../../testing/test-socket.ts";
import { resetBefore } from "./resets.ts";

// Whole runs, one after the other: slow where the machine has much to do.
vi.setConfig({ testTimeout: 30_000 });

const minute = 60_000;
const hour = 60 * minute;

describe("the time since which something has to have been said", () => {
  const zone = process.env.TZ;
  afterEach(() => {
    if (zone === undefined) delete process.env.TZ;
    else process.env.TZ = zone;
  });
  const at = (text: string) => new Date(text).getTime();
  const daily = (now: string, atHour: number) =>
    new Date(resetBefore({ mode: "daily", atHour }, at(now))?.before ?? 0).toISOString();

  test("is none by hand, a pause ago, or the last such hour; of two the later", () => {
    process.env.TZ = "UTC";
    const now = at("2026-03-10T12:00:00Z");
    expect(resetBefore({ mode: "manual" }, now)).toBeNull();
    expect(resetBefore({ mode: "idle", idleMinutes: 90 }, now)).toEqual({ before: now - 90 * minute, why: "idle" });
    expect(daily("2026-03-10T04:00:00Z", 4)).toBe("2026-03-10T04:00:00.000Z");
    expect(daily("2026-03-10T03:59:59Z", 4)).toBe("2026-03-09T04:00:00.000Z");
    expect(daily("2026-03-01T00:30:00Z", 23)).toBe("2026-02-28T23:00:00.000Z");
    expect(resetBefore({ mode: "daily", atHour: 4, idleMinutes: 60 }, now)).toEqual({
      before: now - 60 * minute,
      why: "idle",
    });
    expect(resetBefore({ mode: "daily", atHour: 4, idleMinutes: 1440 }, now)).toEqual({
      before: at("2026-03-10T04:00:00Z"),
      why: "daily",
    });
  });

  test("is the machine's hour on the days on which its clocks are changed", () => {
    process.env.TZ = "Europe/Madrid";
    // 2026-03-29: from 02:00 to 03:00. 2026-10-25: from 03:00 back to 02:00.
    expect(daily("2026-03-28T12:00:00Z", 4)).toBe("2026-03-28T03:00:00.000Z");
    expect(daily("2026-03-29T12:00:00Z", 4)).toBe("2026-03-29T02:00:00.000Z");
    expect(daily("2026-03-29T00:30:00Z", 2)).toBe("2026-03-28T01:00:00.000Z");
    expect(daily("2026-03-29T01:30:00Z", 2)).toBe("2026-03-29T01:00:00.000Z");
    expect(daily("2026-10-25T00:30:00Z", 2)).toBe("2026-10-25T00:00:00.000Z");
    expect(daily("2026-10-25T01:30:00Z", 2)).toBe("2026-10-25T00:00:00.000Z");
    expect(daily("2026-10-25T12:00:00Z", 4)).toBe("2026-10-25T03:00:00.000Z");
  });
});

describe("conversations that begin anew by themselves", () => {
  let far: FakeProvider;
  beforeEach(async () => {
    far = await startFakeProvider();
  });
  afterEach(() => far.close());

  const idle = { mode: "idle", idleMinutes: 60 } as const;
  const answer = (text: string) => far.answer({ parts: [{ type: "text", text }] });

  /** An owner whose assistant has a model, and forgets after an hour. */
  async function forgetful(app: TestApp) {
    const { call, person, clock } = app;
    const owner = await person("olga", "owner");
    const scopes = ["operator.admin" as const];
    // A session of the browser would have to show itself again in between.
    const { body } = await call("tokens.create", { name: "all", scopes }, { token: owner.token });
    const me = { token: body.token };
    const provider = { id: "far", kind: "anthropic" as const, name: "Far", baseUrl: `${far.url}/v1`, apiKey: fakeKey };
    await call("providers.put", { ...provider, models: [{ id: "small" }] }, me);
    await call("models.setDefault", { model: "far/small" }, me);
    expect((await call("agents.update", { agentId: "main", reset: idle }, me)).status).toBe(200);
    const send = (message: string, runId: string) =>
      call("chat.send", { sessionKey: "main", message }, { ...me, headers: { "idempotency-key": runId } });
    const ended = async (runId: string) => {
      for (let tries = 0; tries < 400; tries++) {
        await clock.pass(20);
        const { body } = await call("agent.wait", { runId, timeoutMs: 0 }, me);
        if (body.status !== "timeout") return body.status;
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      throw new Error("the run does not end");
    };
    const said = async () =>
      (await call("chat.history", { sessionKey: "main" }, me)).body.messages.map(({ content }) => content[0]?.text);
    /** Until the jobs have been looked at. */
    const later = async (ms: number) => {
      clock.skip(ms);
      for (let step = 0; step < 8; step++) {
        await clock.pass(minute);
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    };
    const exported = async () =>
      (await call("sessions.export_user", { userId: owner.userId }, me)).body.data.sessions[0]?.messages.map(
        ({ content }) => content[0]?.text,
      );
    return { me, send, ended, said, later, exported };
  }

  test("do so with the first words after the pause: the model is shown nothing of before, and all of it is kept", () =>
    withTestApp(async (app) => {
      const { me, send, ended, said, exported } = await forgetful(app);
      answer("A whale.");
      await send("Name a beast", "r1");
      expect(await ended("r1")).toBe("ok");
      app.clock.skip(59 * minute);
      answer("A shark.");
      await send("Another", "r2");
      await ended("r2");
      expect(await said()).toEqual(["Name a beast", "A whale.", "Another", "A shark."]);
      app.clock.skip(61 * minute);
      answer("An owl.");
      await send("And one that flies", "r3");
      await ended("r3");
      expect(await said()).toEqual(["And one that flies", "An owl."]);
      const { anew, messages } = (await app.call("chat.history", { sessionKey: "main" }, me)).body;
      expect(anew).toMatchObject({ why: "idle" });
      expect(anew?.at).toBeLessThanOrEqual(messages[0]?.timestamp ?? 0);
      expect(JSON.stringify(far.requests.at(-1)?.body.messages)).not.toContain("whale");
      expect(await exported()).toEqual([
        "Name a beast",
        "A whale.",
        "Another",
        "A shark.",
        "And one that flies",
        "An owl.",
      ]);
    }));

  test("do so for who only looks; one that was put away, and those of agents that remember, stay", () =>
    withTestApp(async (app) => {
      const { me, later, said } = await forgetful(app);
      const { agentId } = (await app.call("agents.create", { name: "Elephant" }, me)).body;
      const keys = ["main", "away", `agent:${agentId}:main`];
      for (const key of keys) {
        await app.call("sessions.patch", { key, label: `called ${key.at(-1)}${key.length}` }, me);
        await app.call("chat.inject", { sessionKey: key, message: `in ${key}` }, me);
      }
      await app.call("sessions.patch", { key: "away", archived: true }, me);
      const before = (await app.call("sessions.list", {}, me)).body.sessions.find(
        ({ key }) => key === "agent:main:main",
      );
      await later(2 * hour);
      expect(await said()).toEqual([]);
      const after = (await app.call("sessions.list", {}, me)).body.sessions.find(
        ({ key }) => key === "agent:main:main",
      );
      expect(after).toMatchObject({ label: before?.label, updatedAt: before?.updatedAt });
      expect(after?.sessionId).not.toBe(before?.sessionId);
      expect((await app.call("chat.history", { sessionKey: "main" }, me)).body.anew?.why).toBe("idle");
      for (const key of keys.slice(1)) {
        const { messages, anew } = (await app.call("chat.history", { sessionKey: key }, me)).body;
        expect(messages.map(({ content }) => content[0]?.text)).toEqual([`in ${key}`]);
        expect(anew).toBeUndefined();
      }
      await later(2 * hour);
      const { sessions } = (await app.call("sessions.list", {}, me)).body;
      expect(sessions.find(({ key }) => key === "agent:main:main")?.sessionId).toBe(after?.sessionId);
    }));

  test("tell those who look at them, by a pause and by hand, and nobody else", () =>
    withSockets(async (app, open) => {
      const { me, send, ended } = await forgetful(app);
      await app.call("sessions.patch", { key: "main", label: "Beasts" }, me);
      await app.call("chat.inject", { sessionKey: "main", message: "before" }, me);
      const scopes = ["operator.read" as const];
      const milo = await app.person("milo");
      const { token } = (await app.call("tokens.create", { name: "his", scopes }, { token: milo.token })).body;
      const [mine, theirs] = [open(), open()];
      await mine.connect(me.token, { scopes, maxProtocol: 4 });
      await theirs.connect(token, { scopes, maxProtocol: 4 });
      const told = () => mine.frames.flatMap(({ event, payload }) => (event === "sessions.anew" ? [payload] : []));
      answer("An owl.");
      app.clock.skip(61 * minute);
      await send("And now?", "r1");
      await mine.event("sessions.anew");
      await ended("r1");
      const { sessionId, anew } = (await app.call("chat.history", { sessionKey: "main" }, me)).body;
      expect(told()).toEqual([{ sessionKey: "agent:main:main", sessionId, ...anew }]);
      const { body } = await app.call("sessions.reset", { key: "main" }, me);
      await expect.poll(() => told().at(-1)).toMatchObject({ why: "manual", sessionId: body.entry.sessionId });
      expect((await app.call("chat.history", { sessionKey: "main" }, me)).body.anew?.why).toBe("manual");
      expect(theirs.frames.some(({ event }) => event === "sessions.anew")).toBe(false);
    }));

  test("wait for an answer that is given, and for one that waits for a person", () =>
    withTestApp(async (app) => {
      const { me, send, ended, said, later } = await forgetful(app);
      await app.call("agents.update", { agentId: "main", asks: ["current_*"] }, me);
      far.answer(
        { parts: [{ type: "tool-call", id: "c1", name: "current_time", input: {} }] },
        { parts: [{ type: "text", text: "It is late." }] },
      );
      await send("What time is it?", "r1");
      let asked: string | undefined;
      for (let tries = 0; tries < 200 && asked === undefined; tries++) {
        await app.clock.pass(20);
        asked = (await app.call("exec.approval.list", { state: "pending" }, me)).body.approvals[0]?.id;
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      await later(3 * hour);
      expect(await said()).toEqual(["What time is it?"]);
      // Nobody answers: after a day it goes on without.
      expect(asked).toBeDefined();
      app.clock.skip(24 * hour);
      expect(await ended("r1")).toBe("ok");
      expect(await said()).toEqual(["What time is it?", "It is late."]);
      await later(3 * hour);
      expect(await said()).toEqual([]);
    }));

  test("go on where their last question is answered once more, however late", () =>
    withTestApp(async (app) => {
      const { me, send, ended, said } = await forgetful(app);
      answer("A whale.");
      await send("Name a beast", "r1");
      await ended("r1");
      const { messages } = (await app.call("chat.history", { sessionKey: "main" }, me)).body;
      app.clock.skip(5 * hour);
      answer("A shark.");
      const retry = { sessionKey: "main", messageId: messages[0]?.id ?? "" };
      const { body } = await app.call("runs.retry", retry, me);
      await ended(body.runId);
      expect(await said()).toEqual(["Name a beast", "A shark."]);
    }));

  test("are refused times that are none", () =>
    withTestApp(async (app) => {
      const { me } = await forgetful(app);
      const bad = [
        { mode: "idle" },
        { mode: "idle", idleMinutes: 0 },
        { mode: "idle", idleMinutes: 1.5 },
        { mode: "daily", atHour: 24 },
        { mode: "daily", atHour: 4, at: "x" },
        { mode: "weekly" },
      ];
      for (const reset of bad) {
        const { body } = await app.call("agents.update", { agentId: "main", reset: reset as never }, me);
        expect(body.error?.code).toBe("BAD_PARAMS");
      }
      expect((await app.call("agents.get", { agentId: "main" }, me)).body.agent.reset).toEqual(idle);
    }));
});
