import { EventEmitter } from "node:events";
import { createScope } from "@parley/kernel";
import { ClientEvent, type MatrixClient, SyncState } from "matrix-js-sdk";
import { expect, it } from "vitest";
import { monitorConnection } from "./connection.ts";

function rig() {
  let now = 1_000;
  const timers = new Map<() => void, number>();
  const clock = {
    now: () => now,
    after(ms: number, fn: () => void) {
      timers.set(fn, now + ms);
      return () => void timers.delete(fn);
    },
  };
  const tick = (ms: number) => {
    now += ms;
    for (const [fn, at] of [...timers]) {
      if (at > now) continue;
      timers.delete(fn);
      fn();
    }
  };
  const client = Object.assign(new EventEmitter(), { retryImmediately: () => true });
  const scope = createScope();
  const { connection } = monitorConnection(client as unknown as MatrixClient, clock, scope);
  const sync = () => client.emit(ClientEvent.Sync, SyncState.Syncing, null, {});
  const fail = (error: Error) => client.emit(ClientEvent.Sync, SyncState.Error, null, { error });
  const cached = () => client.emit(ClientEvent.Sync, SyncState.Prepared, null, { fromCache: true });
  return { connection, sync, cached, fail, tick, scope, timers };
}

it("says that a homeserver hangs before the SDK gives its request up, since when, and that it is back", () => {
  const { connection, sync, tick } = rig();
  sync();
  tick(15_000);
  sync();
  const lastHeard = 16_000;
  tick(19_000);
  expect(connection.value.state).toBe("online");
  tick(1_000);
  expect(connection.value).toEqual({ state: "offline", reason: "homeserver", since: lastHeard });
  sync();
  expect(connection.value.state).toBe("online");
});

it("leaves an outage its own reason", () => {
  const { connection, sync, tick, fail } = rig();
  sync();
  fail(new Error("no network"));
  tick(30_000);
  expect(connection.value).toMatchObject({ state: "offline", reason: "network" });
});

it("says it too when the homeserver hangs from the start, once what is cached is shown", () => {
  const { connection, tick, cached } = rig();
  tick(60_000);
  expect(connection.value.state).toBe("starting");
  cached();
  tick(20_000);
  expect(connection.value).toMatchObject({ state: "offline", reason: "homeserver" });
});

it("leaves no timer behind", () => {
  const { sync, scope, timers } = rig();
  sync();
  sync();
  expect(timers.size).toBe(1);
  scope.end();
  expect(timers.size).toBe(0);
});
