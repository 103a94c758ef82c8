import { createScope, signal } from "@parley/kernel";
import { createManualClock } from "@parley/testkit";
import { buildParticipant } from "@parley/testkit/calls";
import { expect, test } from "vitest";
import type { Participant } from "./contract.ts";
import { hideAbsent } from "./hide-absent.ts";

const own = buildParticipant({ userId: "@ada:x", own: true, waiting: true });
const here = buildParticipant({ userId: "@bo:x" });
const gone = buildParticipant({ userId: "@cy:x", waiting: true });

test("whoever is not at the media server for 20 s is not shown, oneself always, and back at once", () => {
  const clock = createManualClock();
  const all = signal<readonly Participant[]>([own, here, gone]);
  const scope = createScope();
  const shown = hideAbsent(all, clock, scope);
  clock.tick(19_000);
  all.value = [own, here, gone];
  expect(shown.value).toHaveLength(3);
  clock.tick(1000);
  expect(shown.value).toEqual([own, here]);
  const back = { ...gone, waiting: false };
  all.value = [own, here, back];
  expect(shown.value).toEqual([own, here, back]);
  // A new absence has its own twenty seconds.
  all.value = [own, here, gone];
  clock.tick(19_000);
  expect(shown.value).toHaveLength(3);
  scope.end();
  expect(clock.waiting).toBe(0);
});

test("nobody is missed while one's own connection is broken", () => {
  const clock = createManualClock();
  const cutOff = { ...own, lost: true };
  const all = signal<readonly Participant[]>([cutOff, gone]);
  const scope = createScope();
  const shown = hideAbsent(all, clock, scope);
  clock.tick(60_000);
  expect(shown.value).toEqual([cutOff, gone]);
  // Whoever has gone meanwhile is known to have gone twenty seconds after that.
  all.value = [{ ...own, waiting: false }, gone];
  clock.tick(20_000);
  expect(shown.value).toHaveLength(1);
  scope.end();
});
