import { signal } from "@parley/kernel";
import { MatrixEvent } from "matrix-js-sdk";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { Asker } from "../contract/knocks.ts";
import type { TellChange } from "../contract/notifications.ts";
import type { RoomSummary } from "../contract/rooms.ts";
import { emptyList } from "../storage/snapshot.ts";
import { tellOfAskers, tellOfPlacements } from "./tell-doors.ts";
import { buildRig, me, type Rig, roomId } from "./testing/rig.ts";

let rig: Rig;
let changes: TellChange[];
const tell = (change: TellChange) => void changes.push(change);

beforeEach(() => {
  rig = buildRig();
  changes = [];
});
afterEach(() => rig.handle.scope.end());

const asker = (userId: string, at: number, kind: Asker["kind"] = "space"): Asker => ({
  roomId,
  roomName: "Home",
  kind,
  userId,
  name: userId.slice(1, 4),
  avatarMxc: null,
  reason: "Ahoy",
  at,
});

it("tells of who asks to come in now, once, and takes it back with the answer", () => {
  const now = rig.clock.now();
  const askers = signal<readonly Asker[]>([]);
  tellOfAskers(rig.handle, askers, tell);
  rig.client.isUserIgnored = (userId) => userId === "@troll:x";
  askers.value = [asker("@old:x", now - 61_000), asker("@cleo:x", now), asker("@troll:x", now)];
  const told = { kind: "knock", senderName: "cle", roomName: "Home", text: "Ahoy", roomKind: "room" };
  expect(changes).toEqual([{ type: "told", told: expect.objectContaining(told) }]);
  askers.value = [asker("@cleo:x", now)];
  expect(changes).toHaveLength(1);
  askers.value = [];
  expect(changes[1]).toEqual({ type: "gone", roomId, eventId: `knock ${roomId} @cleo:x` });
  askers.value = [asker("@cleo:x", now)];
  expect(changes).toHaveLength(2);
});

/** The room's rule, and my membership as one event of another person's invitation made it. */
function putIn(rule: string, unsigned: object = { prev_sender: "@ada:x" }): void {
  rig.room.currentState.setStateEvents([
    new MatrixEvent({
      type: "m.room.join_rules",
      state_key: "",
      content: { join_rule: rule },
      sender: "@ada:x",
      room_id: roomId,
      event_id: "$rule",
    }),
    new MatrixEvent({
      type: "m.room.member",
      state_key: me,
      content: { membership: "join" },
      sender: me,
      room_id: roomId,
      event_id: "$mine",
      unsigned,
    }),
  ]);
  rig.room.updateMyMembership("invite");
  rig.room.updateMyMembership("join");
  rig.clock.tick(1000);
}

it("tells of a private room that I was put into, until something is read there", async () => {
  const message = await rig.arrive({});
  tellOfPlacements(rig.handle, rig.list, tell);
  putIn("invite");
  const told = { kind: "added", senderId: "@ada:x", senderName: "Ada", roomId, text: null };
  expect(changes).toEqual([{ type: "told", told: expect.objectContaining(told) }]);
  rig.read(message.getId() ?? "");
  expect(changes[1]).toEqual({ type: "gone", roomId, eventId: `added ${roomId}` });
});

it("tells nothing of a room for all, of one that I came to by myself, nor of an invitation that I was asked about", () => {
  tellOfPlacements(rig.handle, rig.list, tell);
  putIn("restricted");
  putIn("invite", {});
  putIn("invite", { prev_sender: me });
  const invite = { id: roomId, kind: "channel", name: "x", inviterId: "@ada:x" } as unknown as RoomSummary;
  rig.list.value = { ...emptyList, invites: [invite] };
  rig.list.value = emptyList;
  putIn("invite");
  expect(changes).toEqual([]);
  expect(rig.clock.waiting).toBe(0);
});

it("leaves nothing behind", () => {
  const askers = signal<readonly Asker[]>([]);
  tellOfAskers(rig.handle, askers, tell);
  tellOfPlacements(rig.handle, rig.list, tell);
  rig.room.updateMyMembership("invite");
  rig.room.updateMyMembership("join");
  rig.handle.scope.end();
  rig.clock.tick(1000);
  askers.value = [asker("@cleo:x", rig.clock.now())];
  expect(changes).toEqual([]);
  expect(rig.clock.waiting).toBe(0);
});
