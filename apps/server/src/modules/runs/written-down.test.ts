import { spawn } from "node:child_process";
import { once } from "node:events";
import { rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { DatabaseSync } from "node:sqlite";
import { silentLog, systemClock, systemRandom } from "@parley/kernel";
import { type FakeProvider, fakeKey, startFakeProvider } from "@parley/testkit/providers";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { openStore } from "../../platform/store/store.ts";
import { type TestApp, withTestApp } from "../../testing/test-app.ts";
import { createUsageModule } from "../usage/module.ts";

// Servers in processes of their own: slow where the machine has much to do.
vi.setConfig({ testTimeout: 60_000 });

let far: FakeProvider;
beforeEach(async () => {
  far = await startFakeProvider();
});
afterEach(() => far.close());

const said = (text: string) => ({ parts: [{ type: "text" as const, text }] });

async function talking({ call, person, clock }: TestApp) {
  const owner = await person("olga", "owner");
  const me = { token: owner.token };
  const provider = { id: "far", kind: "anthropic" as const, name: "Far", baseUrl: `${far.url}/v1`, apiKey: fakeKey };
  await call("providers.put", { ...provider, models: [{ id: "small" }] }, me);
  await call("models.setDefault", { model: "far/small" }, me);
  const send = (runId: string, sessionKey = "main") =>
    call("chat.send", { sessionKey, message: "Hello" }, { ...me, headers: { "idempotency-key": runId } });
  const end = async (runId: string) => {
    for (let tries = 0; tries < 400; tries++) {
      await clock.pass(20);
      const { run } = (await call("runs.get", { runId }, me)).body;
      if (run.endedAt !== null) return run;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    throw new Error("the run does not end");
  };
  return { owner, me, send, end };
}

test("a model is asked behind two transactions: what was said with its run, and the question with its money", () =>
  withTestApp(async (app) => {
    const { send, end } = await talking(app);
    const write = vi.spyOn(app.store, "write");
    const before: number[] = [];
    const whole: number[] = [];
    far.always(() => {
      before.push(write.mock.calls.length);
      return said("Good morning.");
    });
    for (const runId of ["r1", "r2"]) {
      write.mockClear();
      await send(runId);
      await end(runId);
      whole.push(write.mock.calls.length);
    }
    expect(before).toEqual([2, 2]);
    // With what it cost, its message, its end, and its answer in the conversation.
    expect(whole).toEqual([6, 6]);
  }));

test("of two runs at once that have money for one, one asks", () =>
  withTestApp(async (app) => {
    const { owner, me, send, end } = await talking(app);
    far.always(said("Good morning."));
    // An answer may take 4,096 tokens and more for what was asked.
    await app.call("usage.setLimits", { userId: owner.userId, limits: { tokensPerDay: 7000 } }, me);
    await Promise.all([send("r1", "agent:main:one"), send("r2", "agent:main:two")]);
    const ended = [await end("r1"), await end("r2")];
    expect(ended.map(({ state }) => state).toSorted()).toEqual(["done", "limit"]);
    expect(far.requests).toHaveLength(1);
  }));

test("an answer is in its conversation when its run is over, and not before", () =>
  withTestApp(async (app) => {
    const { me, send, end } = await talking(app);
    far.always(said("Good morning."));
    const database = new DatabaseSync(app.dataFile);
    database.exec(`CREATE TRIGGER full BEFORE UPDATE OF ended_at ON runs BEGIN SELECT RAISE(ABORT, 'disk full'); END`);
    await send("r1");
    const roles = async () =>
      (await app.call("chat.history", { sessionKey: "main" }, me)).body.messages.map(({ role }) => role);
    const kept = async () => (await app.call("runs.get", { runId: "r1" }, me)).body;
    await vi.waitFor(async () => expect((await kept()).steps.at(-1)?.type).toBe("ended"), 10_000);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect((await kept()).run.state).toBe("running");
    expect(await roles()).toEqual(["user"]);
    database.exec("DROP TRIGGER full");
    database.close();
    await send("r2");
    await end("r2");
    expect(await roles()).toEqual(["user", "user", "assistant"]);
  }));

test("a run whose id is taken says nothing in the conversation", () =>
  withTestApp(async (app) => {
    const { owner, me, send, end } = await talking(app);
    far.always(said("Good morning."));
    const database = new DatabaseSync(app.dataFile);
    // As though another had begun it since we looked.
    database.exec(`CREATE TRIGGER taken BEFORE INSERT ON runs WHEN NEW.id = 'r1' BEGIN SELECT RAISE(IGNORE); END`);
    expect((await send("r1")).status).toBe(409);
    expect((await app.call("chat.history", { sessionKey: "main" }, me)).body.messages).toEqual([]);
    database.exec("DROP TRIGGER taken");
    database.close();
    expect((await send("r1")).body).toMatchObject({ status: "started" });
    await end("r1");
    expect((await app.call("sessions.verify", { key: "main" }, me)).body).toMatchObject({ faults: [], rows: 2 });
    expect(owner.userId).toBe("@olga:localhost");
  }));

describe("what a killed server had begun", () => {
  /** Starts a server and kills it, by itself or when its provider was asked; answers where its data lies. */
  async function killed(when: "at-once" | "asked"): Promise<string> {
    const script = join(import.meta.dirname, "testing/killed-run.ts");
    const child = spawn(process.execPath, [script, far.url, when], { stdio: ["ignore", "pipe", "inherit"] });
    const over = once(child, "close");
    const lines: string[] = [];
    createInterface({ input: child.stdout }).on("line", (line) => lines.push(line));
    if (when === "asked") {
      await vi.waitFor(() => expect([far.requests.length, lines.at(-1)]).toEqual([1, "started"]), 30_000);
      child.kill("SIGKILL");
    }
    await over;
    return lines[0] ?? "";
  }

  const looked = (file: string) => {
    const database = new DatabaseSync(file, { readOnly: true });
    const all = (sql: string) => database.prepare(sql).all();
    const found = {
      messages: all("SELECT role FROM conversation_messages").map(({ role }) => role),
      runs: all("SELECT id, state, spec IS NOT NULL AS asked FROM runs").map((row) => ({ ...row })),
      steps: all("SELECT event FROM run_events ORDER BY seq").map(({ event }) => JSON.parse(String(event)).type),
      open: all("SELECT run FROM usage_open").map(({ run }) => run),
      used: all("SELECT calls, estimated FROM usage_days").map((row) => ({ ...row })),
    };
    database.close();
    return found;
  };

  test("is found as soon as it was acknowledged", async () => {
    far.always({ ...said("Good morning."), fault: { type: "hang", after: 2 } });
    const file = await killed("at-once");
    const { messages, runs, steps, open } = looked(file);
    expect(messages).toEqual(["user"]);
    expect(runs).toMatchObject([{ id: "r1", state: "running" }]);
    // The question with all that belongs to it, or nothing of it.
    if (steps.length === 0) expect([runs[0]?.asked, open]).toEqual([0, []]);
    else expect([steps, runs[0]?.asked, open]).toEqual([["started", "turn"], 1, ["r1"]]);
    rmSync(dirname(file), { recursive: true, force: true });
  });

  test("is found with its money put aside as soon as a model was asked, and counts once", async () => {
    far.always({ ...said("Good morning."), fault: { type: "hang", after: 2 } });
    const file = await killed("asked");
    expect(looked(file)).toMatchObject({
      messages: ["user"],
      runs: [{ id: "r1", state: "running", asked: 1 }],
      steps: ["started", "turn"],
      open: ["r1"],
      used: [],
    });
    const store = openStore(file);
    for (let starts = 0; starts < 2; starts++) {
      const world = { clock: systemClock, random: systemRandom };
      await createUsageModule({ store, priceOf: async () => undefined, world, log: silentLog }).closeDays();
    }
    await store.close();
    expect(looked(file)).toMatchObject({ open: [], used: [{ calls: 1, estimated: 1 }] });
    rmSync(dirname(file), { recursive: true, force: true });
  });
});
