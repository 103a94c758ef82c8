import { messageOf, type ReadonlySignal, type Signal, signal } from "@parley/kernel";
import { EventType, type Room, type RoomMember, RoomStateEvent } from "matrix-js-sdk";
import type { CallIntent, CallMember } from "../contract/calls.ts";
import type { OutgoingRing } from "../contract/ringing.ts";
import { toMatrixError } from "../errors.ts";
import { directRooms } from "../rooms/direct-rooms.ts";
import { knownMembership } from "../rooms/known-membership.ts";
import { askDevices } from "../sdk/ask-devices.ts";
import type { ClientHandle } from "../sdk/client-handle.ts";
import { noticeContent, ringMs, voiceRoomType } from "./ring-content.ts";
import type { RingCalls } from "./ring-watch.ts";

/** How long the homeserver may take to tell that one has a place, before nobody is rung for it. */
const placeMs = 15_000;
/** How long it may take to hear which devices are to be rung, from when the homeserver has told of the place. */
const askMs = 500;
/** In a larger direct message the others are not rung. */
const mostRung = 20;
const mostDeclines = 100;

interface Going {
  readonly room: Room;
  readonly intent: CallIntent;
  /** Null: the room is told, nobody is rung. */
  to: ReadonlySet<string> | null;
  readonly declined: Set<string>;
  ringId: string | null;
  stop: () => void;
}

/** Rings others from calls of this device. */
export class RingOut {
  readonly outgoing: Signal<ReadonlyMap<string, OutgoingRing>> = signal(new Map());
  readonly #handle: ClientHandle;
  readonly #calls: RingCalls;
  readonly #going = new Map<string, Going>();
  /** Declines that came before the homeserver had answered what was declined. */
  readonly #early: { readonly ringId: string; readonly by: string }[] = [];

  constructor(handle: ClientHandle, calls: RingCalls) {
    this.#handle = handle;
    this.#calls = calls;
  }

