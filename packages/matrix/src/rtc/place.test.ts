import { createScope, silentLog } from "@parley/kernel";
import { expect, test } from "vitest";
import { expiresMs } from "./membership.ts";
import { holdPlace, type PlaceWire } from "./place.ts";

function rig() {
  let now = 0;
  const timers = new Set<{ at: number; fn: () => void }>();
  const clock = {
    now: () => now,
    after(ms: number, fn: () => void) {
      const timer = { at: now + ms, fn };
      timers.add(timer);
      return () => void timers.delete(timer);
    },
  };
  const settle = async () => {
    for (let turn = 0; turn < 20; turn++) await Promise.resolve();
  };
  const pass = async (ms: number) => {
    const end = now + ms;
    for (;;) {
      await settle();
      const due = [...timers].filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at)[0];
      if (due === undefined) break;
      timers.delete(due);
      now = due.at;
      due.fn();
    }
    now = end;
    await settle();
  };
  const done: string[] = [];
  const facts = { known: true, delays: true, fails: false, hangs: false, stands: true };
  let made = 0;
  const guard = async () => {
    if (facts.hangs) await new Promise(() => {});
    if (facts.fails) throw new Error("no network");
  };
  const wire: PlaceWire = {
    lastsMs: expiresMs,
    async write(renewal) {
      done.push(renewal ? "renew" : "write");
      await guard();
    },
    stands: () => facts.stands,
    async clear() {
      done.push("clear");
      await guard();
    },
    async clearLater() {
      done.push("later");
      await guard();
      return facts.delays ? `d${++made}` : null;
    },
    async restart(id) {
      done.push(`restart ${id}`);
      await guard();
      return facts.known;
    },
    async send(id) {
      done.push(`send ${id}`);
      await guard();
      return facts.known;
    },
  };
  const scope = createScope();
  return { wire, ports: { clock, log: silentLog }, scope, facts, done, pass, timers };
}

test("the way out is arranged with the way in, and the wait begun anew while one is there", async () => {
  const { wire, ports, scope, done, pass } = rig();
  const place = await holdPlace(wire, ports, scope);
  expect(done.sort()).toEqual(["later", "write"]);
  await pass(10_000);
  expect(done.slice(2)).toEqual(["restart d1", "restart d1"]);
  await place.leave();
  expect(done.at(-1)).toBe("send d1");
  await pass(60_000);
  expect(done).toHaveLength(5);
});

test("a place that the homeserver gave up meanwhile is taken again", async () => {
  const { wire, ports, scope, done, pass, facts } = rig();
  const place = await holdPlace(wire, ports, scope);
  facts.fails = true;
  await pass(20_000);
  expect(place.lost.value).toBe(false);
  facts.fails = false;
  facts.known = false;
  done.length = 0;
  await pass(5000);
  expect(done).toEqual(["restart d1", "later", "write"]);
  expect(place.lost.value).toBe(false);
  facts.known = true;
  await pass(5000);
  expect(done.at(-1)).toBe("restart d2");
});

test("a place that was cleared past us is taken again, and the wait goes on", async () => {
  const { wire, ports, scope, done, pass, facts } = rig();
  await holdPlace(wire, ports, scope);
  facts.stands = false;
  done.length = 0;
  await pass(5000);
  expect(done).toEqual(["restart d1", "write"]);
  facts.stands = true;
  await pass(5000);
  expect(done).toEqual(["restart d1", "write", "restart d1"]);
});

test("a long call is renewed before it would be over", async () => {
  const { wire, ports, scope, done, pass } = rig();
  await holdPlace(wire, ports, scope);
  await pass(expiresMs / 2 + 10_000);
  expect(done.filter((one) => one === "renew")).toHaveLength(1);
});

test("where the homeserver cannot delay, the place is given up by writing it", async () => {
  const { wire, ports, scope, done, facts, pass } = rig();
  facts.delays = false;
  const place = await holdPlace(wire, ports, scope);
  await pass(60_000);
  expect(done.filter((one) => one.startsWith("restart"))).toEqual([]);
  await place.leave();
  expect(done.at(-1)).toBe("clear");
});

test("leaving takes no longer than its deadlines, and nothing is renewed after it", async () => {
  const { wire, ports, scope, facts, pass, timers } = rig();
  const place = await holdPlace(wire, ports, scope);
  facts.hangs = true;
  let left = false;
  void place.leave().then(() => {
    left = true;
  });
  await pass(10_000);
  expect([left, timers.size]).toEqual([true, 0]);
});

test("with the client the place ends, and a page that goes away waits for nothing", async () => {
  const one = rig();
  const place = await holdPlace(one.wire, one.ports, one.scope);
  place.abandon();
  expect(one.done.at(-1)).toBe("send d1");
  const other = rig();
  await holdPlace(other.wire, other.ports, other.scope);
  other.scope.end();
  await other.pass(60_000);
  expect(other.done).toEqual(["later", "write", "send d1"]);
  const left = rig();
  const gone = await holdPlace(left.wire, left.ports, left.scope);
  const leaving = gone.leave();
  // The page goes away in the middle of it: once is enough, and twice at a time is not.
  gone.abandon();
  await leaving;
  left.scope.end();
  expect(left.done).toEqual(["later", "write", "send d1"]);
});

test("where the way out cannot be arranged, the place that was written meanwhile is given up: nobody is left standing in the call for hours", async () => {
  const { wire, ports, scope, done, pass } = rig();
  const refused: PlaceWire = {
    ...wire,
    async clearLater() {
      throw new Error("too many at once");
    },
  };
  await expect(holdPlace(refused, ports, scope)).rejects.toThrow("too many at once");
  await pass(60_000);
  expect(done).toEqual(["write", "clear"]);
});

test("a renewal that is under way does not come after the last word", async () => {
  const { wire, ports, scope, done, facts, pass } = rig();
  const answered = Promise.withResolvers<void>();
  let writes = 0;
  const slow: PlaceWire = {
    ...wire,
    async write(renewal) {
      writes += 1;
      if (writes > 1) await answered.promise;
      await wire.write(renewal);
    },
  };
  const place = await holdPlace(slow, ports, scope);
  facts.stands = false;
  await pass(5000);
  const left = place.leave();
  await pass(100);
  answered.resolve();
  await left;
  expect(done.slice(2)).toEqual(["restart d1", "send d1", "write", "clear"]);
});
