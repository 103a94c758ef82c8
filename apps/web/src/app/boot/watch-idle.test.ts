import { createScope, signal } from "@parley/kernel";
import type { Connection } from "@parley/matrix";
import { buildSession, createManualClock } from "@parley/testkit";
import { expect, it } from "vitest";
import { idleMs, watchIdle } from "./watch-idle.ts";

function rig() {
  const clock = createManualClock();
  const page = new EventTarget();
  const scope = createScope();
  const said: boolean[] = [];
  const connection = signal<Connection>({ state: "online", since: 0 });
  const { people } = buildSession();
  watchIdle({ connection, people: { ...people, setIdle: (idle) => void said.push(idle) } }, page, clock, scope);
  return { clock, page, scope, said, connection, touch: (name = "keydown") => page.dispatchEvent(new Event(name)) };
}

it("counts from the last sign of life, and says at once that the person is back", () => {
  const { clock, said, touch } = rig();
  clock.tick(idleMs - 1000);
  touch("pointermove");
  clock.tick(idleMs - 1000);
  expect(said).toEqual([]);
  clock.tick(1000);
  expect(said).toEqual([true]);
  touch();
  touch();
  expect(said).toEqual([true, false]);
  clock.tick(idleMs);
  expect(said).toEqual([true, false, true]);
});

it("tells a client that takes over again, and nothing after the end", async () => {
  const { clock, said, connection, scope, touch } = rig();
  clock.tick(idleMs);
  connection.value = { state: "elsewhere", since: 0 };
  connection.value = { state: "online", since: 0 };
  await Promise.resolve();
  expect(said).toEqual([true, true]);
  scope.end();
  touch();
  expect(said).toEqual([true, true]);
});
