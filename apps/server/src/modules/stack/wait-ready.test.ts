import type { PartState } from "@parley/protocol";
import { createManualClock } from "@parley/testkit";
import { expect, test } from "vitest";
import { waitReady } from "./wait-ready.ts";

function partThat(state: PartState["state"], lastError: string | null = null) {
  let now = { name: "homeserver", state, lastError, cause: null } as PartState;
  const listeners = new Set<() => void>();
  return {
    state: () => now,
    onChange(listener: () => void) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    become(next: PartState["state"], error: string | null = null) {
      now = { ...now, state: next, lastError: error };
      for (const listener of [...listeners]) listener();
    },
    listeners,
  };
}

test("nobody waits for a part that is down: its own sentence comes at once", async () => {
  const clock = createManualClock();
  const part = partThat("starting");
  const waiting = waitReady(part, clock, 60_000);
  part.become("restarting", "The disk is full.");
  part.become("down", "The disk is full.");
  await expect(waiting).rejects.toMatchObject({ code: "PART_DOWN", message: "The disk is full." });
  await expect(waitReady(part, clock, 60_000)).rejects.toMatchObject({ code: "PART_DOWN" });
  expect(part.listeners.size).toBe(0);
});

test("one that comes is waited for, until the deadline", async () => {
  const clock = createManualClock();
  const part = partThat("installing");
  const waiting = waitReady(part, clock, 60_000);
  part.become("starting");
  part.become("ready");
  await waiting;
  const slow = waitReady(partThat("starting"), clock, 1000);
  clock.tick(1000);
  await expect(slow).rejects.toMatchObject({ code: "STARTING" });
});

test("a full disk is named, so that nobody waits for it", async () => {
  const part = partThat("down", "The disk is full.");
  const full = { ...part, state: () => ({ ...part.state(), cause: "disk-full" as const }) };
  await expect(waitReady(full, createManualClock(), 60_000)).rejects.toMatchObject({ details: { cause: "disk-full" } });
  await expect(waitReady(partThat("down"), createManualClock(), 1)).rejects.toMatchObject({
    message: "The homeserver is down.",
  });
});
