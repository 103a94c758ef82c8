import { silentLog } from "@parley/kernel";
import { expect, test } from "vitest";
import { FakeClock } from "../../testing/test-app.ts";
import { createDelegatedLeaves } from "./delegated-leaves.ts";
import { createOccupancy } from "./occupancy.ts";
import type { LeaveRow } from "./store.ts";

const seat = { alias: "call", identity: "@ada:x:DEV" };

/** Lets what was just asked come to its end. */
const settle = () => new Promise((resolve) => setTimeout(resolve, 5));

function delegation(kept: LeaveRow[] = []) {
  const clock = new FakeClock();
  let upSince: number | null = Number.NEGATIVE_INFINITY;
  const occupancy = createOccupancy(clock, () => upSince);
  const asked: string[] = [];
  let answer = { status: 200, body: "{}", headers: {} as Record<string, string> };
  const rows = {
    leaves: async () => [...kept],
    keepLeave: async (row: LeaveRow) => {
      kept.splice(0, kept.length, ...kept.filter((one) => one.identity !== row.identity), row);
    },
    dropLeave: async (_alias: string, _identity: string, delayId: string) => {
      kept.splice(0, kept.length, ...kept.filter((one) => one.delay_id !== delayId));
    },
  };
  const leaves = createDelegatedLeaves({
    rows,
    occupancy,
    clock,
    homeserver: () => "http://own",
    fetch: async (address) => {
      asked.push(String(address).replace(/^http:\/\/own\/.*\/delayed_events\//, ""));
      return new Response(answer.body, { status: answer.status, headers: answer.headers });
    },
    log: silentLog,
  });
  return {
    clock,
    occupancy,
    asked,
    kept,
    leaves,
    sfu: (up: boolean) => {
      upSince = up ? clock.now() : null;
    },
    answers: (status: number, headers: Record<string, string> = {}) => {
      answer = { status, body: "{}", headers };
    },
  };
}

test("it is put off while they are there, and sent once when they are gone", async () => {
  const { clock, occupancy, asked, kept, leaves } = delegation();
  await leaves.take(seat, "d1", 20_000);
  const close = occupancy.opened(seat);
  await clock.pass(60_000);
  expect(asked).toEqual(Array(6).fill("d1/restart"));
  occupancy.left(seat, "", true);
  close();
  await settle();
  await clock.pass(60_000);
  expect(asked.slice(6)).toEqual(["d1/send"]);
  await settle();
  expect(kept).toEqual([]);
});

test("who never comes is gone after a minute", async () => {
  const { clock, asked, kept, leaves } = delegation();
  await leaves.take(seat, "d1", 3_600_000);
  await clock.pass(59_000);
  expect(asked).toEqual([]);
  await clock.pass(2000);
  expect(asked.at(-1)).toBe("d1/send");
  await settle();
  expect(kept).toEqual([]);
});

test("a newer one takes the place of the older, which is not sent", async () => {
  const { clock, occupancy, asked, leaves } = delegation();
  const close = occupancy.opened(seat);
  await leaves.take(seat, "d1", 20_000);
  await leaves.take(seat, "d2", 20_000);
  await clock.pass(10_000);
  occupancy.left(seat, "", true);
  close();
  await settle();
  await clock.pass(1000);
  expect(asked).toEqual(["d2/restart", "d2/send"]);
});

test("one that the homeserver no longer knows is let go", async () => {
  const { clock, occupancy, asked, kept, leaves, answers } = delegation();
  occupancy.opened(seat);
  await leaves.take(seat, "d1", 20_000);
  answers(404);
  await clock.pass(60_000);
  expect(asked).toEqual(["d1/restart"]);
  await settle();
  expect(kept).toEqual([]);
});

test("a homeserver that is busy is asked again when it says, within bounds", async () => {
  const { clock, occupancy, asked, kept, leaves, answers } = delegation();
  const close = occupancy.opened(seat);
  await leaves.take(seat, "d1", 20_000);
  answers(429, { "retry-after": "3" });
  occupancy.left(seat, "", true);
  close();
  await settle();
  await clock.pass(2900);
  expect(asked).toEqual(["d1/send"]);
  answers(200);
  await clock.pass(200);
  await settle();
  expect(asked).toEqual(["d1/send", "d1/send"]);
  await settle();
  expect(kept).toEqual([]);
});

test("after a restart it goes on for who is there, and is sent for who is not", async () => {
  const row = (identity: string, delay_id: string): LeaveRow => ({
    alias: "call",
    identity,
    delay_id,
    timeout_ms: 60_000,
    taken_at: 0,
  });
  const { clock, occupancy, asked, leaves } = delegation([row(seat.identity, "here"), row("@bo:x:DEV", "gone")]);
  await leaves.resume();
  occupancy.listed("call", new Set([seat.identity]));
  await clock.pass(20_000);
  expect(asked.sort()).toEqual(["gone/send", "here/restart"]);
});

test("while LiveKit is away nobody's is sent, also after a restart of the server; then who stays away is gone", async () => {
  const { clock, occupancy, asked, leaves, sfu } = delegation([
    { ...seat, delay_id: "kept", timeout_ms: 60_000, taken_at: 0 },
  ]);
  sfu(false);
  await leaves.resume();
  const here = { alias: "call", identity: "@bo:x:DEV" };
  await leaves.take(here, "d2", 20_000);
  const close = occupancy.opened(here);
  close();
  await clock.pass(120_000);
  expect(new Set(asked)).toEqual(new Set(["kept/restart", "d2/restart"]));
  sfu(true);
  await clock.pass(3000);
  occupancy.opened(here);
  await clock.pass(15_000);
  await settle();
  expect(asked.filter((one) => one.endsWith("/send"))).toEqual(["kept/send"]);
});
