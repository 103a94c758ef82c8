import { AppError, silentLog } from "@parley/kernel";
import { createManualClock } from "@parley/testkit";
import { expect, test } from "vitest";
import type { Files } from "../data-folder-files.ts";
import type { SupervisedSpec } from "./port.ts";
import { type ChildRegister, createChildRegister } from "./register.ts";
import type { StartChild } from "./spawn.ts";
import { createSupervised } from "./supervisor.ts";

interface FakeChild {
  readonly signals: string[];
  end(how: string): void;
}

/** A world where children are objects, time is moved by hand and jitter is none. `files` makes the register a real one. */
function world(change: Partial<SupervisedSpec> = {}, files: Files | null = null) {
  const clock = createManualClock();
  const children: FakeChild[] = [];
  const registered: string[] = [];
  let answering = false;
  const startChild: StartChild = (_spec, onLine) => {
    let end = (_how: string) => {};
    const ended = new Promise<string>((resolve) => {
      end = resolve;
    });
    const signals: string[] = [];
    children.push({ signals, end });
    onLine(`line of ${children.length}`);
    return {
      // A real register looks the process up.
      pid: files === null ? children.length : process.pid,
      ended,
      kill: (signal) => {
        signals.push(signal);
      },
    };
  };
  const plain: ChildRegister = {
    add: (name, pid) => registered.push(`+${name}${pid}`),
    remove: (pid) => registered.push(`-${pid}`),
    endOrphans: async () => [],
  };
  const register =
    files === null ? plain : createChildRegister(files, "children.json", "/data", { clock, log: silentLog });
  const supervised = createSupervised(
    {
      name: "thing",
      label: "Thing",
      prepare: async () => ({ program: "thing", args: [] }),
      probe: async () => answering,
      startDeadlineMs: 5000,
      stopGraceMs: 1000,
      onOutput: () => {},
      ...change,
    },
    { startChild, register, clock, random: { bytes: (length) => new Uint8Array(length).fill(127.5) }, log: silentLog },
  );
  /** Lets promises settle, then moves time in small steps. */
  const pass = async (ms: number) => {
    for (let gone = 0; gone < ms; gone += 50) {
      await settle();
      clock.tick(50);
    }
    await settle();
  };
  const answer = (value: boolean) => {
    answering = value;
  };
  return { supervised, children, registered, pass, answer };
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < 12; turn += 1) await Promise.resolve();
}

test("it is starting until it answers, and its child is registered", async () => {
  const { supervised, registered, pass, answer } = world();
  expect(supervised.state().state).toBe("stopped");
  supervised.start();
  await pass(500);
  expect(supervised.state().state).toBe("starting");
  expect(registered).toEqual(["+thing1"]);
  answer(true);
  await pass(200);
  expect(supervised.state()).toMatchObject({ state: "ready", restarts: 0, lastError: null });
});

test("a child that is killed comes back soon, and the state says what happened", async () => {
  const { supervised, children, registered, pass, answer } = world();
  answer(true);
  supervised.start();
  await pass(200);
  children[0]?.end("was ended by SIGKILL");
  await pass(50);
  expect(supervised.state()).toMatchObject({ state: "restarting", restarts: 1, lastError: "It was ended by SIGKILL." });
  await pass(400);
  expect(children).toHaveLength(2);
  expect(supervised.state().state).toBe("ready");
  expect(registered).toEqual(["+thing1", "-1", "+thing2"]);
});

test("waits grow while it fails, and it is called down after three times", async () => {
  const { supervised, children, pass } = world();
  const starts: number[] = [];
  supervised.start();
  for (let gone = 0; gone < 20_000; gone += 50) {
    await pass(50);
    if (children.length > starts.length) {
      starts.push(gone);
      children.at(-1)?.end("ended with code 1");
    }
  }
  const waits = starts.slice(1).map((at, index) => at - (starts[index] ?? 0));
  expect(waits.length).toBeGreaterThanOrEqual(5);
  for (const [index, wait] of waits.entries()) {
    expect(wait).toBeGreaterThanOrEqual(250 * 2 ** index * 0.75);
    expect(wait).toBeLessThanOrEqual(250 * 2 ** index * 1.25 + 150);
  }
  expect(supervised.state().state).toBe("down");
});

test("a stable minute earns a fresh back-off", async () => {
  const { supervised, children, pass, answer } = world();
  supervised.start();
  for (let failure = 0; failure < 4; failure += 1) {
    await pass(100);
    children.at(-1)?.end("ended with code 1");
    await pass(6000);
  }
  answer(true);
  await pass(61_000);
  const before = children.length;
  children.at(-1)?.end("ended with code 1");
  await pass(450);
  expect(children).toHaveLength(before + 1);
});

test("one that stops answering is ended, by force when it must be, and started again", async () => {
  const { supervised, children, pass, answer } = world();
  answer(true);
  supervised.start();
  await pass(200);
  answer(false);
  await pass(30_300);
  expect(children[0]?.signals).toEqual(["SIGTERM"]);
  await pass(1100);
  expect(children[0]?.signals).toEqual(["SIGTERM", "SIGKILL"]);
  children[0]?.end("was ended by SIGKILL");
  await pass(500);
  expect(children).toHaveLength(2);
  expect(supervised.state().lastError).toBe("It stopped answering.");
});

