import { AppError, type ReadonlySignal, type Scope, type Signal, signal } from "@parley/kernel";
import { EventTimeline, type EventTimelineSet, type MatrixEvent, type Room } from "matrix-js-sdk";
import type { Edge, TimelineItem } from "../contract/timeline.ts";
import { toMatrixError } from "../errors.ts";
import type { Outbox } from "../outbox/outbox.ts";
import type { ClientHandle } from "../sdk/client-handle.ts";
import { Chain, Gap, type Spot } from "./chain.ts";
import type { PendingView } from "./event-view.ts";
import { Known } from "./known.ts";
import { Projection } from "./projection.ts";
import { RoomWorld } from "./room-world.ts";
import { Shields } from "./shields.ts";

/** Events shown at first, and around a place that is jumped to. */
const FIRST = 30;
/** Events of one request. */
const PAGE = 50;
/** Rows that a page should at least bring, and requests that it may take: pages of reactions bring none. */
const WANTED_ROWS = 10;
const MAX_REQUESTS = 5;
/** Most events and gaps of a window: beyond it the far side is let go. */
const CAP = 1_000;
/** So long rows wait for those beside them to be decrypted, in milliseconds; then they are shown without. */
const HOLD_MS = 250;

/** The stretch of a room's events that is shown, and how it moves. */
export class RoomWindow {
  readonly items: Signal<readonly TimelineItem[]> = signal<readonly TimelineItem[]>([]);
  readonly older: Signal<Edge> = signal<Edge>("more");
  readonly newer: Signal<Edge> = signal<Edge>("end");
  readonly projection: Projection = new Projection();
  readonly world: RoomWorld;
  readonly #handle: ClientHandle;
  readonly #scope: Scope;
  readonly #room: Room;
  readonly #set: EventTimelineSet;
  readonly #chain: Chain;
  readonly #known: Known;
  readonly #shields: Shields;
  readonly #pending: ReadonlySignal<readonly PendingView[]>;
  #lastLive: EventTimeline;
  /** First and last spot shown. No first: from the beginning of what is known. No last: live. */
  #start: Spot | null = null;
  #end: Spot | null = null;
  /** Spots of the last refresh: only there for moving. */
  #shown: readonly Spot[] = [];
  #cancelRefresh: (() => void) | null = null;
  #holdUntil: number | null = null;

