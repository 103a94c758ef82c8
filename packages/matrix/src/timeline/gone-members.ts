import { EventTimeline, EventType, MatrixEvent, type Room, RoomMember } from "matrix-js-sdk";
import { cleanName } from "../content/clean.ts";
import { record, text } from "../content/event-view.ts";
import { isDoubtful, lookOf } from "../rooms/namesakes.ts";
import { timeOf } from "../sdk/event-time.ts";

/** How somebody appears in a room. */
interface Looks {
  readonly name: string;
  readonly avatarMxc: string | null;
}

/** What somebody was called, and at which time. */
interface Learnt extends Looks {
  readonly ts: number;
}

/**
 * What people were called who are in a room no more: who leaves or is put out takes the name out of the room's state, but
 * what they wrote stays. Learnt from the events that are loaded, the last name counts; told apart from everyone who is
 * called the same, here or gone.
 */
export class GoneMembers {
  readonly #room: Room;
  readonly #changed: () => void;
  readonly #learnt = new Map<string, Learnt>();
  readonly #byName = new Map<string, Set<string>>();
  /** Who was asked for: what is learnt of them shows. */
  readonly #asked = new Set<string>();

  constructor(room: Room, changed: () => void) {
    this.#room = room;
    this.#changed = changed;
  }

  /** An event is loaded: it may know what somebody was called. */
  learn(event: MatrixEvent): void {
    const subject: unknown = event.event.state_key;
    if (event.getWireType() === EventType.RoomMember && typeof subject === "string") {
      const content = looksIn(event.getWireContent()) ?? looksIn(record(event.getUnsigned(), "prev_content"));
      if (content !== null) this.#note(subject, content, timeOf(event));
    }
    const { sender } = event;
    // As the room's state was at this place of the timeline.
    if (sender !== null && sender.rawDisplayName !== sender.userId) {
      const avatarMxc = text(sender.events.member?.getDirectionalContent(), "avatar_url");
      this.#note(sender.userId, { name: sender.rawDisplayName, avatarMxc }, timeOf(event));
    }
  }

  /** The looks of somebody who is not known to be in the room, or null when nothing is known of them. */
  looksOf(userId: string): Looks | null {
    this.#asked.add(userId);
    const standing = this.#room.getMember(userId)?.events.member;
    const known = (standing === undefined ? null : looksBefore(standing)) ?? this.#learnt.get(userId) ?? null;
    if (known === null) return null;
    return { name: this.#apart(userId, known.name), avatarMxc: known.avatarMxc };
  }

  #note(userId: string, { name, avatarMxc }: Looks, ts: number): void {
    const before = this.#learnt.get(userId);
    if (before !== undefined && (before.ts > ts || (before.name === name && before.avatarMxc === avatarMxc))) return;
    if (before !== undefined) this.#byName.get(keyOf(before.name))?.delete(userId);
    this.#learnt.set(userId, { name, avatarMxc, ts });
    const namesakes = this.#byName.get(keyOf(name)) ?? new Set();
    this.#byName.set(keyOf(name), namesakes.add(userId));
    if (this.#asked.has(userId) || [...namesakes].some((other) => this.#asked.has(other))) this.#changed();
  }

  /** With the id where another one has that name, or it looks like an id: as the SDK tells those apart who are here. */
  #apart(userId: string, name: string): string {
    const state = this.#room.getLiveTimeline().getState(EventTimeline.FORWARDS);
    const content = { membership: "leave", displayname: name };
    const ghost = new RoomMember(this.#room.roomId, userId);
    ghost.setMembershipEvent(new MatrixEvent({ type: EventType.RoomMember, state_key: userId, content }), state);
    const namesake = [...(this.#byName.get(keyOf(name)) ?? [])].some(
      (other) => other !== userId && this.#isGone(other),
    );
    const clean = cleanName(name, userId);
    const doubtful = ghost.disambiguate || namesake || isDoubtful(this.#room, userId, clean);
    return doubtful && clean !== userId ? `${clean} (${userId})` : clean;
  }

  /** Whoever is here is told apart by the room's state. */
  #isGone(userId: string): boolean {
    return !isHere(this.#room.getMember(userId));
  }
}

/** Whether a member is in the room, or may come in: what they are called now is in the room's state. */
export const isHere = (member: RoomMember | null): boolean =>
  member?.membership === "join" || member?.membership === "invite" || member?.membership === "knock";

/** How somebody appeared whom a member event has taken out of the room; null: it does not say. */
function looksBefore(event: MatrixEvent): Looks | null {
  return looksIn(event.getContent()) ?? looksIn(record(event.getUnsigned(), "prev_content"));
}

function looksIn(content: Readonly<Record<string, unknown>> | null): Looks | null {
  const name = text(content, "displayname");
  return name === null || name.trim() === "" ? null : { name, avatarMxc: text(content, "avatar_url") };
}

/** Names that a reader takes for the same. */
const keyOf = (name: string): string => lookOf(cleanName(name, ""));
