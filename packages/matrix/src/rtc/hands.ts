import type { RaisedHand } from "../contract/call-signs.ts";
import type { CallMember } from "../contract/calls.ts";

/** Source: Element Call. */
export const handKey = "🖐️";
/** With and without the mark that asks for a picture: some clients leave it out. */
const handKeys: ReadonlySet<unknown> = new Set([handKey, "🖐"]);

/** Hands of one place at a time: more than one is a fault, or meant to be in the way. */
const mostOfOne = 8;
const mostPlaces = 1000;
const mostGone = 2000;
const longestId = 255;

/** A reaction as far as it is looked at. */
export interface HandEvent {
  readonly id: string;
  readonly sender: string;
  readonly sentAt: number;
  readonly content: unknown;
}

/** What raises a hand: a reaction to one's own place in the call. */
export const handContent = (placeId: string) => ({
  "m.relates_to": { rel_type: "m.annotation", event_id: placeId, key: handKey },
});

/** The place that a reaction raises a hand for, or null. */
export function handIn(content: unknown): string | null {
  const { rel_type, event_id, key } = Object(Object(content)["m.relates_to"]);
  if (rel_type !== "m.annotation" || !handKeys.has(key)) return null;
  return typeof event_id === "string" && event_id !== "" && event_id.length <= longestId ? event_id : null;
}

/**
 * Raised hands of a room, as events come and go. A hand counts for whom it claims to be only where the sender is whose
 * place it refers to; nobody raises another's. Answers true where something may look different.
 */
export class Hands {
  readonly #raised = new Map<string, Map<string, number>>();
  readonly #placeOf = new Map<string, string>();
  /** Taken down; what was asked for before may still bring them. */
  readonly #gone = new Set<string>();

  put({ id, sender, sentAt, content }: HandEvent): boolean {
    const target = handIn(content);
    if (target === null || id === "" || id.length > longestId || this.#gone.has(id) || this.#placeOf.has(id))
      return false;
    const place = placeKey(sender, target);
    const known = this.#raised.get(place) ?? new Map<string, number>();
    if (known.size >= mostOfOne) return false;
    this.#raised.set(place, known.set(id, Number.isFinite(sentAt) ? sentAt : 0));
    this.#placeOf.set(id, place);
    const oldest = this.#raised.keys().next().value;
    if (this.#raised.size > mostPlaces && oldest !== undefined) this.#drop(oldest);
    return true;
  }

  /** Takes a hand down, whoever may do so: the homeserver has checked it. */
  redact(id: string): boolean {
    this.#gone.add(id);
    for (const oldest of this.#gone) {
      if (this.#gone.size <= mostGone) break;
      this.#gone.delete(oldest);
    }
    const place = this.#placeOf.get(id);
    if (place === undefined) return false;
    this.#placeOf.delete(id);
    const known = this.#raised.get(place);
    known?.delete(id);
    if (known?.size === 0) this.#raised.delete(place);
    return true;
  }

  /** The events that hold a place's hand up. */
  of({ userId, eventId }: Pick<CallMember, "userId" | "eventId">): readonly string[] {
    return [...(this.#raised.get(placeKey(userId, eventId))?.keys() ?? [])];
  }

  /** Hands of those who are in the call, the first one first. */
  raised(members: readonly CallMember[]): readonly RaisedHand[] {
    return members
      .flatMap(({ identity, userId, eventId, joinedAt }) => {
        const times = this.#raised.get(placeKey(userId, eventId));
        // Nobody was in the queue before they came.
        return times === undefined
          ? []
          : [{ identity, userId, since: Math.max(joinedAt, Math.min(...times.values())) }];
      })
      .sort((a, b) => a.since - b.since || (a.identity < b.identity ? -1 : 1));
  }

  #drop(place: string): void {
    for (const id of this.#raised.get(place)?.keys() ?? []) this.#placeOf.delete(id);
    this.#raised.delete(place);
  }
}

const placeKey = (userId: string, placeId: string): string => `${placeId} ${userId}`;