  constructor(handle: ClientHandle, room: Room, outbox: Outbox, scope: Scope) {
    this.#handle = handle;
    this.#scope = scope;
    this.#room = room;
    this.#set = room.getUnfilteredTimelineSet();
    this.#chain = new Chain(this.#set);
    this.#lastLive = this.#set.getLiveTimeline();
    this.#shields = new Shields(handle.client, (eventId) => {
      this.projection.touch(eventId);
      this.refreshSoon();
    });
    this.world = new RoomWorld(handle.client, room, (eventId) => this.#shields.of(eventId));
    this.#known = new Known(handle, room.roomId, this.projection, () => this.refreshSoon());
    this.#pending = outbox.pending(room.roomId);
    this.#toLive();
    scope.onEnd(() => this.#cancelRefresh?.());
    // Own messages appear at once: in the same turn as they are written.
    let first = true;
    scope.onEnd(
      this.#pending.subscribe(() => {
        this.refresh(!first);
        first = false;
      }),
    );
  }

  get isLive(): boolean {
    return this.#end === null && this.#chain.isLive;
  }

  /** Events that are shown, oldest first. */
  get events(): MatrixEvent[] {
    return this.#shown.filter((spot): spot is MatrixEvent => !(spot instanceof Gap));
  }

  /** Something about one event is new: it is read again. */
  changed(eventId: string): void {
    this.#known.forget(eventId);
    this.refreshSoon();
  }

  /** The SDK goes on with another live timeline. At once: the one after the next would hide this one. */
  liveReplaced(): void {
    this.#followLive();
    this.refreshSoon();
  }

  worldChanged(): void {
    this.world.changed();
    this.refreshSoon();
  }

  trustChanged(): void {
    this.#shields.renew();
    this.refreshSoon();
  }

  /** One refresh for all that happens in this turn of the event loop. */
  refreshSoon(): void {
    if (this.#cancelRefresh !== null || this.#scope.ended) return;
    this.#cancelRefresh = this.#handle.ports.clock.after(0, () => {
      this.#cancelRefresh = null;
      this.refresh(false);
    });
  }

  /** Reads the window anew. Rows that wait for decryption hold back the others for a moment unless `now`. */
  refresh(now: boolean): void {
    if (this.#scope.ended) return;
    this.#followLive();
    this.#known.takeIn(this.#set);
    const spots = this.#chain.spots();
    let [from, to] = this.#bounds(spots);
    if (to - from > CAP) {
      from = to - CAP;
      this.#start = spots[from] ?? null;
    }
    const shown = spots.slice(from, to);
    this.#shown = shown;
    const unread = this.#known.decrypt(shown);
    if (unread > 0 && !now && this.#hold()) return;
    if (unread === 0) this.#holdUntil = null;
    const places = shown.map((spot) => (spot instanceof Gap ? spot.item : (spot.getId() ?? "")));
    this.items.value = this.projection.project(places, this.#pending.peek(), this.isLive, this.world);
    this.#setEdges(from, to, spots.length);
    for (const spot of shown) if (!(spot instanceof Gap)) this.#shields.ask(spot);
    this.#known.fetchReplies();
  }

  async loadOlder(): Promise<void> {
    await this.#load(this.older, () => this.#older());
  }

  async loadNewer(): Promise<void> {
    await this.#load(this.newer, () => this.#newer());
  }

  async fillGap(key: string): Promise<void> {
    const gap = this.#shown.find((spot) => spot instanceof Gap && spot.key === key);
    if (!(gap instanceof Gap) || gap.item.state === "loading") return;
    gap.state = "loading";
    this.refresh(true);
    try {
      await this.#paginate(gap.later, true, PAGE * 2);
      gap.state = "idle";
    } catch (thrown) {
      gap.state = "failed";
      throw thrown;
    } finally {
      this.refresh(false);
    }
  }

  /** Moves around an event. Rejects with MATRIX_NOT_FOUND, or as the way to the homeserver does. */
  async jumpTo(eventId: string): Promise<void> {
    const at = (spots: readonly Spot[]) =>
      spots.findIndex((spot) => !(spot instanceof Gap) && spot.getId() === eventId);
    if (at(this.#shown) >= 0) return;
    if (at(this.#chain.spots()) < 0) {
      const timeline = await this.#timelineOf(eventId);
      if (this.#scope.ended) return;
      this.#chain.restart(timeline);
    }
    const spots = this.#chain.spots();
    const index = at(spots);
    if (index < 0) throw new AppError("MATRIX_NOT_FOUND", "This event is not in the room's main timeline.");
    this.#start = spots[Math.max(0, index - FIRST / 2)] ?? null;
    const end = index + FIRST / 2;
    this.#end = end >= spots.length - 1 && this.#chain.isLive ? null : (spots[Math.min(end, spots.length - 1)] ?? null);
    this.refresh(false);
  }

  jumpToLatest(): void {
    if (this.isLive) return;
    this.#chain.restart(this.#set.getLiveTimeline());
    this.#toLive();
    this.refresh(true);
  }

  #toLive(): void {
    const spots = this.#chain.spots();
    this.#start = spots[Math.max(0, spots.length - FIRST)] ?? null;
    this.#end = null;
  }

  /** After a sync that left events out, the SDK goes on with another live timeline. */
  #followLive(): void {
    const live = this.#set.getLiveTimeline();
    if (live === this.#lastLive) return;
    const stood = this.#chain.timelines().includes(this.#lastLive);
    const forgotten = !this.#set.getTimelines().includes(this.#lastLive);
    this.#lastLive = live;
    if (forgotten) {
      this.#chain.restart(live);
      this.#toLive();
    } else if (stood) {
      this.#chain.append(live);
    }
  }

  #bounds(spots: readonly Spot[]): [number, number] {
    const from = this.#start === null ? 0 : spots.indexOf(this.#start);
    const last = this.#end === null ? spots.length - 1 : spots.lastIndexOf(this.#end);
    // A closed gap is gone from the list; the window then begins or ends at the next best place.
    const to = last < 0 ? spots.length : last + 1;
    return [from < 0 ? Math.max(0, to - FIRST) : from, to];
  }

  /** Whether rows wait for a moment longer; arranges for the end of waiting. */
  #hold(): boolean {
    const { clock } = this.#handle.ports;
    this.#holdUntil ??= clock.now() + HOLD_MS;
    const left = this.#holdUntil - clock.now();
    if (left <= 0) return false;
    // Each decrypted event refreshes anyway; this is for those that take too long.
    this.#cancelRefresh ??= clock.after(left, () => {
      this.#cancelRefresh = null;
      this.refresh(false);
    });
    return true;
  }

  #setEdges(from: number, to: number, count: number): void {
    const more = { older: from > 0 || hasToken(this.#chain.first), newer: to < count || !this.#chain.isLive };
    for (const side of ["older", "newer"] as const) {
      const edge = this[side];
      if (!more[side]) edge.value = "end";
      else if (edge.value === "end") edge.value = "more";
    }
  }

  async #load(edge: Signal<Edge>, move: () => Promise<void>): Promise<void> {
    if (edge.value === "loading" || edge.value === "end") return;
    edge.value = "loading";
    try {
      await move();
      edge.value = "more";
    } catch (thrown) {
      edge.value = "failed";
      throw thrown;
    } finally {
      this.refresh(true);
    }
  }

  async #older(): Promise<void> {
    const before = this.items.value.length;
    for (let request = 0; request < MAX_REQUESTS && !this.#scope.ended; request += 1) {
      let spots = this.#chain.spots();
      let [from] = this.#bounds(spots);
      if (from === 0) {
        if (!hasToken(this.#chain.first)) return;
        const first = spots[0] ?? null;
        await this.#paginate(this.#chain.first, true, PAGE);
        spots = this.#chain.spots();
        from = first === null ? spots.length : Math.max(0, spots.indexOf(first));
      }
      this.#start = spots[Math.max(0, from - PAGE)] ?? null;
      this.#trimNewer(spots);
      await this.#settle();
      if (this.items.value.length - before >= WANTED_ROWS) return;
    }
  }

  async #newer(): Promise<void> {
    const before = this.items.value.length;
    for (let request = 0; request < MAX_REQUESTS && !this.#scope.ended; request += 1) {
      let spots = this.#chain.spots();
      let [from, to] = this.#bounds(spots);
      if (to === spots.length) {
        if (this.#chain.isLive) break;
        const moved = await this.#paginate(this.#chain.last, false, PAGE);
        // Nothing follows and nothing links: what is live comes after a gap.
        if (!moved && this.#chain.spots().length === spots.length) this.#chain.append(this.#set.getLiveTimeline());
        spots = this.#chain.spots();
      }
      to = Math.min(spots.length, to + PAGE);
      from = Math.max(from, to - CAP);
      this.#start = spots[from] ?? null;
      this.#end = to === spots.length && this.#chain.isLive ? null : (spots[to - 1] ?? null);
      await this.#settle();
      if (this.isLive || this.items.value.length - before >= WANTED_ROWS) return;
    }
  }

  #trimNewer(spots: readonly Spot[]): void {
    const [from, to] = this.#bounds(spots);
    if (to - from > CAP) this.#end = spots[from + CAP - 1] ?? null;
  }

  /** Shows the new stretch once it is decrypted, or as far as it is after a moment. */
  async #settle(): Promise<void> {
    this.refresh(false);
    await this.#known.decrypted(this.#shown, HOLD_MS);
    this.refresh(true);
  }

  async #paginate(timeline: EventTimeline, backwards: boolean, limit: number): Promise<boolean> {
    try {
      return await this.#handle.client.paginateEventTimeline(timeline, { backwards, limit });
    } catch (thrown) {
      throw toMatrixError(thrown);
    }
  }

  async #timelineOf(eventId: string): Promise<EventTimeline> {
    try {
      const timeline = await this.#handle.client.getEventTimeline(this.#set, eventId);
      if (timeline !== null) return timeline;
    } catch (thrown) {
      const error = toMatrixError(thrown);
      // Synapse says "forbidden" of events that it does not know in rooms that one is in.
      if (error.code !== "MATRIX_FORBIDDEN" && error.code !== "MATRIX_UNEXPECTED") throw error;
    }
    throw new AppError("MATRIX_NOT_FOUND", `The event is not in ${this.#room.roomId}.`);
  }
}

function hasToken(timeline: EventTimeline): boolean {
  return timeline.getPaginationToken(EventTimeline.BACKWARDS) !== null;
}
