import type { EventTimeline, EventTimelineSet } from "matrix-js-sdk";
import { noticeOf } from "../content/notice.ts";
import { Chain, Gap, type Spot } from "./chain.ts";
import { stateViewOf } from "./sdk-view.ts";

/** Events shown at first, and around a place that is jumped to. */
const FIRST = 30;
/** Most events and gaps of a window that may have a row: beyond it the far side is let go. */
const CAP = 1_000;
/** Most of all kinds: a stretch of nothing but reactions is bounded, too, but not so that its rows push each other out. */
const MOST = 10_000;

/** What the homeserver has seen of an event tells that it changes another one, or that it is no news to people. */
function hasNoRow(spot: Spot): boolean {
  if (spot instanceof Gap) return false;
  // Places in a call above all: in a voice channel a thousand may stand between two messages.
  if (spot.isState()) return noticeOf(stateViewOf(spot)) === null;
  const type = spot.getWireType();
  return (
    type === "m.reaction" ||
    type === "m.room.redaction" ||
    spot.getWireContent()["m.relates_to"]?.rel_type === "m.replace"
  );
}

/** Where `count` spots with a row end, from `from` on by `step`: the first that is beyond, or the list's end. */
function reach(spots: readonly Spot[], from: number, step: 1 | -1, count: number): number {
  let rows = 0;
  let at = from;
  for (; at >= 0 && at < spots.length && Math.abs(at - from) < MOST; at += step) {
    const spot = spots[at];
    if (spot === undefined || hasNoRow(spot)) continue;
    rows += 1;
    if (rows > count) break;
  }
  return at;
}

/** Everything that is known around a stretch, and which part of it is shown: `spots[from]` to before `spots[to]`. */
interface View {
  readonly spots: readonly Spot[];
  readonly from: number;
  readonly to: number;
}

/** The part of a room's known events that a window shows. It ends at a spot, or follows what is live. */
export class Stretch {
  readonly chain: Chain;
  readonly #set: EventTimelineSet;
  #lastLive: EventTimeline;
  /** No first: from the beginning of what is known. No last: live. */
  #first: Spot | null = null;
  #last: Spot | null = null;

  constructor(set: EventTimelineSet) {
    this.#set = set;
    this.chain = new Chain(set);
    this.#lastLive = set.getLiveTimeline();
    this.toLive();
  }

  get isLive(): boolean {
    return this.#last === null && this.chain.isLive;
  }

  view(): View {
    const spots = this.chain.spots();
    const last = this.#last === null ? spots.length - 1 : spots.lastIndexOf(this.#last);
    const to = last < 0 ? spots.length : last + 1;
    let from = this.#first === null ? 0 : spots.indexOf(this.#first);
    // A gap that has been filled is gone from the list: the next best place.
    if (from < 0) from = Math.max(0, to - FIRST);
    if (to - from > CAP) {
      const fitting = reach(spots, to - 1, -1, CAP) + 1;
      if (fitting > from) {
        from = fitting;
        this.#first = spots[from] ?? null;
      }
    }
    return { spots, from, to };
  }

  /** Shows up to `count` more of what is known before; lets the newer end go beyond the cap. */
  growOlder(count: number): void {
    const { spots, from: before, to } = this.view();
    const from = Math.max(0, before - count);
    this.#first = spots[from] ?? null;
    const end = reach(spots, from, 1, CAP);
    if (end < to) this.#last = spots[end - 1] ?? null;
  }

  /** Shows up to `count` more of what is known after; lets the older end go beyond the cap. */
  growNewer(count: number): void {
    const { spots, from, to: before } = this.view();
    const to = Math.min(spots.length, before + count);
    this.#first = spots[Math.max(from, reach(spots, to - 1, -1, CAP) + 1)] ?? null;
    this.#last = to === spots.length && this.chain.isLive ? null : (spots[to - 1] ?? null);
  }

  /** Where an event stands among the known, or -1. */
  indexOf(eventId: string): number {
    return this.chain.spots().findIndex((spot) => !(spot instanceof Gap) && spot.getId() === eventId);
  }

  around(index: number): void {
    const spots = this.chain.spots();
    this.#first = spots[Math.max(0, index - FIRST / 2)] ?? null;
    const end = index + FIRST / 2;
    this.#last = end >= spots.length - 1 && this.chain.isLive ? null : (spots[Math.min(end, spots.length - 1)] ?? null);
  }

  toLive(): void {
    this.chain.restart(this.#set.getLiveTimeline());
    const spots = this.chain.spots();
    this.#first = spots[reach(spots, spots.length - 1, -1, FIRST) + 1] ?? null;
    this.#last = null;
  }

  /** After a sync that left events out the SDK goes on with another live timeline: that follows, after a gap. */
  followLive(): void {
    const live = this.#set.getLiveTimeline();
    if (live === this.#lastLive) return;
    const stood = this.chain.timelines().includes(this.#lastLive);
    const forgotten = !this.#set.getTimelines().includes(this.#lastLive);
    this.#lastLive = live;
    if (forgotten) this.toLive();
    else if (stood) this.chain.append(live);
  }
}
