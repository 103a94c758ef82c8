import { type EventView, text } from "../content/event-view.ts";
import type { CallItem } from "../contract/ringing.ts";
import { membershipType } from "../rtc/membership.ts";
import { declineType, notificationType, readNotice, referenceIn } from "../rtc/ring-content.ts";

/** What is asked about the room. */
interface Asked {
  readonly me: string;
  member(userId: string): { readonly name: string };
  mayNotifyRoom(userId: string): boolean;
}

/** What came of the calls that a stretch of a room tells of: fed with its events, oldest first. */
export class CallStory {
  readonly #me: string;
  /** Who is in, by the state key of each place. */
  readonly #places = new Map<string, string>();
  readonly #callers = new Map<string, string>();
  readonly #outcomes = new Map<string, CallItem["outcome"]>();
  /** The call that nobody has come to yet. */
  #open: { readonly id: string; readonly caller: string } | null = null;

  constructor(me: string) {
    this.#me = me;
  }

  see(view: EventView): void {
    if (view.type === membershipType && view.stateKey !== null) this.#place(view, view.stateKey);
    else if (view.stateKey !== null || view.redacted !== null) return;
    else if (view.type === notificationType) this.#call(view);
    else if (view.type === declineType) this.#decline(view);
  }

  outcomeOf(eventId: string): CallItem["outcome"] {
    return this.#outcomes.get(eventId) ?? null;
  }

  #place(view: EventView, key: string): void {
    const open = this.#open;
    if (text(view.content, "application") === "m.call") {
      this.#places.set(key, view.sender);
      if (open !== null && view.sender !== open.caller) this.#close(open.id, "answered");
      return;
    }
    this.#places.delete(key);
    const inside = [...this.#places.values()].includes(view.sender);
    if (open?.caller === view.sender && !inside) this.#close(open.id, "over");
  }

  #call({ id, sender, content, ts }: EventView): void {
    if (readNotice(content, ts)?.rings !== true) return;
    this.#callers.set(id, sender);
    this.#open = { id, caller: sender };
    if ([...this.#places.values()].some((other) => other !== sender)) this.#close(id, "answered");
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
  };
}
