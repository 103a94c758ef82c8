import { expect, test } from "vitest";
import { FakeClock } from "../../testing/test-app.ts";
import { createOccupancy } from "./occupancy.ts";

const seat = { alias: "call", identity: "@ada:x:DEV" };

function watched() {
  const clock = new FakeClock();
  let upSince: number | null = Number.NEGATIVE_INFINITY;
  const occupancy = createOccupancy(clock, () => upSince);
  const gone: string[] = [];
  occupancy.onGone(({ identity }) => gone.push(identity));
  const sfu = (up: boolean) => {
    upSince = up ? clock.now() : null;
  };
  return { clock, occupancy, gone, sfu };
}

test("whoever loses the connection has eight seconds to come back", async () => {
  const { clock, occupancy, gone } = watched();
  occupancy.opened(seat)();
  await clock.pass(7900);
  const close = occupancy.opened(seat);
  await clock.pass(60_000);
  expect([gone, occupancy.isThere(seat)]).toEqual([[], true]);
  close();
  close();
  await clock.pass(8000);
  expect([gone, occupancy.isThere(seat), occupancy.aliases().size]).toEqual([["@ada:x:DEV"], false, 0]);
});

test("a crash counts although LiveKit still lists them; hanging up counts at once", async () => {
  const { clock, occupancy, gone } = watched();
  const close = occupancy.opened(seat);
  occupancy.joined(seat, "PA_1");
  close();
  await clock.pass(8000);
  expect(gone).toHaveLength(1);
  const open = occupancy.opened(seat);
  occupancy.joined(seat, "PA_1");
  occupancy.left(seat, "PA_1", true);
  open();
  expect(gone).toHaveLength(2);
});

test("who came past our proxy is there while LiveKit lists them", async () => {
  const { clock, occupancy, gone } = watched();
  occupancy.listed("call", new Set([seat.identity]));
  await clock.pass(60_000);
  expect([gone, occupancy.isThere(seat)]).toEqual([[], true]);
  occupancy.listed("call", new Set());
  expect(gone).toEqual([seat.identity]);
});

test("the end of an earlier visit, told late, ends nothing of the one that stands", async () => {
  const { clock, occupancy, gone } = watched();
  const close = occupancy.opened(seat);
  occupancy.joined(seat, "PA_1");
  const again = occupancy.opened(seat);
  occupancy.joined(seat, "PA_2");
  close();
  occupancy.left(seat, "PA_1", false);
  occupancy.left(seat, "PA_1", true);
  await clock.pass(60_000);
  expect([gone, occupancy.isThere(seat)]).toEqual([[], true]);
  again();
  occupancy.left(seat, "PA_2", true);
  expect(gone).toHaveLength(1);
});

test("while a connection of theirs is open, nobody is gone because LiveKit dropped them", async () => {
  const { clock, occupancy, gone } = watched();
  const close = occupancy.opened(seat);
  occupancy.joined(seat, "PA_1");
  occupancy.left(seat, "PA_1", false);
  await clock.pass(60_000);
  expect(gone).toEqual([]);
  close();
  await clock.pass(8000);
  expect(gone).toHaveLength(1);
});

test("an outage of LiveKit, however long, is nobody's leaving: who comes back within eight seconds of its end is there", async () => {
  const { clock, occupancy, gone, sfu } = watched();
  const other = { alias: "call", identity: "@bo:x:DEV" };
  const closes = [seat, other].map((one) => {
    occupancy.joined(one, "PA_1");
    return occupancy.opened(one);
  });
  sfu(false);
  for (const close of closes) close();
  await clock.pass(60_000);
  expect([gone, occupancy.isThere(seat), occupancy.isSettled()]).toEqual([[], true, false]);
  sfu(true);
  // It knows of nobody, and is asked at once.
  occupancy.listed("call", new Set());
  await clock.pass(4000);
  occupancy.opened(seat);
  expect([gone, occupancy.isThere(other), occupancy.isSettled()]).toEqual([[], true, false]);
  await clock.pass(8000);
  expect([gone, occupancy.isThere(seat), occupancy.isSettled()]).toEqual([["@bo:x:DEV"], true, true]);
});

test("a short outage that is over before the grace counts from its end; hanging up counts at once all the same", async () => {
  const { clock, occupancy, gone, sfu } = watched();
  const close = occupancy.opened(seat);
  sfu(false);
  close();
  await clock.pass(6000);
  sfu(true);
  await clock.pass(7000);
  expect(gone).toEqual([]);
  await clock.pass(1000);
  expect(gone).toEqual(["@ada:x:DEV"]);
  sfu(true);
  occupancy.joined(seat, "PA_2");
  occupancy.left(seat, "PA_2", true);
  expect(gone).toHaveLength(2);
});

test("whoever hangs up and comes again before that is told is there", async () => {
  const { clock, occupancy, gone } = watched();
  const close = occupancy.opened(seat);
  occupancy.joined(seat, "PA_1");
  close();
  const again = occupancy.opened(seat);
  occupancy.left(seat, "PA_1", true);
  occupancy.joined(seat, "PA_2");
  await clock.pass(60_000);
  expect([gone, occupancy.isThere(seat)]).toEqual([[], true]);
  again();
  await clock.pass(8000);
  expect(gone).toHaveLength(1);
});
