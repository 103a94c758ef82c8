import type { ReadonlySignal } from "@parley/kernel";
import {
  ClientEvent,
  EventType,
  type IRoomTimelineData,
  type MatrixEvent,
  MatrixEventEvent,
  type Room,
  RoomEvent,
} from "matrix-js-sdk";
import type { Calls, RoomCall } from "../contract/calls.ts";
import type { Ringing } from "../contract/ringing.ts";
import type { RoomList } from "../contract/rooms.ts";
import { mapped } from "../errors.ts";
import { directRooms } from "../rooms/direct-rooms.ts";
import { voiceRoomType } from "../rooms/room-type.ts";
import type { ClientHandle } from "../sdk/client-handle.ts";
import { declineContent, declineType, notificationType, referenceIn } from "./ring-content.ts";
import { RingOut } from "./ring-out.ts";
import { type RingCalls, RingWatch } from "./ring-watch.ts";

/** Events whose key is still to come. */
const mostLocked = 200;
/** A key that comes at all comes so soon after what it opens, most of the time. */
const keyMs = 1000;

/**
 * Ringing for one run of the client. The calls that come back are the given ones, whose first participant rings the
 * others.
 */
export function createRinging(
  handle: ClientHandle,
  calls: Calls,
  list: ReadonlySignal<RoomList>,
): { readonly ringing: Ringing; readonly calls: Calls } {
  const { client, scope } = handle;
  const about: RingCalls = {
    members: (room) => calls.of(room.roomId).members,
    rings: (room) => isDirect(room, handle, list.peek()),
  };
  const watch = new RingWatch(handle, about);
  const out = new RingOut(handle, about);
  scope.onEnd(() => {
    watch.stop();
    out.stop();
  });
  listen(handle, watch, out);
  return {
    calls: { ...calls, of: (roomId, way) => ringingCall(calls.of(roomId, way), client.getRoom(roomId), out) },
    ringing: {
      incoming: watch.incoming,
      outgoing: out.outgoing,
      decline: (ringId) =>
        mapped(async () => {
          const ring = watch.incoming.peek().find(({ id }) => id === ringId);
          watch.end(ringId);
          if (ring === undefined) return;
          await client.sendEvent(ring.roomId, EventType.RTCDecline, declineContent(ringId));
        }),
      again: (roomId) => out.again(roomId),
    },
  };
}

/** A room of two that is no channel is a direct message, too, though its person's other client has not noted it. */
function isDirect(room: Room, { client }: ClientHandle, list: RoomList): boolean {
  if (directRooms(client).has(room.roomId)) return true;
  const channels = list.spaces.flatMap(({ categories }) => categories.flatMap((category) => category.channels));
  return room.getInvitedAndJoinedMemberCount() === 2 && !channels.some(({ id }) => id === room.roomId);
}

function ringingCall(call: RoomCall, room: Room | null, out: RingOut): RoomCall {
  return {
    ...call,
    async join(transport, intent) {
      const first = call.members.peek().every((member) => member.own);
      const place = await call.join(transport, intent);
      // Into a voice channel people come and go: its list says so, and nobody is told.
      if (room === null || !first || room.getType() === voiceRoomType) return place;
      out.begin(room, intent);
      return {
        lost: place.lost,
        leave() {
          out.end(room.roomId);
          return place.leave();
        },
        abandon() {
          out.end(room.roomId);
          place.abandon();
        },
      };
    },
  };
}

/** Hears what tells of calls as it comes, or once it can be read. */
function listen({ client, account, ports, scope }: ClientHandle, watch: RingWatch, out: RingOut): void {
  const locked = new Set<string>();
  const waits = new Set<() => void>();
  const hear = (event: MatrixEvent, room: Room): void => {
    const type = event.getType();
    if (type === notificationType) watch.hear(event, room);
    else watch.mistook(event.getId() ?? "");
    if (type !== declineType) return;
    const ringId = referenceIn(event.getWireContent());
    const sender = event.getSender() ?? "";
    if (ringId === null) return;
    if (sender === account.userId) watch.end(ringId);
    else out.declined(ringId, sender);
  };
  /** What it refers to stands outside of what is sealed; to what rings nothing refers but its declines. */
  const hearSealed = (event: MatrixEvent, room: Room): void => {
    const target = referenceIn(event.getWireContent()) ?? "";
    const sender = event.getSender() ?? "";
    if (sender === account.userId) watch.end(target);
    else {
      watch.hearSealed(event, room);
      out.declined(target, sender);
    }
  };
  const onTimeline = (
    event: MatrixEvent,
    room: Room | undefined,
    toStart: boolean | undefined,
    _removed: boolean,
    data: IRoomTimelineData,
  ): void => {
    if (room !== undefined && toStart !== true && data.liveEvent === true && !event.isState()) take(event, room);
  };
  /** After a time without connection sticky events come beside the timeline, however much was said meanwhile. */
  const onEvent = (event: MatrixEvent): void => {
    const room = client.getRoom(event.getRoomId());
    const sticky = event.unstableStickyInfo !== undefined;
    if (sticky && room !== null && !room.findEventById(event.getId() ?? "")) take(event, room);
  };
  const take = (event: MatrixEvent, room: Room): void => {
    const id = event.getId();
    if (!event.isEncrypted() || event.getClearContent() !== null) hear(event, room);
    else if (id !== undefined) {
      locked.add(id);
      for (const oldest of locked) {
        if (locked.size <= mostLocked) break;
        locked.delete(oldest);
      }
      void client.decryptEventIfNeeded(event).catch(() => {});
      // To wait for its key is for the few that may ring.
      if (referenceIn(event.getWireContent()) === null) return;
      const cancel = ports.clock.after(keyMs, () => {
        waits.delete(cancel);
        if (locked.has(id)) hearSealed(event, room);
      });
      waits.add(cancel);
    }
  };
  const onDecrypted = (event: MatrixEvent): void => {
    const id = event.getId() ?? "";
    const room = client.getRoom(event.getRoomId());
    if (event.isDecryptionFailure() || !locked.delete(id) || room === null) return;
    hear(event, room);
  };
  const onRedaction = (event: MatrixEvent): void => {
    const target = event.getAssociatedId();
    if (target !== undefined) watch.end(target);
  };
  const onAccountData = (event: MatrixEvent): void => {
    if (event.getType() === "m.ignored_user_list") watch.look();
  };
  const onMembership = (): void => watch.look();
  client.on(RoomEvent.Timeline, onTimeline);
  client.on(ClientEvent.Event, onEvent);
  client.on(MatrixEventEvent.Decrypted, onDecrypted);
  client.on(RoomEvent.Redaction, onRedaction);
  client.on(ClientEvent.AccountData, onAccountData);
  client.on(RoomEvent.MyMembership, onMembership);
  scope.onEnd(() => {
    for (const cancel of waits) cancel();
    client.off(RoomEvent.Timeline, onTimeline);
    client.off(ClientEvent.Event, onEvent);
    client.off(MatrixEventEvent.Decrypted, onDecrypted);
    client.off(RoomEvent.Redaction, onRedaction);
    client.off(ClientEvent.AccountData, onAccountData);
    client.off(RoomEvent.MyMembership, onMembership);
  });
}
