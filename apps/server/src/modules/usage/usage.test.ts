import { silentLog, systemRandom } from "@parley/kernel";
import type { UsageLimits } from "@parley/protocol";
import { type FakeProvider, fakeKey, startFakeProvider } from "@parley/testkit/providers";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Store } from "../../platform/store/store.ts";
import { type TestApp, withTestApp } from "../../testing/test-app.ts";
import { createUsageModule } from "./module.ts";
import { boundsOf, firstOf } from "./periods.ts";

// Whole runs, one after the other: slow where the machine has much to do.
vi.setConfig({ testTimeout: 30_000 });

let far: FakeProvider;
beforeEach(async () => {
  far = await startFakeProvider();
});
afterEach(() => far.close());

const said = (text: string) => ({ parts: [{ type: "text" as const, text }] });

/** Somebody who talks to an agent; each answer of the far end counts 12 tokens in and 7 out. */
async function spending({ call, person, clock }: TestApp, price: { input: number; output: number } | null = null) {
  const owner = await person("olga", "owner");
  const me = { token: owner.token };
  const models = [{ id: "small", ...(price === null ? {} : { price }) }];
  const provider = { id: "far", kind: "anthropic" as const, name: "Far", baseUrl: `${far.url}/v1`, apiKey: fakeKey };
  await call("providers.put", { ...provider, models }, me);
  await call("models.setDefault", { model: "far/small" }, me);
  let count = 0;
  const ask = async (who = me, sessionKey = "main") => {
    const id = `r${++count}`;
    far.answer(said("Yes."));
    const headers = { "idempotency-key": id };
    await call("chat.send", { sessionKey, message: "Hello" }, { ...who, headers });
    for (let tries = 0; tries < 400; tries++) {
      await clock.pass(20);
      const { body } = await call("agent.wait", { runId: id, timeoutMs: 0 }, who);
      if (body.status !== "timeout") return (await call("runs.get", { runId: id }, who)).body.run;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    throw new Error("the run does not end");
  };
  return { owner, me, ask };
}

test("what each answer used and cost stands with its run, its agent, its model, its person and its day", () =>
  withTestApp(async (app) => {
    const { me, ask, owner } = await spending(app, { input: 10, output: 100 });
    expect((await ask()).cost).toEqual({ dollars: 0.00082, unpriced: 0 });
    await ask();
    const { body } = await app.call("usage.cost", { days: 7 }, me);
    const both = { input: 24, output: 14, totalTokens: 38, totalCost: 0.00164, missingCostEntries: 0, calls: 2 };
    expect(body.totals).toMatchObject(both);
    expect(body.daily).toMatchObject([{ date: new Date(app.clock.now()).toISOString().slice(0, 10), ...both }]);
    expect(body.byAgent).toMatchObject([{ agentId: "main", ...both }]);
    expect(body.byModel).toMatchObject([{ model: "far/small", ...both }]);
    expect(body.byPerson).toEqual([]);
    const all = (await app.call("usage.cost", { everyone: true }, me)).body;
    expect(all.byPerson).toMatchObject([{ userId: owner.userId, ...both }]);
    const milo = await app.person("milo");
    const it = { token: milo.token };
    expect((await app.call("usage.cost", {}, it)).body.totals.totalTokens).toBe(0);
    expect((await app.call("usage.cost", { everyone: true }, it)).status).toBe(403);
    expect((await app.call("usage.cost", { userId: owner.userId }, it)).status).toBe(403);
    expect((await app.call("usage.limits", { userId: owner.userId }, it)).status).toBe(403);
  }));

test("a price that nobody knows is said, and its tokens are counted", () =>
  withTestApp(async (app) => {
    const { me, ask } = await spending(app);
    expect((await ask()).cost).toEqual({ dollars: 0, unpriced: 1 });
    const { totals } = (await app.call("usage.cost", {}, me)).body;
    expect(totals).toMatchObject({ totalTokens: 19, totalCost: 0, missingCostEntries: 1 });
    await app.call("usage.setLimits", { limits: { dollarsPerDay: 5 } }, me);
    expect(await ask()).toMatchObject({ state: "limit", fault: expect.stringContaining("far/small costs is unknown") });
  }));

type Purse = Awaited<ReturnType<ReturnType<typeof createUsageModule>["purseOf"]>>;

/** A purse that writes by itself what a run writes with more. */
async function purseIn(store: Store, coming: Promise<Purse>) {
  const purse = await coming;
  return {
    reserve: (ask: Parameters<Purse["reserve"]>[1]) => store.write((tx) => purse.reserve(tx, ask)),
    settle: (id: string, used: Parameters<Purse["settle"]>[2]) => store.write((tx) => purse.settle(tx, id, used)),
  };
}

describe("a limit", () => {
  test("of a person stops in words before a model is asked, and begins anew the next day", () =>
    withTestApp(async (app) => {
      const { me, ask, owner } = await spending(app);
      await ask();
      const limits = { tokensPerDay: 5000 };
      await app.call("usage.setLimits", { userId: owner.userId, limits }, me);
      const asked = far.requests.length;
      await ask();
      expect(far.requests.length).toBe(asked + 1);
      await app.call("usage.setLimits", { userId: owner.userId, limits: { tokensPerDay: 4000 } }, me);
      const stopped = await ask();
      expect(stopped).toMatchObject({ state: "limit", cost: null });
      expect(stopped.fault).toMatch(/your limit of 4000 tokens a day. It begins anew on \d{4}-\d\d-\d\d at 00:00 UTC/);
      expect(far.requests.length).toBe(asked + 1);
      const shown = (await app.call("usage.limits", {}, me)).body;
      expect(shown).toMatchObject({ own: true, limits: { tokensPerDay: 4000 }, standard: {} });
      expect(shown.periods[0]).toMatchObject({ period: "day", tokens: { used: 38, limit: 4000 } });
      const [status] = (await app.call("usage.status", {}, me)).body.providers;
      expect(status?.windows).toMatchObject([{ label: "Tokens this day", usedPercent: (38 / 4000) * 100 }]);
      // Its own limits taken away, everybody's hold: none.
      await app.call("usage.setLimits", { userId: owner.userId, limits: null }, me);
      expect(await ask()).toMatchObject({ state: "done" });
    }));

  test("of a day counts that day alone, and that of a month all of it", () =>
    withTestApp(async ({ store, clock }) => {
      const usage = createUsageModule({
        store,
        priceOf: async () => ({ input: 1_000_000, output: 1_000_000 }),
        world: { clock, random: systemRandom },
        log: silentLog,
      });
      const draws = { account: "@a:b", agent: "main", run: "r1", conversationKey: "k" };
      const use = async (budget: UsageLimits) => {
        const most = { inputTokens: 40, outputTokens: 20 };
        const purse = await purseIn(store, usage.purseOf({ ...draws, budget }));
        const put = await purse.reserve({ model: "m/n", most });
        if (put.type === "ok") await purse.settle(put.id, { usage: most, estimated: false });
        return put.type;
      };
      const day = 24 * 60 * 60_000;
      clock.skip(Date.UTC(2027, 1, 10, 12) - clock.now());
      expect([await use({ tokensPerDay: 100 }), await use({ tokensPerDay: 100 })]).toEqual(["ok", "no"]);
      clock.skip(day);
      expect([await use({ tokensPerDay: 100 }), await use({ dollarsPerMonth: 150 })]).toEqual(["ok", "no"]);
      expect(await use({ dollarsPerMonth: 180 })).toBe("ok");
      clock.skip(18 * day);
      expect(await use({ dollarsPerMonth: 60 })).toBe("ok");
    }));

  test("of an agent holds for all who talk to it", () =>
    withTestApp(async (app) => {
      const { me, ask } = await spending(app);
      const made = await app.call(
        "agents.create",
        { name: "Dear", shared: true, budget: { tokensPerMonth: 6000 } },
        me,
      );
      const { agentId } = made.body;
      expect(await ask(me, `agent:${agentId}:main`)).toMatchObject({ state: "done" });
      await app.call("agents.update", { agentId, budget: { tokensPerMonth: 300 } }, me);
      const milo = await app.person("milo");
      const refused = await ask({ token: milo.token }, `agent:${agentId}:main`);
      expect(refused).toMatchObject({ state: "limit", fault: expect.stringContaining("this agent's limit of 300") });
    }));

  test("leaves what is left to one of two at once", () =>
    withTestApp(async ({ store, clock }) => {
      const usage = createUsageModule({
        store,
        priceOf: async () => ({ input: 1, output: 1 }),
        world: { clock, random: systemRandom },
        log: silentLog,
      });
      const draws = { account: "@a:b", agent: "main", run: "r1", conversationKey: "k" };
      const purse = await purseIn(store, usage.purseOf({ ...draws, budget: { tokensPerDay: 150 } }));
      const most = { inputTokens: 50, outputTokens: 50 };
      const both = await Promise.all([purse.reserve({ model: "m/n", most }), purse.reserve({ model: "m/n", most })]);
      expect(both.map(({ type }) => type).toSorted()).toEqual(["no", "ok"]);
      const first = both.find((put) => put.type === "ok");
      await purse.settle(first?.type === "ok" ? first.id : "", { usage: { inputTokens: 1 }, estimated: false });
      expect((await purse.reserve({ model: "m/n", most })).type).toBe("ok");
    }));
});

test("what was put aside when the server was killed counts from the next start on, once", () =>
  withTestApp(async ({ store, clock, call, person }) => {
    const owner = await person("olga", "owner");
    const make = () =>
      createUsageModule({
        store,
        priceOf: async () => ({ input: 1, output: 1 }),
        world: { clock, random: systemRandom },
        log: silentLog,
      });
    const draws = { account: owner.userId, agent: "main", budget: {}, run: "r1", conversationKey: "k" };
    const purse = await purseIn(store, make().purseOf(draws));
    const put = await purse.reserve({ model: "m/n", most: { inputTokens: 30, outputTokens: 70 } });
    for (let starts = 0; starts < 2; starts++) {
      // Another process begins: reserving waits until what was left open is written down.
      const other = await purseIn(store, make().purseOf({ ...draws, run: "r2" }));
      const next = await other.reserve({ model: "m/n", most: { inputTokens: 1 } });
      if (next.type === "ok") await other.settle(next.id, { usage: {}, estimated: false });
    }
    // Whoever comes late with the true count is not counted a second time.
    if (put.type === "ok") await purse.settle(put.id, { usage: { inputTokens: 9 }, estimated: false });
    const { totals } = (await call("usage.cost", {}, { token: owner.token })).body;
    expect(totals).toMatchObject({ input: 30, output: 70, totalTokens: 100, estimated: 1, calls: 1 });
  }));

test("days and months are those of UTC", () => {
  const at = Date.UTC(2026, 11, 31, 23, 59);
  expect(boundsOf("day", at)).toEqual({ since: "2026-12-31", resetsAt: Date.UTC(2027, 0, 1) });
  expect(boundsOf("month", at)).toEqual({ since: "2026-12-01", resetsAt: Date.UTC(2027, 0, 1) });
  expect(firstOf(1, at)).toBe("2026-12-31");
  expect(firstOf(31, at)).toBe("2026-12-01");
});
