import { type Room, type RoomMember, type RoomState, RoomStateEvent } from "matrix-js-sdk";
import { removeHiddenChars } from "matrix-js-sdk/lib/utils.js";
import { cleanName } from "../content/clean.ts";

/** Letters that nobody sees, in whatever name. */
const unseen = /[\p{Cc}\p{Cf}\p{DI}\u2800]+/gu;
const plain = /^[ -~]*$/u;
/** Somebody's id, or what passes for one. */
const idLike = /@.+:./u;

let plainLooks: readonly string[] | null = null;

/** Rooms have thousands of members, most of whom are called by plain letters: each of these looks like one thing. */
function lookOfPlain(name: string): string {
  plainLooks ??= Array.from({ length: 128 }, (_, code) => removeHiddenChars(String.fromCharCode(code)).toLowerCase());
  let look = "";
  for (let at = 0; at < name.length; at += 1) look += plainLooks[name.charCodeAt(at)];
  return look;
}

/**
 * What a name looks like to who reads it: letters of other scripts and other widths, and numbers, count as those that
 * they resemble, marks and case do not count, and what cannot be seen is not there.
 */
export function lookOf(name: string): string {
  if (plain.test(name)) return lookOfPlain(name);
  return removeHiddenChars(name.normalize("NFKC").replace(unseen, "")).toLowerCase();
}

/** Whether a name looks other than it is written: the SDK tells apart by that. */
const isMasked = (name: string): boolean =>
  !plain.test(name) && name.normalize("NFKC").replace(unseen, "") !== name.normalize();

/** Who looks like whom in a room, kept up to date as long as the room's state stands. */
class Namesakes {
  readonly #looks = new Map<string, string>();
  readonly #people = new Map<string, Set<string>>();

  constructor(state: RoomState) {
    for (const member of Object.values(state.members)) this.#note(member);
    // Before all others, who draw the names anew.
    state.prependListener(RoomStateEvent.Members, (_event, _state, member) => this.#note(member));
  }

  #note({ userId, rawDisplayName }: RoomMember): void {
    const name = cleanName(rawDisplayName, userId);
    const look = name === userId ? null : lookOf(name);
    const before = this.#looks.get(userId);
    if (before === look) return;
    if (before !== undefined) this.#people.get(before)?.delete(userId);
    if (look === null) this.#looks.delete(userId);
    else {
      this.#looks.set(userId, look);
      this.#people.set(look, (this.#people.get(look) ?? new Set()).add(userId));
    }
  }

  hasOther(look: string, userId: string): boolean {
    const people = this.#people.get(look);
    return people !== undefined && people.size > (people.has(userId) ? 1 : 0);
  }
}

const standing = new WeakMap<RoomState, Namesakes>();

/** Whether a name, as it is drawn, could be taken for that of another person of the room, or for an id. */
export function isDoubtful(room: Room, userId: string, name: string): boolean {
  if (name === userId) return false;
  const look = lookOf(name);
  if (idLike.test(look)) return true;
  let namesakes = standing.get(room.currentState);
  if (namesakes === undefined) {
    namesakes = new Namesakes(room.currentState);
    standing.set(room.currentState, namesakes);
  }
  return namesakes.hasOther(look, userId);
}

/** As much of a name as leaves the id behind it in sight. Letters. */
const mostBesideId = 24;

/** A name as it is drawn, with the id where it could be taken for another person's. */
function apart(name: string, userId: string, doubtful: boolean): string {
  if (!doubtful || name === userId) return name;
  const letters = [...name];
  const short = letters.length > mostBesideId ? `${letters.slice(0, mostBesideId).join("").trimEnd()}…` : name;
  return `${short} (${userId})`;
}

/** Whether one must be told who a member is beside the name. */
export const isAmbiguous = (room: Room, member: RoomMember): boolean =>
  member.disambiguate || isDoubtful(room, member.userId, cleanName(member.rawDisplayName, member.userId));

/** What somebody is called in a room; the id where that is not known. */
export function nameIn(room: Room, userId: string): string {
  const member = room.getMember(userId);
  if (member === null) return userId;
  return apart(cleanName(member.rawDisplayName, userId), userId, isAmbiguous(room, member));
}

/** The same where thousands of rooms are drawn at once: by what the SDK says, and a closer look only at masks. */
export function nameAtGlance(room: Room, { userId, disambiguate }: RoomMember, written: string): string {
  const name = cleanName(written, userId);
  return apart(name, userId, disambiguate || (isMasked(written) && isDoubtful(room, userId, name)));
}
