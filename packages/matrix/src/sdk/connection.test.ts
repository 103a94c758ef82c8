import { EventEmitter } from "node:events";
import { createScope } from "@parley/kernel";
import { ClientEvent, HttpApiEvent, type MatrixClient, SyncState } from "matrix-js-sdk";
import { expect, it } from "vitest";
import { type Alive, askMs } from "./ask-alive.ts";
import { monitorConnection } from "./connection.ts";

/** `alive`: what the homeserver makes of a small question. */
function rig(before: number | null = null) {
  let now = 100_000;
  const written: string[] = [];
  const facts = { alive: "silent" as Alive };
  const timers = new Map<() => void, number>();
  const clock = {
    now: () => now,
    after(ms: number, fn: () => void) {
      timers.set(fn, now + ms);
      return () => void timers.delete(fn);
    },
  };
  const tick = async (ms: number) => {
    const end = now + ms;
    for (;;) {
      const [due] = [...timers].filter(([, at]) => at <= end).sort(([, a], [, b]) => a - b);
      now = due === undefined ? end : due[1];
      if (due === undefined) return;
      timers.delete(due[0]);
      due[0]();
      for (let turn = 0; turn < 5; turn++) await Promise.resolve();
    }
  };
  const ask = () =>
    new Promise<Alive>((resolve) => {
      const { alive } = facts;
      clock.after(alive === "silent" ? askMs : 20, () => resolve(alive));
    });
  const contact = { before, heard: () => void written.push("heard"), waiting: () => void written.push("waiting") };
  const client = Object.assign(new EventEmitter(), { retryImmediately: () => true });
  const scope = createScope();
  const { connection } = monitorConnection(client as unknown as MatrixClient, { clock, ask, contact }, scope);
  const emit = (state: SyncState, data = {}) => client.emit(ClientEvent.Sync, state, null, data);
  return {
    connection,
    facts,
    written,
    tick,
    scope,
    timers,
    now: () => now,
    sync: () => emit(SyncState.Syncing),
    fail: (error: Error) => emit(SyncState.Error, { error }),
    loggedOut: (data: object) => client.emit(HttpApiEvent.SessionLoggedOut, { data }),
    stumble: (error: Error) => emit(SyncState.Reconnecting, { error }),
    found: () => emit(SyncState.Catchup),
    cached: () => emit(SyncState.Prepared, { fromCache: true }),
  };
}

it("says that a homeserver hangs before the SDK gives its request up, since when, and that it is back", async () => {
  const { connection, sync, tick, now } = rig();
  sync();
  await tick(15_000);
  sync();
  const lastHeard = now();
  await tick(19_900);
  expect(connection.value.state).toBe("online");
  await tick(100);
  expect(connection.value).toEqual({ state: "offline", reason: "homeserver", since: lastHeard });
  sync();
  expect(connection.value.state).toBe("online");
});

it("calls a homeserver that answers, but not with what is new, slow and not gone", async () => {
  const { connection, sync, tick, facts, now } = rig();
  facts.alive = "alive";
  sync();
  const lastHeard = now();
  await tick(40_000);
  expect(connection.value).toEqual({ state: "catching-up", since: lastHeard });
  facts.alive = "silent";
  const stopped = now();
  await tick(30_000);
  expect(connection.value).toMatchObject({ state: "offline", reason: "homeserver" });
  expect(connection.value.since).toBeGreaterThan(stopped - 9_000);
  facts.alive = "alive";
  await tick(20_000);
  expect(connection.value.state).toBe("catching-up");
  sync();
  expect(connection.value.state).toBe("online");
});

it("does the same with the long answer after an absence, and never while a sync fails again and again", async () => {
  const { connection, sync, fail, stumble, found, tick, facts, now } = rig();
  sync();
  const lost = now();
  fail(new Error("no network"));
  await tick(30_000);
  facts.alive = "alive";
  for (let turn = 0; turn < 5; turn++) {
    found();
    await tick(1_000);
    stumble(new Error("no network"));
    await tick(1_000);
    expect(connection.value).toEqual({ state: "offline", reason: "network", since: lost });
  }
  found();
  await tick(3_000);
  expect(connection.value.state).toBe("catching-up");
  sync();
  expect(connection.value.state).toBe("online");
});

it("leaves an outage its own reason", async () => {
  const { connection, sync, tick, fail } = rig();
  sync();
  fail(new Error("no network"));
  await tick(30_000);
  expect(connection.value).toMatchObject({ state: "offline", reason: "network" });
});

it("says it when the homeserver hangs from the start, and never calls a slow first sync more than a start", async () => {
  const silent = rig();
  await silent.tick(8_000);
  expect(silent.connection.value).toMatchObject({ state: "offline", reason: "homeserver" });
  const slow = rig();
  slow.facts.alive = "alive";
  await slow.tick(60_000);
  expect(slow.connection.value.state).toBe("starting");
  slow.cached();
  await slow.tick(9_000);
  expect(slow.connection.value.state).toBe("catching-up");
});

it("goes on with an outage over a reload: the age is the one before, and the threshold too", async () => {
  const lastHeard = 100_000 - 25_000;
  const hangs = rig(lastHeard);
  hangs.cached();
  await hangs.tick(askMs);
  expect(hangs.connection.value).toEqual({ state: "offline", reason: "homeserver", since: lastHeard });
  const cut = rig(lastHeard);
  cut.fail(new Error("no network"));
  expect(cut.connection.value).toEqual({ state: "offline", reason: "network", since: lastHeard });
  const recent = rig(100_000 - 14_000);
  recent.cached();
  await recent.tick(5_900);
  expect(recent.connection.value.state).toBe("starting");
  await recent.tick(200);
  expect(recent.connection.value).toMatchObject({ state: "offline", since: 86_000 });
});

it("notes when it heard something and that it waits", async () => {
  const { sync, tick, written } = rig();
  sync();
  expect(written).toEqual(["heard"]);
  await tick(18_000);
  expect(written).toEqual(["heard", "waiting"]);
});

it("leaves no timer behind", async () => {
  const { sync, scope, timers, tick, connection } = rig();
  sync();
  sync();
  expect(timers.size).toBe(1);
  await tick(18_000);
  scope.end();
  await tick(10_000);
  expect(timers.size).toBe(0);
  expect(connection.value.state).toBe("online");
});

it.each([{}, { soft_logout: true }])(
  "takes a device that was logged out (%o) for one that does not come back",
  (data) => {
    const { connection, loggedOut, now } = rig();
    loggedOut(data);
    expect(connection.value).toEqual({ state: "signed-out", since: now(), soft: false });
  },
);
