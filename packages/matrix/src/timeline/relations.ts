import { type Content, type EventView, type PendingView, record, text } from "../content/event-view.ts";
import type { Reaction } from "../contract/timeline.ts";

const MAX_REACTION_KEY = 128;
/** Different reactions to one message: whoever sends more wants to be in the way. */
const MAX_KINDS = 200;

const earlier = (a: EventView, b: EventView): number => a.ts - b.ts || (a.id < b.id ? -1 : 1);

/** Whose reactions count. */
export interface Reacting {
  readonly me: string;
  readonly isBlocked: (userId: string) => boolean;
}

/**
 * Everything that is known of who edited, reacted to and redacted what. The answers depend on the set of events alone,
 * never on the order in which they came.
 */
export interface Relations {
  /** Takes a view in, or its successor; returns the ids whose rows may look different now. */
  put(view: EventView): readonly string[];
  /** Who removed the event, when somebody did. */
  redactionOf(id: string): { readonly by: string | null } | null;
  /** The valid edit that counts: the latest by time, then by id (Matrix 1.16, 11.9.4). */
  editOf(original: EventView): EventView | null;
  /**
   * Reactions in the order in which each key first appeared, those of blocked people left out. `pending` are own ones on
   * their way.
   */
  reactionsOf(id: string, who: Reacting, pending: readonly PendingView[], removed: ReadonlySet<string>): Reaction[];
  /** My own reaction with a key, when it stands. */
  ownReaction(id: string, me: string, key: string): EventView | null;
}

export function createRelations(view: (id: string) => EventView | undefined): Relations {
  const byTarget = new Map<string, Map<string, EventView>>();

  const about = (id: string): Iterable<EventView> => byTarget.get(id)?.values() ?? [];

  function redactionOf(id: string): { readonly by: string | null } | null {
    const own = view(id)?.redacted;
    if (own != null) return own;
    let first: EventView | null = null;
    for (const other of about(id)) {
      if (other.relation?.kind !== "redaction") continue;
      if (first === null || earlier(other, first) < 0) first = other;
    }
    return first === null ? null : { by: first.sender };
  }

  function standing(id: string): EventView[] {
    const found: EventView[] = [];
    for (const other of about(id)) {
      if (other.relation?.kind !== "reaction" || other.relation.key.length > MAX_REACTION_KEY) continue;
      if (redactionOf(other.id) === null) found.push(other);
    }
    return found.sort(earlier);
  }

  return {
    put(next) {
      const touched = [next.id];
      const relation = next.relation;
      if (relation === null) return touched;
      let known = byTarget.get(relation.target);
      if (known === undefined) {
        known = new Map();
        byTarget.set(relation.target, known);
      }
      known.set(next.id, next);
      touched.push(relation.target);
      // What is redacted here may itself be an edit or a reaction: then its own target looks different.
      const above = view(relation.target)?.relation;
      if (above != null) touched.push(above.target);
      return touched;
    },
    redactionOf,
    editOf(original) {
      let latest: EventView | null = null;
      for (const other of about(original.id)) {
        if (other.relation?.kind !== "edit" || !isEditOf(other, original)) continue;
        if (redactionOf(other.id) !== null) continue;
        if (latest === null || earlier(latest, other) < 0) latest = other;
      }
      return latest;
    },
    reactionsOf(id, { me, isBlocked }, pending, removed) {
      const groups = new Map<string, Set<string>>();
      const add = (key: string, sender: string) => {
        const senders = groups.get(key);
        if (senders === undefined && groups.size >= MAX_KINDS) return;
        if (senders === undefined) groups.set(key, new Set([sender]));
        else senders.add(sender);
      };
      for (const reaction of standing(id)) {
        if (reaction.relation?.kind === "reaction" && !removed.has(reaction.id) && !isBlocked(reaction.sender)) {
          add(reaction.relation.key, reaction.sender);
        }
      }
      for (const entry of pending) {
        const key = record(entry.content, "m.relates_to")?.key;
        if (typeof key === "string" && entry.send?.state !== "failed") add(key, me);
      }
      return [...groups].map(([key, senders]) => ({ key, senders: [...senders], mine: senders.has(me) }));
    },
    ownReaction(id, me, key) {
      const mine = standing(id).filter((other) => other.sender === me && other.relation?.kind === "reaction");
      return mine.find((other) => other.relation?.kind === "reaction" && other.relation.key === key) ?? null;
    },
  };
}

/** Whether an edit may stand for its original. Both are on the same homeserver's word; encryption must not get lost. */
export function isEditOf(edit: EventView, original: EventView): boolean {
  return (
    edit.sender === original.sender &&
    edit.type === original.type &&
    edit.stateKey === null &&
    original.stateKey === null &&
    original.relation?.kind !== "edit" &&
    (!original.encrypted || edit.encrypted) &&
    isReadable(edit)
  );
}

/** Whether what an edit says can stand for a message: one that says nothing must not take it away. */
function isReadable({ type, content }: EventView): boolean {
  const next = newContent(content);
  if (type !== "m.room.message" || next === null) return next !== null;
  return text(next, "msgtype") !== null && text(next, "body") !== null;
}

/** `m.new_content` of an edit. */
export function newContent(content: Content): Content | null {
  return record(content, "m.new_content");
}
