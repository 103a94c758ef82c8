import { EventTimeline, type EventTimelineSet, type MatrixEvent } from "matrix-js-sdk";
import type { GapItem } from "../contract/timeline.ts";

/** Requests that a gap makes by itself while nothing is shown after it. */
const MAX_UNASKED = 5;

/** Events are missing before `later`, the first of a run of linked timelines. */
export class Gap {
  readonly later: EventTimeline;
  readonly key: string;
  #item: GapItem;
  #unasked = 0;

  constructor(later: EventTimeline, key: string) {
    this.later = later;
    this.key = key;
    this.#item = { type: "gap", key, state: "idle" };
  }

  get item(): GapItem {
    return this.#item;
  }

  /** Whether it may be filled without being asked, this time. */
  mayFill(): boolean {
    if (this.#item.state !== "idle" || this.#unasked >= MAX_UNASKED) return false;
    this.#unasked += 1;
    return true;
  }

  set state(state: GapItem["state"]) {
    if (state !== this.#item.state) this.#item = { ...this.#item, state };
  }

  /** The homeserver is heard again: what could not be had before may be asked for anew. False: nothing had failed. */
  again(): boolean {
    if (this.#item.state !== "failed") return false;
    this.state = "idle";
    this.#unasked = 0;
    return true;
  }
}

export type Spot = MatrixEvent | Gap;

/**
 * The known stretches of a room in their order, with gaps between those that are not linked. The SDK links timelines
 * when a request brings an event that both have; their order before that is known only from watching them come.
 */
export class Chain {
  readonly #set: EventTimelineSet;
  readonly #gaps = new WeakMap<EventTimeline, Gap>();
  /** One timeline of each run, oldest first. */
  #runs: EventTimeline[];
  #gapCount = 0;

  constructor(set: EventTimelineSet) {
    this.#set = set;
    this.#runs = [set.getLiveTimeline()];
  }

  /** Starts over around one timeline. */
  restart(timeline: EventTimeline): void {
    this.#runs = [timeline];
  }

  /** Follows a new live timeline, after a sync that left events out. */
  append(timeline: EventTimeline): void {
    if (!this.timelines().includes(timeline)) this.#runs.push(timeline);
  }

  /** All timelines in order. */
  timelines(): EventTimeline[] {
    return this.#expanded().flat();
  }

  get first(): EventTimeline {
    return this.#expanded()[0]?.[0] ?? this.#set.getLiveTimeline();
  }

  get last(): EventTimeline {
    return this.#expanded().at(-1)?.at(-1) ?? this.#set.getLiveTimeline();
  }

  get isLive(): boolean {
    return this.last === this.#set.getLiveTimeline();
  }

  /** Events and gaps in order. */
  spots(): Spot[] {
    const spots: Spot[] = [];
    for (const run of this.#expanded()) {
      const first = run[0];
      if (spots.length > 0 && first !== undefined && first.getPaginationToken(EventTimeline.BACKWARDS) !== null) {
        spots.push(this.#gapBefore(first));
      }
      for (const timeline of run) for (const event of timeline.getEvents()) spots.push(event);
    }
    return spots;
  }

  #gapBefore(timeline: EventTimeline): Gap {
    let gap = this.#gaps.get(timeline);
    if (gap === undefined) {
      this.#gapCount += 1;
      gap = new Gap(timeline, `gap-${this.#gapCount}`);
      this.#gaps.set(timeline, gap);
    }
    return gap;
  }

  #expanded(): EventTimeline[][] {
    const runs: EventTimeline[][] = [];
    const seen = new Set<EventTimeline>();
    for (const member of this.#runs) {
      if (seen.has(member)) continue;
      let first = member;
      for (let before = neighbour(first, true); before !== null && !seen.has(before); before = neighbour(first, true)) {
        first = before;
      }
      const run: EventTimeline[] = [];
      for (let at: EventTimeline | null = first; at !== null && !seen.has(at); at = neighbour(at, false)) {
        seen.add(at);
        run.push(at);
      }
      // A run that turns out to go on from the one before is part of it: the gap is closed.
      runs.push(run);
    }
    return runs;
  }
}

function neighbour(timeline: EventTimeline, backwards: boolean): EventTimeline | null {
  return timeline.getNeighbouringTimeline(backwards ? EventTimeline.BACKWARDS : EventTimeline.FORWARDS);
}
