import { createScope, messageOf, type Signal, signal, sleep } from "@parley/kernel";
import {
  EventType,
  type IRoomTimelineData,
  type MatrixEvent,
  MatrixEventEvent,
  type Room,
  RoomEvent,
} from "matrix-js-sdk";
import type { CallReaction, OpenCallSigns, RaisedHand } from "../contract/call-signs.ts";
import type { CallMember, RoomCall } from "../contract/calls.ts";
import { matrixError } from "../errors.ts";
import { createSdkTransport } from "../outbox/sdk-transport.ts";
import { SendError, type WireEvent } from "../outbox/transport.ts";
import type { ClientHandle } from "../sdk/client-handle.ts";
import { Reactions, reactionContent, reactionType } from "./call-reactions.ts";
import { type HandEvent, Hands, handContent } from "./hands.ts";

/** What is older when it comes was said to others: after a time without connection nothing rains down. */
const freshMs = 15_000;
/** Events whose key is still to come. */
const mostLocked = 100;
/** Places whose hands are asked for at the homeserver: whoever came into a call that large has other worries. */
const mostAsked = 50;
const sendMs = 20_000;
/** So long after somebody came their hand is asked for: the homeserver has their key to pass on first. */
const askAfterMs = 2000;

/** Opens the raised hands and reactions of a room's call; they are heard until `close` or the client's end. */
export function openCallSigns(handle: ClientHandle, call: RoomCall, roomId: string): OpenCallSigns {
  const { client, ports } = handle;
  const room = client.getRoom(roomId);
  if (room === null) throw matrixError("MATRIX_NOT_FOUND", "This room is not known here.");
  const scope = createScope((fault) => ports.log.error("a clean-up failed", { reason: messageOf(fault) }));
  handle.scope.onEnd(() => scope.end());
  const book = new Hands();
  const hands: Signal<readonly RaisedHand[]> = signal([]);
  const look = () => {
    const next = book.raised(call.members.peek());
    if (JSON.stringify(next) !== JSON.stringify(hands.peek())) hands.value = next;
  };
  const reactions = new Reactions();
  const listeners = new Set<(reaction: CallReaction) => void>();
  const hear = (event: MatrixEvent): void => {
    if (event.isRedacted()) return;
    if (event.getType() === EventType.Reaction && book.put(readable(event))) look();
    if (event.getType() !== reactionType || event.getLocalAge() > freshMs) return;
    const taken = reactions.take(readable(event), call.members.peek(), ports.clock.now());
    if (taken !== null) for (const listener of [...listeners]) listener(taken);
  };
  scope.onEnd(listen(handle, room, hear, (id) => book.redact(id) && look()));
  for (const event of room.getLiveTimeline().getEvents()) if (!event.isRedacted()) book.put(readable(event));
  const asked = new Set<string>();
  scope.onEnd(
    call.members.subscribe((members) => {
      look();
      void askOf(members);
    }),
  );
  /** Hands that were raised before this device heard anything of the room. */
  async function askOf(members: readonly CallMember[]): Promise<void> {
    const others = members.filter(({ eventId, own }) => !own && !asked.has(eventId));
    if (others.length === 0) return;
    others.splice(Math.max(0, mostAsked - asked.size));
    for (const { eventId } of others) asked.add(eventId);
    await sleep(ports.clock, askAfterMs, scope.signal).catch(() => {});
    for (const { eventId } of others) {
      if (scope.ended) return;
      try {
        const { events } = await client.relations(roomId, eventId, "m.annotation", EventType.Reaction, { limit: 50 });
        for (const event of events) if (!event.isRedacted() && book.put(readable(event))) look();
      } catch (thrown) {
        // Their hand is seen when it is raised anew.
        ports.log.warn("hands raised earlier could not be had", { reason: messageOf(thrown) });
      }
    }
  }
  const own = (): CallMember => {
    const member = call.members.peek().find((one) => one.own);
    if (member === undefined) throw matrixError("MATRIX_NOT_FOUND", "This device has no place in the call.");
    return member;
  };
  const send = sender(handle, room);
  return {
    hands,
    async setHand(up) {
      const member = own();
      const standing = book.of(member);
      if (up) {
        if (standing.length > 0) return;
        const content = handContent(member.eventId);
        const id = await send({ type: EventType.Reaction, content, redacts: null });
        book.put({ id, sender: member.userId, sentAt: ports.clock.now(), content });
      } else {
        for (const id of standing) {
          await send({ type: EventType.RoomRedaction, content: {}, redacts: id });
          book.redact(id);
        }
      }
      look();
    },
    async react(emoji, name) {
      await send({ type: reactionType, content: reactionContent(own().eventId, emoji, name), redacts: null });
    },
    onReaction(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    close() {
      listeners.clear();
      scope.end();
    },
  };
}

/** Sends past the SDK's own queue, encrypted where the room is. */
function sender({ client, ports, scope }: ClientHandle, room: Room) {
  const transport = createSdkTransport({ client });
  return async (event: Pick<WireEvent, "type" | "content" | "redacts">): Promise<string> => {
    const bytes = ports.random.bytes(12);
    const txnId = `call-${[...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("")}`;
    const end = new AbortController();
    const cancel = ports.clock.after(sendMs, () => end.abort());
    const encrypted = event.type === reactionType && room.hasEncryptionStateEvent();
    try {
      const signal = AbortSignal.any([end.signal, scope.signal]);
      return await transport.put({ ...event, roomId: room.roomId, txnId, encrypted }, signal);
    } catch (thrown) {
      if (!(thrown instanceof SendError)) throw thrown;
      const refused = thrown.fault.kind === "never";
      throw matrixError(refused ? "MATRIX_FORBIDDEN" : "MATRIX_UNREACHABLE", thrown.message, { cause: thrown });
    } finally {
      cancel();
    }
  };
}

/** Hears what comes now in a room, once it can be read, and what is taken back. */
function listen(
  { client }: ClientHandle,
  room: Room,
  hear: (event: MatrixEvent) => void,
  gone: (id: string) => void,
): () => void {
  const locked = new Set<string>();
  const onTimeline = (
    event: MatrixEvent,
    where: Room | undefined,
    toStart: boolean | undefined,
    _removed: boolean,
    data: IRoomTimelineData,
  ): void => {
    if (where !== room || toStart === true || data.liveEvent !== true || event.isState()) return;
    const id = event.getId();
    if (!event.isEncrypted() || event.getClearContent() !== null) hear(event);
    else if (id !== undefined) {
      locked.add(id);
      for (const oldest of locked) {
        if (locked.size <= mostLocked) break;
        locked.delete(oldest);
      }
      void client.decryptEventIfNeeded(event).catch(() => {});
    }
  };
  const onDecrypted = (event: MatrixEvent): void => {
    if (event.getRoomId() !== room.roomId || event.isDecryptionFailure() || !locked.delete(event.getId() ?? "")) return;
    hear(event);
  };
  const onRedaction = (event: MatrixEvent, where: Room): void => {
    const id = event.getAssociatedId();
    if (where === room && id !== undefined) gone(id);
  };
  client.on(RoomEvent.Timeline, onTimeline);
  client.on(MatrixEventEvent.Decrypted, onDecrypted);
  client.on(RoomEvent.Redaction, onRedaction);
  return () => {
    client.off(RoomEvent.Timeline, onTimeline);
    client.off(MatrixEventEvent.Decrypted, onDecrypted);
    client.off(RoomEvent.Redaction, onRedaction);
  };
}

function readable(event: MatrixEvent): HandEvent {
  const content = event.getContent();
  // The SDK takes the relation out of what was enciphered.
  const relation = event.getWireContent()["m.relates_to"];
  return {
    id: event.getId() ?? "",
    sender: event.getSender() ?? "",
    sentAt: event.getTs(),
    content: content["m.relates_to"] === undefined ? { ...content, "m.relates_to": relation } : content,
  };
}
