import { AppError, sleep } from "@parley/kernel";
import { buildSession, createManualClock } from "@parley/testkit";
import { expect, it, vi } from "vitest";
import { createFakeMatrix, createFakeParley } from "../../shared/testing/fake-world.tsx";
import { createWorld } from "./world.ts";

/** A member whose session ends as the real one does: it says so first, and removes what is kept here after that. */
function member() {
  const clock = createManualClock();
  const session = buildSession();
  const removed = vi.fn(async () => sleep(clock, 500));
  session.signOut = async () => {
    session.connection.value = { state: "signed-out", since: 0, soft: false };
    await removed();
  };
  const retire = vi.fn(async () => {});
  const world = createWorld({ matrix: createFakeMatrix({ retire }), parley: createFakeParley, clock });
  world.enter(session);
  const pass = async (steps: number) => {
    for (let step = 0; step < steps; step++) {
      for (let micro = 0; micro < 10; micro++) await Promise.resolve();
      clock.tick(100);
    }
  };
  return { world, session, removed, retire, pass };
}

it("takes the end of a session for its person's own doing, and leaves nothing for a next device", async () => {
  const { world, retire, pass } = member();
  const out = world.signOut();
  await pass(3);
  expect(world.state.value.at).toBe("member");
  await pass(10);
  await out;
  expect(world.state.value).toEqual({ at: "visitor", notice: null });
  expect(retire).not.toHaveBeenCalled();
});

it("goes on offering a sign-out that failed after the session had ended", async () => {
  const { world, removed, pass } = member();
  removed.mockRejectedValueOnce(new AppError("MATRIX_STORE_FULL", "no"));
  const failed = world.signOut().catch((error: unknown) => error);
  await pass(10);
  expect(await failed).toBeInstanceOf(AppError);
  expect(world.state.value.at).toBe("member");
  const out = world.signOut();
  await pass(10);
  await out;
  expect(world.state.value).toEqual({ at: "visitor", notice: null });
});
