import { EventType, MatrixEvent } from "matrix-js-sdk";
import { _createAndReEmitRoom } from "matrix-js-sdk/lib/sync.js";
import { expect, it, vi } from "vitest";
import { buildRig, me } from "../notifications/testing/rig.ts";
import { isBrought } from "./brought-channels.ts";
import type { SpaceFacts } from "./build-list.ts";
import { createMembership } from "./membership.ts";
import { childrenOf } from "./read-room.ts";

const SPACE = "!space:x";

/** A space of 120 channels made by `maker`; every fourth is suggested, the last ones first in its order. */
function rig(maker: string, elsewhere = false, via?: readonly unknown[]) {
  const { client, handle: own } = buildRig();
  const handle = elsewhere ? { ...own, account: { ...own.account, elsewhere: true as const } } : own;
  const space = _createAndReEmitRoom(client, SPACE, {});
  client.store.storeRoom(space);
  const put = (type: string, state_key: string, content: object, sender = maker) =>
    space.currentState.setStateEvents([
      new MatrixEvent({
        type,
        state_key,
        content: { ...content },
        room_id: SPACE,
        sender,
        event_id: `$${type}${state_key}`,
      }),
    ]);
  put(EventType.RoomCreate, "", { room_version: "12", type: "m.space" });
  put(EventType.RoomMember, me, { membership: "join" }, me);
  for (let at = 0; at < 120; at++) {
    const order = String.fromCharCode(0x7e - Math.floor(at / 2));
    put(EventType.SpaceChild, `!r${at}:y`, {
      via: via ?? ["y", 7, "z"],
      order,
      suggested: at % 4 === 0 ? true : "yes",
    });
  }
  space.updateMyMembership("join");
  const joined: [roomId: string, through: readonly string[]][] = [];
  const join = async (roomId: string, through: readonly string[]) => void joined.push([roomId, through]);
  const left = { note: async () => {}, forget: async () => {}, has: () => false };
  const { join: enter } = createMembership(handle, join, left);
  const facts = { membership: "join", children: childrenOf(space) } as unknown as SpaceFacts;
  return {
    joined,
    enter,
    state: space.currentState,
    brings: (roomId: string, known = facts) => isBrought(handle, new Map([[SPACE, known]]), roomId),
    again: () => ({ ...facts }),
    suggest: (roomId: string, order: string) =>
      put(EventType.SpaceChild, roomId, { via: ["y"], order, suggested: true }),
  };
}

it("brings the channels of a space of our own homeserver along, a hundred at most", async () => {
  const { enter, joined, brings } = rig("@ann:x");
  await enter(SPACE);
  expect(joined.map(([roomId]) => roomId)).toEqual([SPACE, ...Array.from({ length: 100 }, (_, at) => `!r${at}:y`)]);
  expect([brings("!r1:y"), brings("!r119:y"), brings("!nowhere:y")]).toEqual([true, true, false]);
});

it.each([
  ["a space of another homeserver", "@mallory:y", false],
  ["an account that lives elsewhere", "@ann:x", true],
])("brings ten at most, and only what is suggested, where it is %s", async (_case, maker, elsewhere) => {
  const { enter, joined, brings } = rig(maker, elsewhere);
  await enter(SPACE);
  const first = Array.from({ length: 10 }, (_, at) => `!r${116 - at * 4}:y`);
  expect(joined.map(([roomId]) => roomId)).toEqual([SPACE, ...first]);
  // Our own homeserver may not be in them.
  expect(joined[1]?.[1]).toEqual(["x", "y", "z"]);
  expect([brings("!r116:y"), brings("!r0:y"), brings("!r117:y")]).toEqual([true, false, false]);
});

it("looks a space of strangers through once, however many invitations stand, and again when it is another", () => {
  const { brings, state, again, suggest } = rig("@mallory:y");
  const look = vi.spyOn(state, "getStateEvents");
  for (let at = 0; at < 120; at++) brings(`!r${at}:y`);
  // Whose space it is, each time; each channel of it once.
  expect(look.mock.calls.length).toBeLessThan(3 * 120);
  suggest("!r1:y", " ");
  expect(brings("!r1:y", again())).toBe(true);
});

it("joins through nothing that is no server: such an address no homeserver takes", async () => {
  const { enter, joined } = rig("@mallory:y", false, ["z".repeat(50_000), "y&via=z", "y"]);
  await enter(SPACE);
  expect(joined[1]?.[1]).toEqual(["x", "y"]);
});
