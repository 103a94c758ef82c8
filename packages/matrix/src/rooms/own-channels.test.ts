import { EventType, MatrixEvent, type Room } from "matrix-js-sdk";
import { _createAndReEmitRoom } from "matrix-js-sdk/lib/sync.js";
import { describe, expect, it } from "vitest";
import { buildRig, me } from "../notifications/testing/rig.ts";
import { createMembership } from "./membership.ts";
import { createModeration } from "./moderation.ts";

const BOB = "@bob:x";
const MALLORY = "@mallory:x";
const SPACE = "!space:x";
const SECOND = "!second:x";
const via = { via: ["x"] };

type State = readonly (readonly [type: string, key: string, content: object, sender?: string])[];

const child = (roomId: string) => [EventType.SpaceChild, roomId, via, MALLORY] as const;
const parent = (roomId: string) => [EventType.SpaceParent, roomId, via] as const;
const space = ["m.room.create", "", { type: "m.space", room_version: "10" }] as const;

/**
 * Two spaces of mine. The first is managed by Mallory and lists, beside two channels of its own, a conversation of mine,
 * a channel of the second and one that both have. Answers what is asked of the homeserver.
 */
function rig() {
  const asked: string[] = [];
  const { client, handle } = buildRig();
  Object.assign(client.http, {
    authedRequest: async (method: string, path: string) => {
      if (method !== "GET") asked.push(`${method} ${decodeURIComponent(path)}`);
      return path.includes("/members") ? { chunk: [] } : {};
    },
  });
  const room = (roomId: string, state: State): Room => {
    const made = _createAndReEmitRoom(client, roomId, {});
    client.store.storeRoom(made);
    const all: State = [
      ["m.room.create", "", { room_version: "10" }],
      ["m.room.member", me, { membership: "join" }],
      ["m.room.member", BOB, { membership: "join" }, BOB],
      ["m.room.power_levels", "", { users: { [MALLORY]: 100, [me]: 90 } }],
      ...state,
    ];
    made.currentState.setStateEvents(
      all.map(
        ([type, state_key, content, sender = me]) =>
          new MatrixEvent({
            type,
            state_key,
            content,
            room_id: roomId,
            sender,
            event_id: `$${roomId}${type}${state_key}`,
          }),
      ),
    );
    made.updateMyMembership("join");
    return made;
  };
  const listed = ["!open:x", "!private:x", "!dm:x", "!other:x", "!both:x"];
  room(SPACE, [space, ...listed.map(child)]);
  room(SECOND, [space, child("!other:x"), child("!both:x")]);
  const allow = [{ type: "m.room_membership", room_id: SPACE }];
  room("!open:x", [["m.room.join_rules", "", { join_rule: "restricted", allow }]]);
  room("!private:x", [parent(SPACE)]);
  room("!dm:x", [parent(SPACE)]);
  room("!other:x", [parent(SECOND)]);
  room("!both:x", [parent(SPACE), parent(SECOND)]);
  client.store.storeAccountDataEvents([new MatrixEvent({ type: "m.direct", content: { [BOB]: ["!dm:x"] } })]);
  return { asked, handle, room };
}

describe("what is done in a space and its channels", () => {
  it("leaves the channels that are its own, and none that another space of mine has", async () => {
    const { asked, handle } = rig();
    const left = { note: async () => {}, forget: async () => {}, has: () => false };
    await createMembership(handle, async () => {}, left).leave(SPACE);
    expect(asked).toEqual(["!open:x", "!private:x", SPACE].map((roomId) => `POST /rooms/${roomId}/leave`));
  });

  it("bans from its own channels, not from a conversation or a room of another space that somebody listed", async () => {
    const { asked, handle } = rig();
    await expect(createModeration(handle).ban(SPACE, BOB)).resolves.toEqual({ skipped: 0 });
    const rooms = asked.map((request) => /rooms\/([^/]+)/u.exec(request)?.[1]);
    expect(rooms).toEqual([SPACE, "!open:x", "!private:x", "!both:x"]);
  });
  it("invites who is new into the rooms in which its upgraded channels go on, and into those only once", async () => {
    const { asked, handle, room } = rig();
    const allow = [{ type: "m.room_membership", room_id: SPACE }];
    const open = ["m.room.join_rules", "", { join_rule: "restricted", allow }] as const;
    const next = (replacement_room: string) => ["m.room.tombstone", "", { replacement_room }] as const;
    const from = (room_id: string) => ["m.room.create", "", { room_version: "10", predecessor: { room_id } }] as const;
    room("!open:x", [open, next("!open2:x")]);
    room("!open2:x", [open, from("!open:x"), next("!open3:x")]);
    room("!open3:x", [open, from("!open2:x")]);
    // What says that it goes on in a room that does not say so itself stays what it is.
    room("!both:x", [open, parent(SPACE), next("!private:x")]);
    // What goes on outside of the space is none of its channels any more.
    room("!gone:x", [open, next("!outside:x")]);
    room("!outside:x", [from("!gone:x")]);
    // A moderator of a channel may say that it goes on in a conversation of mine, or in a space.
    room("!lure:x", [open, next("!dm:x")]);
    room("!dm:x", [open, from("!lure:x")]);
    room("!trap:x", [open, next("!hall:x")]);
    const hall = { type: "m.space", room_version: "10", predecessor: { room_id: "!trap:x" } };
    room("!hall:x", [open, ["m.room.create", "", hall]]);
    const listed = ["!open:x", "!open3:x", "!both:x", "!gone:x", "!lure:x", "!trap:x"];
    room(SPACE, [space, ...listed.map(child)]);
    const left = { note: async () => {}, forget: async () => {}, has: () => false };
    handle.client.getCrypto = () => undefined;
    const membership = createMembership({ ...handle, scope: { ...handle.scope, ended: true } }, async () => {}, left);
    await membership.welcome(SPACE, "@new:x");
    const rooms = asked.map((request) => /rooms\/([^/]+)\/invite/u.exec(request)?.[1]);
    expect(rooms).toEqual(["!open3:x", "!both:x", SPACE]);
  });
});
