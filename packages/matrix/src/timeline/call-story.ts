import { type EventView, record, text } from "../content/event-view.ts";
import type { CallItem } from "../contract/ringing.ts";
import { expiresMs, membershipType } from "../rtc/membership.ts";
import { declineType, notificationType, readNotice, referenceIn } from "../rtc/ring-content.ts";
import { roomSlot, stickyType } from "../rtc/sticky-place.ts";

/** What is asked about the room. */
interface Asked {
  readonly me: string;
  member(userId: string): { readonly name: string };
  mayNotifyRoom(userId: string): boolean;
}

/** A call, from the word of it to the last place that is given up. */
interface Talk {
  readonly caller: string;
  /** Who has been in, the caller first. */
  readonly people: Set<string>;
  /** When somebody else had come; null: nobody has. */
  met: number | null;
  ended: number | null;
}

/** Who is in by a place, and when the place is over by itself. */
interface Seat {
  readonly userId: string;
  readonly until: number;
}

/** What came of the calls that a stretch of a room tells of: fed with its events, oldest first. */
export class CallStory {
  readonly #me: string;
  /** By the state key of each place, or what stands for one. */
  readonly #places = new Map<string, Seat>();
  readonly #callers = new Map<string, string>();
  readonly #outcomes = new Map<string, CallItem["outcome"]>();
  readonly #talks = new Map<string, Talk>();
  /** The call that nobody has come to yet. */
  #open: { readonly id: string; readonly caller: string } | null = null;
  /** The call that goes on, with the event that told of it. */
  #now: { readonly id: string; readonly talk: Talk } | null = null;

  constructor(me: string) {
    this.#me = me;
  }

  see(view: EventView): void {
    this.#expire(view.ts);
    if (view.type === membershipType && view.stateKey !== null) {
      this.#place(view, view.stateKey, text(view.content, "application") === "m.call");
    } else if (view.type === "m.room.member" && view.stateKey !== null) {
      if (text(view.content, "membership") !== "join") this.#gone(view.stateKey, view.ts);
    } else if (view.stateKey !== null || view.redacted !== null) return;
    else if (view.type === stickyType) this.#sticky(view);
    else if (view.type === notificationType) this.#call(view);
    else if (view.type === declineType) this.#decline(view);
  }

  /** What comes next does not follow what was seen: how long the call that went on goes on is not known. */
  lose(): void {
    this.#open = null;
    this.#now = null;
    this.#places.clear();
  }

  outcomeOf(eventId: string): CallItem["outcome"] {
    return this.#outcomes.get(eventId) ?? null;
  }

  /** How long two or more were in the call, in milliseconds, and who beside the caller; null: it goes on, or is not known. */
  talkOf(eventId: string): { readonly ms: number; readonly others: readonly string[] } | null {
    const talk = this.#talks.get(eventId);
    if (talk === undefined || talk.ended === null) return null;
    const others = [...talk.people].filter((userId) => userId !== talk.caller);
    return { ms: talk.met === null ? 0 : Math.max(0, talk.ended - talk.met), others };
  }