  /** This device is the first in the room's call: rings the others, or tells the room. */
  begin(room: Room, intent: CallIntent): void {
    this.end(room.roomId);
    if (room.getType() === voiceRoomType) return;
    const going: Going = { room, intent, to: null, declined: new Set(), ringId: null, stop: () => {} };
    this.#going.set(room.roomId, going);
    this.#send(going).catch((thrown: unknown) => {
      if (this.#going.get(room.roomId) !== going) return;
      const { log } = this.#handle.ports;
      log.warn("a call could not be told of", { code: toMatrixError(thrown).code, reason: messageOf(thrown) });
      if (going.to !== null) this.#set(room.roomId, "failed");
    });
  }

  /** The same once more for those who have not come. */
  again(roomId: string): void {
    const before = this.#going.get(roomId);
    if (before === undefined || before.to === null || this.outgoing.peek().get(roomId)?.state === "ringing") return;
    if (
      this.#calls
        .members(before.room)
        .peek()
        .some(({ own }) => own)
    )
      this.begin(before.room, before.intent);
  }

  /** One is out of the call. */
  end(roomId: string): void {
    this.#going.get(roomId)?.stop();
    this.#going.delete(roomId);
    this.#set(roomId, null);
  }

  declined(ringId: string, by: string): void {
    this.#early.push({ ringId, by });
    if (this.#early.length > mostDeclines) this.#early.shift();
    for (const going of this.#going.values()) if (going.ringId === ringId) this.#hear(going);
  }

  stop(): void {
    for (const { stop } of this.#going.values()) stop();
    this.#going.clear();
  }

  async #send(going: Going): Promise<void> {
    const { room, intent } = going;
    const { client, ports, scope } = this.#handle;
    const members = this.#calls.members(room);
    going.to = this.#calls.rings(room) ? this.#others(room) : null;
    if (going.to?.size === 0) return this.#awaitInvited(going);
    if (going.to !== null) this.#set(room.roomId, "ringing");
    // Beside the way of the place: what rings is sealed for the devices that are known by then.
    const asked = going.to === null ? null : this.#ask(room, going.to);
    const place = await this.#ownPlace(members, going);
    if (place === null || scope.ended || this.#going.get(room.roomId) !== going) return;
    // Whoever is in already needs no call; two who call each other at once have met.
    if (members.peek().some((member) => member.userId !== this.#handle.account.userId)) return this.#came(going);
    if (asked !== null) await this.#within(asked, askMs);
    if (scope.ended || this.#going.get(room.roomId) !== going) return;
    const now = ports.clock.now();
    const rings = going.to === null ? null : [...going.to];
    const content = noticeContent({ rings, intent, membershipId: place.eventId, now });
    const cancel = ports.clock.after(ringMs, () => {
      if (this.outgoing.peek().get(room.roomId)?.state === "ringing") this.#set(room.roomId, "unanswered");
    });
    const unwatch = members.subscribe((all) => {
      if (all.some((member) => member.userId !== this.#handle.account.userId)) this.#came(going);
    });
    going.stop = () => {
      cancel();
      unwatch();
    };
    const { event_id: ringId } = await client.sendEvent(room.roomId, EventType.RTCNotification, content);
    if (this.#going.get(room.roomId) !== going) return;
    going.ringId = ringId;
    this.#hear(going);
  }

  /** Who is asked into the room and has not come is rung when they do. */
  #awaitInvited(going: Going): void {
    const { room, intent } = going;
    const { client } = this.#handle;
    if (!this.#isInvited(room)) return;
    this.#set(room.roomId, "invited");
    const onMembers = (_event: unknown, _state: unknown, { roomId }: RoomMember): void => {
      if (roomId === room.roomId && this.#others(room).size > 0) this.begin(room, intent);
    };
    client.on(RoomStateEvent.Members, onMembers);
    going.stop = () => void client.off(RoomStateEvent.Members, onMembers);
  }

  #isInvited(room: Room): boolean {
    const named = directRooms(this.#handle.client).get(room.roomId);
    if (named !== undefined && knownMembership(room, named) === "invite") return true;
    return room.getInvitedMemberCount() > 0;
  }

  /** Whoever signed in a moment ago has devices that the sync has not named yet. */
  async #ask(room: Room, to: ReadonlySet<string>): Promise<void> {
    if (!room.hasEncryptionStateEvent()) return;
    const { client, ports } = this.#handle;
    try {
      await askDevices(client, to);
    } catch (thrown) {
      ports.log.warn("devices to ring could not be asked for", { reason: messageOf(thrown) });
    }
  }

  /** Waits for what rejects never, and no longer than this. */
  #within(work: Promise<void>, ms: number): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.#handle.ports.clock.after(ms, resolve);
      void work.then(() => {
        cancel();
        resolve();
      });
    });
  }

  /** Waits for one's own place as others see it; null: it was given up, or takes too long. */
  #ownPlace(members: ReadonlySignal<readonly CallMember[]>, going: Going): Promise<CallMember | null> {
    return new Promise((resolve) => {
      const found = () => members.peek().find(({ own }) => own) ?? null;
      const known = found();
      if (known !== null) return resolve(known);
      const end = (place: CallMember | null) => {
        cancel();
        unwatch();
        resolve(place);
      };
      const cancel = this.#handle.ports.clock.after(placeMs, () => {
        end(null);
        if (this.#going.get(going.room.roomId) === going && going.to !== null) this.#set(going.room.roomId, "failed");
      });
      let unwatch = () => {};
      unwatch = members.subscribe(() => {
        const place = found();
        if (place !== null) end(place);
      });
      going.stop = () => end(null);
    });
  }

  /** Somebody has come: nothing more is to be said of the ringing. */
  #came(going: Going): void {
    if (this.#going.get(going.room.roomId) === going) this.end(going.room.roomId);
  }

  #hear(going: Going): void {
    const { to, ringId, room } = going;
    if (to === null || ringId === null) return;
    for (const { ringId: of, by } of this.#early) if (of === ringId && to.has(by)) going.declined.add(by);
    if (going.declined.size > 0 && going.declined.size >= to.size) this.#set(room.roomId, "declined");
  }

  /** Who is in the room; the person of a direct message also while that is not known: members come lazily. */
  #others(room: Room): ReadonlySet<string> {
    const { account, client } = this.#handle;
    const named = directRooms(client).get(room.roomId);
    const there = named !== undefined && (knownMembership(room, named) ?? "join") === "join" ? [named] : [];
    const others = new Set([...there, ...room.getJoinedMembers().map(({ userId }) => userId)]);
    others.delete(account.userId);
    return new Set([...others].slice(0, mostRung));
  }

  #set(roomId: string, state: OutgoingRing["state"] | null): void {
    const before = this.outgoing.peek();
    if ((before.get(roomId)?.state ?? null) === state) return;
    const next = new Map(before);
    if (state === null) next.delete(roomId);
    else next.set(roomId, { state });
    this.outgoing.value = next;
  }
}
