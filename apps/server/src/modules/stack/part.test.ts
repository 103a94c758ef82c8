import { AppError, silentLog } from "@parley/kernel";
import { createManualClock } from "@parley/testkit";
import { expect, test } from "vitest";
import type { SupervisedState } from "../../platform/processes/port.ts";
import { createPart } from "./part.ts";
import { waitReady } from "./wait-ready.ts";

async function settle(): Promise<void> {
  for (let turn = 0; turn < 12; turn += 1) await Promise.resolve();
}

/** A part whose installations end when the test says so, and whose child is ready as soon as it is started. */
function world() {
  const clock = createManualClock();
  const installs: { succeed(): void; fail(sentence: string, retryable?: boolean): void }[] = [];
  const listeners = new Set<() => void>();
  let child: SupervisedState = { state: "stopped", since: 0, restarts: 0, lastError: null, advice: null, cause: null };
  let configured = true;
  const part = createPart({
    name: "homeserver",
    supervised: {
      state: () => child,
      start() {
        child = { ...child, state: "ready" };
        for (const listener of [...listeners]) listener();
      },
      stop: async () => {},
      restart: async () => {},
      onChange(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
    install: () =>
      new Promise((resolve, reject) => {
        installs.push({
          succeed: () => resolve("1.0"),
          fail: (sentence, retryable = true) =>
            reject(new AppError("PART_DOWN", sentence, { retryable, details: { advice: "Look at the cable." } })),
        });
      }),
    configured: () => configured,
    clock,
    log: silentLog,
  });
  const configure = (value: boolean) => {
    configured = value;
  };
  return { clock, installs, part, configure };
}

const noNetwork = { lastError: "No network.", advice: "Look at the cable." };

test("whoever wakes a missing part waits for its new installation, not for the old fault", async () => {
  const { clock, installs, part } = world();
  part.start();
  const first = waitReady(part, clock, 60_000);
  installs[0]?.fail("No network.");
  await expect(first).rejects.toMatchObject({ code: "PART_DOWN", message: "No network." });
  expect(part.state()).toMatchObject({ state: "missing", ...noNetwork });
  part.wake();
  expect(part.state()).toMatchObject({ state: "installing", ...noNetwork });
  const second = waitReady(part, clock, 60_000);
  await settle();
  installs[1]?.succeed();
  await second;
  expect(installs).toHaveLength(2);
  expect(part.state()).toMatchObject({ state: "ready", lastError: null, advice: null });
});

test("a second fault is said at once, and an installation that begins by itself is seen too", async () => {
  const { clock, installs, part } = world();
  part.start();
  installs[0]?.fail("No network.");
  await settle();
  clock.tick(60_000);
  expect(part.state()).toMatchObject({ state: "installing", ...noNetwork });
  const waiting = waitReady(part, clock, 60_000);
  installs[1]?.fail("No room.", false);
  await expect(waiting).rejects.toMatchObject({ code: "PART_DOWN", message: "No room." });
  // Nothing tries that again by itself, but a person may.
  clock.tick(3_600_000);
  expect(installs).toHaveLength(2);
  await part.restart();
  expect(part.state()).toMatchObject({ state: "installing", lastError: "No room." });
  expect(installs).toHaveLength(3);
});

test("one that is woken by whoever hears that it is missing begins anew", async () => {
  const { installs, part } = world();
  part.start();
  const forget = part.onChange(() => {
    if (part.state().state !== "missing") return;
    forget();
    part.wake();
  });
  installs[0]?.fail("No network.", false);
  await settle();
  expect(installs).toHaveLength(2);
  expect(part.state().state).toBe("installing");
});

test("without a name it is unconfigured while it is installed again, and the fault goes when that succeeds", async () => {
  const { clock, installs, part, configure } = world();
  configure(false);
  part.start();
  installs[0]?.fail("No network.");
  await settle();
  clock.tick(60_000);
  expect(part.state()).toMatchObject({ state: "unconfigured", ...noNetwork });
  configure(true);
  part.wake();
  expect(part.state()).toMatchObject({ state: "installing", ...noNetwork });
  configure(false);
  installs[1]?.succeed();
  await settle();
  expect(part.state()).toMatchObject({ state: "unconfigured", lastError: null, advice: null });
});
