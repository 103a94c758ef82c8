import { AppError } from "@parley/kernel";
import { expect, test } from "vitest";
import type { HomeserverAdmin } from "../../platform/ports.ts";
import { FakeClock } from "../../testing/test-app.ts";
import { createKnownRooms } from "./known-rooms.ts";

function homeserver() {
  let asked = 0;
  let members: readonly string[] = ["@ada:x"];
  let fault: AppError | null = null;
  let hold: Promise<void> = Promise.resolve();
  const admin = {
    roomMembers: async () => {
      asked++;
      const now = members;
      await hold;
      if (fault !== null) throw fault;
      return now;
    },
    roomState: async () => [],
  } as unknown as HomeserverAdmin;
  return {
    admin,
    asked: () => asked,
    become: (next: readonly string[]) => {
      members = next;
    },
    fail: (next: AppError | null) => {
      fault = next;
    },
    hold: () => {
      let go = () => {};
      hold = new Promise((resolve) => {
        go = resolve;
      });
      return go;
    },
  };
}

const joined = async (rooms: ReturnType<typeof createKnownRooms>) => [...((await rooms.look("!r:x"))?.joined ?? [])];

test("a room is asked about once, and again when it changed or a minute went by", async () => {
  const clock = new FakeClock();
  const server = homeserver();
  const rooms = createKnownRooms({ admin: server.admin, clock, toldOfChanges: true });
  await rooms.look("!r:x");
  await rooms.look("!r:x");
  expect(server.asked()).toBe(1);
  server.become(["@bo:x"]);
  expect(await joined(rooms)).toEqual(["@ada:x"]);
  rooms.changed("!r:x");
  expect(await joined(rooms)).toEqual(["@bo:x"]);
  clock.skip(60_000);
  await rooms.look("!r:x");
  expect(server.asked()).toBe(3);
});

test("where nobody tells us of changes, nothing is good for longer than three seconds", async () => {
  const clock = new FakeClock();
  const server = homeserver();
  const rooms = createKnownRooms({ admin: server.admin, clock, toldOfChanges: false });
  await rooms.look("!r:x");
  server.become([]);
  clock.skip(3000);
  expect(await joined(rooms)).toEqual([]);
});

test("an answer that a change overtook is not believed", async () => {
  const server = homeserver();
  const rooms = createKnownRooms({ admin: server.admin, clock: new FakeClock(), toldOfChanges: true });
  const go = server.hold();
  const looked = joined(rooms);
  server.become([]);
  rooms.changed("!r:x");
  go();
  expect(await looked).toEqual([]);
});

test("what cannot be asked is not remembered, and no room is not a fault", async () => {
  const server = homeserver();
  const rooms = createKnownRooms({ admin: server.admin, clock: new FakeClock(), toldOfChanges: true });
  server.fail(new AppError("PART_DOWN", "down"));
  await expect(rooms.look("!r:x")).rejects.toMatchObject({ code: "PART_DOWN" });
  server.fail(new AppError("NOT_FOUND", "none"));
  expect(await rooms.look("!r:x")).toBeNull();
  server.fail(null);
  expect(await joined(rooms)).toEqual(["@ada:x"]);
});