test("one that hangs is known within 15 s, and is left alone when it comes to itself", async () => {
  let hangs = false;
  const { supervised, children, pass } = world({
    probe: (signal) =>
      hangs
        ? new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(new Error("too late"))))
        : Promise.resolve(true),
  });
  supervised.start();
  await pass(200);
  hangs = true;
  await pass(14_900);
  expect(supervised.state()).toMatchObject({ state: "restarting", lastError: "It stopped answering.", restarts: 0 });
  hangs = false;
  await pass(6000);
  expect(supervised.state()).toMatchObject({ state: "ready", restarts: 0, lastError: null });
  expect(children[0]?.signals).toEqual([]);
  // Once silent means once silent: a single miss later says nothing.
  hangs = true;
  await pass(7000);
  hangs = false;
  await pass(40_000);
  expect(supervised.state().state).toBe("ready");
  expect(children).toHaveLength(1);
});

test("one that never answers is given up after its deadline", async () => {
  const { supervised, children, pass } = world();
  supervised.start();
  await pass(5500);
  expect(children[0]?.signals).toEqual(["SIGTERM"]);
  children[0]?.end("was ended by SIGTERM");
  await pass(50);
  expect(supervised.state().lastError).toBe("It did not answer within 5 s.");
});

test("what cannot be prepared is tried again, with advice", async () => {
  let fail = true;
  const { supervised, children, pass, answer } = world({
    prepare: async () => {
      if (fail) throw new AppError("DISK_FULL", "The disk is full.", { details: { advice: "Free some space." } });
      return { program: "thing", args: [] };
    },
  });
  supervised.start();
  await pass(100);
  expect(supervised.state()).toMatchObject({
    state: "restarting",
    lastError: "The disk is full.",
    advice: "Free some space.",
    cause: "disk-full",
  });
  fail = false;
  answer(true);
  await pass(1000);
  expect(children).toHaveLength(1);
  expect(supervised.state()).toMatchObject({ state: "ready", advice: null });
});

test("stopped is stopped: nothing starts it again", async () => {
  const { supervised, children, pass, answer } = world();
  answer(true);
  supervised.start();
  await pass(200);
  const stopped = supervised.stop();
  expect(children[0]?.signals).toEqual(["SIGTERM"]);
  children[0]?.end("ended with code 0");
  await settle();
  await stopped;
  await pass(60_000);
  expect(children).toHaveLength(1);
  expect(supervised.state().state).toBe("stopped");
});

test("a restart does not wait for the back-off", async () => {
  const { supervised, children, pass, answer } = world();
  supervised.start();
  for (let failure = 0; failure < 6; failure += 1) {
    children.at(-1)?.end("ended with code 1");
    await pass(10_000);
  }
  answer(true);
  const before = children.length;
  const restarted = supervised.restart();
  children.at(-1)?.end("ended with code 0");
  await settle();
  await restarted;
  await pass(200);
  expect(children.length).toBe(before + 1);
  expect(supervised.state().state).toBe("ready");
});

test("one that is down is tried at once when it is asked for, and once", async () => {
  const { supervised, children, pass, answer } = world();
  supervised.start();
  for (let ended = 0; ended < 8; ) {
    await pass(50);
    if (children.length === ended) continue;
    children.at(-1)?.end("ended with code 1");
    ended += 1;
  }
  await settle();
  expect(supervised.state().state).toBe("down");
  const before = children.length;
  supervised.start();
  supervised.start();
  expect(supervised.state()).toMatchObject({ state: "starting", lastError: "It ended with code 1." });
  await settle();
  expect(children).toHaveLength(before + 1);
  children.at(-1)?.end("ended with code 2");
  await settle();
  expect(supervised.state()).toMatchObject({ state: "down", lastError: "It ended with code 2." });
  // The next try of its own is under way: no second child beside it.
  await pass(30_500);
  expect(children).toHaveLength(before + 2);
  expect(supervised.state().state).toBe("down");
  supervised.start();
  expect(supervised.state().state).toBe("starting");
  answer(true);
  await pass(200);
  expect(children).toHaveLength(before + 2);
  expect(supervised.state().state).toBe("ready");
});

test("a full disk holds back neither the restart nor, later, the register", async () => {
  let full = false;
  let written = "";
  const files: Files = {
    read: () => null,
    write: (_path, text) => {
      if (full) throw new AppError("DISK_FULL", "The disk is full.");
      written = text;
    },
    makeFolder: () => {},
    remove: () => {},
    exists: () => false,
    isNamed: () => false,
  };
  const { supervised, children, pass, answer } = world({}, files);
  answer(true);
  supervised.start();
  await pass(200);
  expect(written).toContain(`"pid":${process.pid}`);
  full = true;
  written = "";
  children[0]?.end("was ended by SIGKILL");
  await pass(50);
  expect(supervised.state()).toMatchObject({ state: "restarting", lastError: "It was ended by SIGKILL." });
  await pass(500);
  expect(children).toHaveLength(2);
  expect(supervised.state().state).toBe("ready");
  await pass(12_000);
  expect(written).toBe("");
  full = false;
  await pass(5_100);
  expect(JSON.parse(written)).toMatchObject([{ name: "thing", pid: process.pid }]);
});

test("a stop in the middle of a restart wins, and one that was stopped is not restarted", async () => {
  const { supervised, children, pass, answer } = world();
  answer(true);
  supervised.start();
  await pass(200);
  const restarted = supervised.restart();
  const stopped = supervised.stop();
  const late = supervised.restart();
  children[0]?.end("ended with code 0");
  await settle();
  await Promise.all([restarted, stopped, late]);
  await pass(1000);
  expect(children).toHaveLength(1);
  expect(supervised.state().state).toBe("stopped");
  await supervised.restart();
  await pass(1000);
  expect(children).toHaveLength(1);
});