  #place(view: EventView, key: string, inside: boolean): void {
    // Of the caller's place only that they called was seen.
    this.#places.delete(unseen(view.sender));
    if (inside) {
      const { expires } = view.content;
      const lasts = typeof expires === "number" && expires > 0 ? expires : expiresMs;
      this.#places.set(key, { userId: view.sender, until: view.ts + lasts });
      this.#came(view.sender, view.ts);
      return;
    }
    this.#places.delete(key);
    this.#left(view.sender, view.ts);
  }

  /** Matrix 2.0: a leaver's place says nothing but its key. */
  #sticky(view: EventView): void {
    const inside = view.content.slot_id === roomSlot && text(record(view.content, "application"), "type") === "m.call";
    this.#place(view, `${view.sender} ${text(view.content, "msc4354_sticky_key") ?? ""}`, inside);
  }

  #came(userId: string, ts: number): void {
    if (this.#open !== null && userId !== this.#open.caller) this.#close(this.#open.id, "answered");
    if (this.#now === null) return;
    const { talk } = this.#now;
    talk.people.add(userId);
    if (userId !== talk.caller) talk.met ??= ts;
  }

  #left(userId: string, ts: number): void {
    const open = this.#open;
    if (open?.caller === userId && !this.#isIn(userId)) this.#close(open.id, "over");
    if (this.#now === null || this.#places.size > 0) return;
    this.#now.talk.ended = ts;
    this.#now = null;
  }

  /** Whoever is not in the room any more is not in its call either. */
  #gone(userId: string, ts: number): void {
    let was = false;
    for (const [key, seat] of this.#places) if (seat.userId === userId) was = this.#places.delete(key) || was;
    if (was) this.#left(userId, ts);
  }

  /** Places that nobody gave up. */
  #expire(now: number): void {
    for (const [key, { userId, until }] of this.#places) {
      if (until > now) continue;
      this.#places.delete(key);
      this.#left(userId, until);
    }
  }

  #isIn(userId: string): boolean {
    return [...this.#places.values()].some((seat) => seat.userId === userId);
  }

  #call({ id, sender, content, ts }: EventView): void {
    const notice = readNotice(content, ts);
    if (notice === null) return;
    if (!this.#isIn(sender)) this.#places.set(unseen(sender), { userId: sender, until: ts + expiresMs });
    this.#begin(id, sender, ts);
    if (!notice.rings) return;
    this.#callers.set(id, sender);
    this.#open = { id, caller: sender };
    if ([...this.#places.values()].some((seat) => seat.userId !== sender)) this.#close(id, "answered");
  }

  #begin(id: string, caller: string, ts: number): void {
    const before = this.#now;
    // Told of once more while it goes on: the word that somebody came to counts.
    if (before !== null && before.talk.met !== null) return;
    if (before !== null) this.#talks.delete(before.id);
    const talk: Talk = { caller, people: new Set([caller]), met: null, ended: null };
    this.#now = { id, talk };
    this.#talks.set(id, talk);
    for (const { userId } of this.#places.values()) this.#came(userId, ts);
  }

  #decline({ sender, content }: EventView): void {
    const id = referenceIn(content) ?? "";
    const caller = this.#callers.get(id);
    // Of somebody else's call only one's own answer counts, of one's own that of the others.
    if (caller === undefined || (caller === this.#me) === (sender === this.#me)) return;
    if (this.outcomeOf(id) !== "answered") this.#outcomes.set(id, "declined");
  }

  #close(id: string, outcome: "answered" | "over"): void {
    this.#open = null;
    // Who has declined may come all the same.
    if (outcome === "answered" || this.outcomeOf(id) === null) this.#outcomes.set(id, outcome);
  }
}

const unseen = (caller: string): string => `place of ${caller}`;

/** The line of a call, before what came of it; null: the event tells of none. */
export function callRow(view: EventView, key: string, world: Asked): CallItem | null {
  if (view.type !== notificationType || view.redacted !== null || view.failure !== null) return null;
  const notice = readNotice(view.content, view.ts);
  if (notice === null) return null;
  const mine = view.sender === world.me;
  const meant = notice.users.includes(world.me) || (notice.room && world.mayNotifyRoom(view.sender));
  return {
    type: "call",
    key,
    eventId: view.id,
    ts: view.ts,
    actorId: view.sender,
    actorName: world.member(view.sender).name,
    mine,
    intent: notice.intent,
    rings: notice.rings && (mine || meant),
    until: notice.startedAt + notice.lifetimeMs,
    outcome: null,
    talk: null,
  };
}

/** Names that a line can hold, and then some. */
const mostNamed = 12;

/** The same with what came of it; the very same where nothing is known. */
export function storyRow(base: CallItem, story: CallStory, world: Asked): CallItem {
  const outcome = story.outcomeOf(base.eventId);
  const talk = story.talkOf(base.eventId);
  if (outcome === null && talk === null) return base;
  if (talk === null) return { ...base, outcome };
  const others = talk.others
    .slice(0, mostNamed)
    .map((userId) => ({ name: world.member(userId).name, mine: userId === world.me }));
  return { ...base, outcome, talk: { ms: talk.ms, others, count: talk.others.length } };
}
