import { expect, test } from "vitest";
import { createEnding, stopMs } from "./ending.ts";
import { FakeClock } from "./testing/test-app.ts";

function setUp() {
  const clock = new FakeClock();
  const done: string[] = [];
  const ending = createEnding({
    clock,
    stop: (reason) => done.push(`stop: ${reason}`),
    endChildren: () => done.push("children"),
    giveUp: () => done.push("give up"),
  });
  return { clock, done, ending };
}

test("one Ctrl-C that comes by several ways ends once, in order", async () => {
  const { clock, done, ending } = setUp();
  ending.signal("interrupted");
  ending.signal("interrupted");
  await clock.pass(900);
  ending.signal("ended");
  ending.lost("the launcher is gone");
  await clock.pass(stopMs - 1000);
  expect(done).toEqual(["stop: interrupted"]);
});

test("a second Ctrl-C ends the children by force, and the process two seconds later", async () => {
  const { clock, done, ending } = setUp();
  ending.signal("interrupted");
  await clock.pass(1_000);
  ending.signal("interrupted");
  ending.signal("interrupted");
  expect(done).toEqual(["stop: interrupted", "children"]);
  await clock.pass(2_000);
  expect(done).toEqual(["stop: interrupted", "children", "give up"]);
});

test("what hangs is given up after 9.5 s", async () => {
  const { clock, done, ending } = setUp();
  ending.lost("the launcher is gone");
  await clock.pass(stopMs);
  expect(done).toEqual(["stop: the launcher is gone", "give up"]);
});
