import { signal } from "@parley/kernel";
import { buildRoom, buildSession, buildSpace, createManualClock } from "@parley/testkit";
import { expect, it } from "vitest";
import { entrance } from "./entrance.ts";

const space = buildSpace({ id: "!s" });
const empty = buildSession({ spaces: [space] });
const full = buildSession({ spaces: [space], rooms: [buildRoom({ id: "!general", spaceId: "!s" })] });

it("is the first channel, waited for while the sync brings it, or the server where there is none", async () => {
  const clock = createManualClock();
  expect(await entrance(full, "!s", clock)).toEqual({ at: "space", spaceId: "!s", roomId: "!general" });
  const list = signal(empty.rooms.list.value);
  const coming = entrance({ rooms: { ...empty.rooms, list } }, "!s", clock);
  list.value = full.rooms.list.value;
  expect(await coming).toMatchObject({ roomId: "!general" });
  const never = entrance(empty, "!s", clock);
  clock.tick(1000);
  expect(await never).toEqual({ at: "space", spaceId: "!s" });
});

/** One wait after the other. */
async function pass(clock: ReturnType<typeof createManualClock>): Promise<void> {
  for (let at = 0; at < 10; at += 1) {
    clock.tick(500);
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
}

it("is no voice channel where there is another one", async () => {
  const rooms = [
    buildRoom({ id: "!studio", spaceId: "!s", voice: true }),
    buildRoom({ id: "!general", spaceId: "!s" }),
  ];
  const both = buildSession({ spaces: [space], rooms });
  expect(await entrance(both, "!s", createManualClock())).toMatchObject({ roomId: "!general" });
  const one = buildSession({ spaces: [space], rooms: rooms.slice(0, 1) });
  const clock = createManualClock();
  const alone = entrance(one, "!s", clock);
  await pass(clock);
  expect(await alone).toMatchObject({ roomId: "!studio" });
  // They come one by one.
  const list = signal(one.rooms.list.value);
  const coming = entrance({ rooms: { ...one.rooms, list } }, "!s", clock);
  clock.tick(1000);
  list.value = both.rooms.list.value;
  expect(await coming).toMatchObject({ roomId: "!general" });
});
