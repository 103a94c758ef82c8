import { AppError, signal } from "@parley/kernel";
import { createManualClock } from "@parley/testkit";
import { expect, it } from "vitest";
import type { GoingState } from "./current-call.ts";
import { createSigns } from "./signs.ts";

const connected: GoingState = { state: "connected", since: 0 };
const joining: GoingState = { state: "joining", since: 0 };
const left: GoingState = { state: "left", why: "own" };

function opening() {
  const log: string[] = [];
  const listeners = new Set<(reaction: { identity: string; emoji: string }) => void>();
  const hands = signal([{ identity: "a", userId: "@a:localhost", since: 1 }]);
  const state = signal<GoingState>(joining);
  const clock = createManualClock();
  const faults: unknown[] = [];
  const signs = createSigns(
    async () => {
      log.push("open");
      const fault = faults.shift();
      if (fault !== undefined) throw fault;
      return {
        hands,
        setHand: async (up) => void log.push(`setHand ${up}`),
        react: async () => {},
        onReaction(listener) {
          listeners.add(listener);
          return () => void listeners.delete(listener);
        },
        close: () => void log.push("close"),
      };
    },
    state,
    clock,
  );
  const react = (emoji: string) => {
    for (const listener of listeners) listener({ identity: "a", emoji });
  };
  return { signs, log, hands, state, clock, faults, react };
}
const settled = () => new Promise((resolve) => setTimeout(resolve));

it("is opened with the first connection and closed at the end, once each", async () => {
  const { signs, log, state } = opening();
  await settled();
  expect(log).toEqual([]);
  state.value = connected;
  await settled();
  expect(signs.hands.value).toHaveLength(1);
  state.value = { state: "reconnecting", since: 1 };
  state.value = connected;
  state.value = left;
  await settled();
  expect(log).toEqual(["open", "close"]);
  expect(signs.hands.value).toEqual([]);
});

it("closes what opens after the end", async () => {
  const { log, state } = opening();
  state.value = connected;
  state.value = left;
  await settled();
  expect(log).toEqual(["open", "close"]);
});

it("asks again with the next press where it could not be opened", async () => {
  const { signs, log, state, faults } = opening();
  faults.push(new AppError("MATRIX_UNREACHABLE", "no"));
  state.value = connected;
  await settled();
  await signs.setHand(true);
  expect(log).toEqual(["open", "open", "setHand true"]);
});

it("shows the last reaction of somebody, and no longer than a moment", async () => {
  const { signs, state, clock, react } = opening();
  state.value = connected;
  await settled();
  react("👏");
  clock.tick(3000);
  react("🎉");
  clock.tick(1000);
  expect(signs.reactions.value.get("a")).toBe("🎉");
  clock.tick(3000);
  expect(signs.reactions.value.size).toBe(0);
});
