import type { ReadonlySignal } from "@parley/kernel";
import { EventType, type Room, RoomEvent } from "matrix-js-sdk";
import type { Asker } from "../contract/knocks.ts";
import type { TellChange } from "../contract/notifications.ts";
import type { RoomList } from "../contract/rooms.ts";
import { directRooms } from "../rooms/direct-rooms.ts";
import { nameIn } from "../rooms/namesakes.ts";
import { accessOf, nameOf, stateContent } from "../rooms/read-room.ts";
import type { ClientHandle } from "../sdk/client-handle.ts";

/** Who has waited longer than this stands in the list, and is no news. By the homeserver's clock, in milliseconds. */
const freshMs = 60_000;
/** What the sync says of a room that is new comes in pieces within this time. */
const settleMs = 700;
const maxKnown = 1000;

type Tell = (change: TellChange) => void;

/** Tells of who asks to be let in, until they have their answer, here or elsewhere. */
export function tellOfAskers(handle: ClientHandle, askers: ReadonlySignal<readonly Asker[]>, tell: Tell): void {
  const { client, ports, scope } = handle;
  const known = new Set<string>();
  const standing = new Map<string, string>();
  const hear = (now: readonly Asker[]): void => {
    const waiting = new Set(now.map(keyOf));
    for (const [eventId, roomId] of standing) {
      if (waiting.has(eventId)) continue;
      standing.delete(eventId);
      tell({ type: "gone", roomId, eventId });
    }
    // Whoever takes it back and asks again is told of once: the list shows them all the same.
    for (const asker of now) {
      const { roomId, roomName, userId, name, avatarMxc, reason, at } = asker;
      const eventId = keyOf(asker);
      if (known.has(eventId) || known.size >= maxKnown) continue;
      known.add(eventId);
      if (ports.clock.now() - at > freshMs || client.isUserIgnored(userId)) continue;
      standing.set(eventId, roomId);
      const roomKind = asker.kind === "room" ? "channel" : "room";
      const who = { senderId: userId, senderName: name, senderAvatarMxc: avatarMxc };
      const told = {
        eventId,
        roomId,
        roomName,
        roomKind,
        ...who,
        text: reason,
        kind: "knock",
        highlight: false,
      } as const;
      tell({ type: "told", told: { ...told, ts: at } });
    }
  };
  scope.onEnd(askers.subscribe(hear));
}

const keyOf = ({ roomId, userId }: Asker): string => `knock ${roomId} ${userId}`;

/**
 * Tells of private rooms that this person was put into without being asked: whoever is let in by a rule, or says yes to
 * an invitation, knows of it. It is over once something is read there.
 */
export function tellOfPlacements(handle: ClientHandle, list: ReadonlySignal<RoomList>, tell: Tell): void {
  const { client, account, ports, scope } = handle;
  /** Shown as invitations: answered by hand, here or elsewhere. */
  const asked = new Set<string>();
  const standing = new Set<string>();
  const timers = new Set<() => void>();
  const over = (roomId: string): void => {
    if (standing.delete(roomId)) tell({ type: "gone", roomId, eventId: placementOf(roomId) });
  };
  const consider = (room: Room): void => {
    if (room.getMyMembership() !== "join" || accessOf(room) !== "invited" || directRooms(client).has(room.roomId))
      return;
    const own = room.currentState.getStateEvents(EventType.RoomMember, account.userId);
    const inviterId: unknown = own?.getUnsigned().prev_sender;
    if (typeof inviterId !== "string" || inviterId === account.userId || client.isUserIgnored(inviterId)) return;
    const inviter = room.getMember(inviterId);
    standing.add(room.roomId);
    tell({
      type: "told",
      told: {
        eventId: placementOf(room.roomId),
        roomId: room.roomId,
        roomName: nameOf(room),
        roomKind: stateContent(room, EventType.RoomCreate)?.type === "m.space" ? "room" : "channel",
        senderId: inviterId,
        senderName: nameIn(room, inviterId),
        senderAvatarMxc: inviter?.getMxcAvatarUrl() ?? null,
        text: null,
        kind: "added",
        highlight: false,
        ts: ports.clock.now(),
      },
    });
  };
  const onMine = (room: Room, now: string, before?: string): void => {
    if (now !== "join") over(room.roomId);
    if (now !== "join" || before !== "invite" || asked.has(room.roomId)) return;
    const cancel = ports.clock.after(settleMs, () => {
      timers.delete(cancel);
      consider(room);
    });
    timers.add(cancel);
  };
  const onReceipt = (_event: unknown, room: Room): void => {
    if (standing.has(room.roomId) && room.getReadReceiptForUserId(account.userId, true) !== null) over(room.roomId);
  };
  const stop = list.subscribe(({ invites }) => {
    for (const { id } of invites.slice(0, maxKnown)) asked.add(id);
  });
  client.on(RoomEvent.MyMembership, onMine);
  client.on(RoomEvent.Receipt, onReceipt);
  scope.onEnd(() => {
    stop();
    for (const cancel of timers) cancel();
    client.off(RoomEvent.MyMembership, onMine);
    client.off(RoomEvent.Receipt, onReceipt);
  });
}

const placementOf = (roomId: string): string => `added ${roomId}`;
