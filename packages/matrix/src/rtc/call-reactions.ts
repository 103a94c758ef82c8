import type { CallReaction } from "../contract/call-signs.ts";
import type { CallMember } from "../contract/calls.ts";

/** Source: Element Call. */
export const reactionType = "io.element.call.reaction";
/** So long one is seen; another of the same place is not shown before. Milliseconds. */
const activeMs = 3000;
/** Code units that any emoji fits in. */
const longestEmoji = 64;
const picture = /\p{Extended_Pictographic}|\p{Regional_Indicator}|\u20e3/u;

/** What a reaction says: it refers to one's own place in the call. */
export const reactionContent = (placeId: string, emoji: string, name: string) => ({
  emoji,
  name,
  "m.relates_to": { rel_type: "m.reference", event_id: placeId },
});

/** The first emoji of what somebody sent, or null: letters are no reaction. */
export function emojiIn(value: unknown): string | null {
  if (typeof value !== "string") return null;
  const [first] = new Intl.Segmenter("en", { granularity: "grapheme" }).segment(value.slice(0, longestEmoji));
  return first !== undefined && picture.test(first.segment) ? first.segment : null;
}

/** Reactions of a call: whose they are, and not more of one place than can be looked at. */
export class Reactions {
  readonly #last = new Map<string, number>();

  /** What is to be shown of an event, or null: not from whom it claims, not an emoji, or too soon after the last. */
  take(
    event: { readonly sender: string; readonly content: unknown },
    members: readonly CallMember[],
    now: number,
  ): CallReaction | null {
    const { emoji: sent, "m.relates_to": relation } = Object(event.content);
    const { rel_type, event_id } = Object(relation);
    if (rel_type !== "m.reference") return null;
    const member = members.find(({ userId, eventId }) => eventId === event_id && userId === event.sender);
    const emoji = emojiIn(sent);
    if (member === undefined || emoji === null) return null;
    for (const [identity, at] of this.#last) if (now - at >= activeMs) this.#last.delete(identity);
    if (this.#last.has(member.identity)) return null;
    this.#last.set(member.identity, now);
    return { identity: member.identity, emoji };
  }
}
