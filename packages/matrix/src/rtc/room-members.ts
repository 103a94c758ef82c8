import { type ReadonlySignal, type Signal, signal } from "@parley/kernel";
import {
  ClientEvent,
  type MatrixEvent,
  type Room,
  type RoomState,
  RoomStateEvent,
  RoomStickyEventsEvent,
  type StickyMatrixEvent,
} from "matrix-js-sdk";
import type { CallMember } from "../contract/calls.ts";
import type { ClientHandle } from "../sdk/client-handle.ts";
import { type MembershipEvent, memberIn, membershipType, type Placed } from "./membership.ts";
import { isClosed, roomSlot, slotType, stickyMemberIn, stickyType } from "./sticky-place.ts";
import { askForUnknown, type UnknownPeople } from "./unknown-people.ts";

/** Who is in which room's call, by the state that the client has. */
export interface CallMembers {
  /** Oldest first. */
  of(room: Room): ReadonlySignal<readonly CallMember[]>;
  readonly running: ReadonlySignal<ReadonlyMap<string, number>>;
  /** This device takes a place of Matrix 2.0 by this name. */
  take(memberId: string): void;
}

/** More places than any call has; whoever floods a room's state shows no more of them. */
const mostPlaces = 500;

export function watchCallMembers(handle: ClientHandle): CallMembers {
  const watch = new Watch(handle);
  const { client, scope } = handle;
  const onState = (event: MatrixEvent, state: RoomState) => {
    const type = event.getType();
    if (type === membershipType || type === slotType) watch.changed(state.roomId);
  };
  // The client tells of the event before its member has changed.
  const onMember = (event: MatrixEvent, state: RoomState) => {
    if (isLeaving(event)) watch.changed(state.roomId);
  };
  const onRoom = (room: Room) => {
    // The client does not pass these on.
    const onSticky = () => watch.changed(room.roomId);
    room.on(RoomStickyEventsEvent.Update, onSticky);
    scope.onEnd(() => room.off(RoomStickyEventsEvent.Update, onSticky));
    watch.changed(room.roomId);
  };
  client.on(RoomStateEvent.Events, onState);
  client.on(RoomStateEvent.Members, onMember);
  client.on(ClientEvent.Room, onRoom);
  scope.onEnd(() => {
    client.off(RoomStateEvent.Events, onState);
    client.off(RoomStateEvent.Members, onMember);
    client.off(ClientEvent.Room, onRoom);
    watch.end();
  });
  for (const room of client.getRooms()) onRoom(room);
  return watch;
}

/** Whoever is not in the room any more is not in its call either, whatever their place says. */
function isLeaving(event: MatrixEvent): boolean {
  return event.getType() === "m.room.member" && event.getContent().membership !== "join";
}

/** A place outlives its person's leaving, and counts for nothing when they come back. */
function isThere(room: Room, place: Placed, unknown: UnknownPeople): boolean {
  const member = room.getMember(place.userId);
  const came = member?.events.member;
  if (came === undefined) return place.userId === room.myUserId || unknown.isJoined(room, place);
  if (member?.membership === "leave" || member?.membership === "ban") return false;
  const before = came.getPrevContent().membership;
  // A change of name is an event of a member, too.
  return before === undefined || before === "join" || place.joinedAt >= came.getTs();
}

class Watch implements CallMembers {
  readonly running: Signal<ReadonlyMap<string, number>> = signal(new Map());
  readonly #handle: ClientHandle;
  readonly #rooms = new Map<string, Signal<readonly CallMember[]>>();
  readonly #timers = new Map<string, () => void>();
  readonly #taken = new Set<string>();
  readonly #unknown: UnknownPeople;

  constructor(handle: ClientHandle) {
    this.#handle = handle;
    this.#unknown = askForUnknown(handle, (roomId) => this.changed(roomId));
  }

  of(room: Room): ReadonlySignal<readonly CallMember[]> {
    const known = this.#rooms.get(room.roomId);
    if (known !== undefined) return known;
    const made = signal<readonly CallMember[]>(this.#read(room));
    this.#rooms.set(room.roomId, made);
    return made;
  }

  take(memberId: string): void {
    this.#taken.add(memberId);
  }

  changed(roomId: string): void {
    const room = this.#handle.client.getRoom(roomId);
    if (room === null) return;
    const members = this.#read(room);
    const shown = this.#rooms.get(roomId);
    if (shown !== undefined && !isSame(shown.peek(), members)) shown.value = members;
    const before = this.running.peek().get(roomId) ?? 0;
    // Somebody with two devices is one.
    const people = new Set(members.map(({ userId }) => userId)).size;
    if (before !== people) {
      const next = new Map(this.running.peek());
      if (people === 0) next.delete(roomId);
      else next.set(roomId, people);
      this.running.value = next;
    }
    this.#again(roomId, members);
  }

  end(): void {
    for (const cancel of this.#timers.values()) cancel();
    this.#timers.clear();
  }

  #read(room: Room): readonly Placed[] {
    const { account, ports } = this.#handle;
    const now = ports.clock.now();
    const stated = room.currentState
      .getStateEvents(membershipType)
      .slice(0, mostPlaces)
      .map((event) => memberIn(readable(event), account, now));
    const own = { userId: account.userId, deviceId: account.deviceId, taken: this.#taken };
    const sticky = stickyPlaces(room).map((event) =>
      stickyMemberIn({ ...readable(event), until: event.unstableStickyExpiresAt }, own, now),
    );
    return [...stated, ...sticky]
      .filter((member) => member !== null)
      .filter((member) => isThere(room, member, this.#unknown))
      .sort((a, b) => a.joinedAt - b.joinedAt || (a.identity < b.identity ? -1 : 1));
  }

  /** Nobody tells when a place is over by itself. */
  #again(roomId: string, members: readonly Placed[]): void {
    this.#timers.get(roomId)?.();
    this.#timers.delete(roomId);
    if (members.length === 0) return;
    const { clock } = this.#handle.ports;
    const ms = Math.min(...members.map((member) => member.until)) - clock.now();
    this.#timers.set(
      roomId,
      clock.after(Math.max(0, Math.min(ms, 2 ** 31 - 1)), () => this.changed(roomId)),
    );
  }
}

/** Places in Matrix 2.0: they are no state, and count where the room's slot is not closed. */
function stickyPlaces(room: Room): StickyMatrixEvent[] {
  if (isClosed(room.currentState.getStateEvents(slotType, roomSlot)?.getContent())) return [];
  const found: StickyMatrixEvent[] = [];
  for (const event of room._unstable_getStickyEvents()) {
    if (event.getType() === stickyType && !event.isRedacted()) found.push(event);
    if (found.length >= mostPlaces) break;
  }
  return found;
}

function readable(event: MatrixEvent): MembershipEvent {
  return {
    id: event.getId() ?? "",
    sender: event.getSender() ?? "",
    stateKey: event.getStateKey() ?? "",
    sentAt: event.getTs(),
    content: event.getContent(),
  };
}

function isSame(one: readonly CallMember[], other: readonly CallMember[]): boolean {
  const named = (members: readonly CallMember[]) =>
    members.map((member) => `${member.eventId} ${member.intent}`).join("\n");
  return named(one) === named(other);
}
