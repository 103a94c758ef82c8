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

it("is no voice channel where there is another one", async () => {
  const rooms = [
    buildRoom({ id: "!studio", spaceId: "!s", voice: true }),
    buildRoom({ id: "!general", spaceId: "!s" }),
  ];
  const both = buildSession({ spaces: [space], rooms });
  expect(await entrance(both, "!s", createManualClock())).toMatchObject({ roomId: "!general" });
  const one = buildSession({ spaces: [space], rooms: rooms.slice(0, 1) });
  expect(await entrance(one, "!s", createManualClock())).toMatchObject({ roomId: "!studio" });
});
