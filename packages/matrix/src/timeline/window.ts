import { AppError, batch, type ReadonlySignal, type Scope, type Signal, signal } from "@parley/kernel";
import { EventTimeline, type EventTimelineSet, type MatrixEvent, type Room } from "matrix-js-sdk";
import type { PendingView } from "../content/event-view.ts";
import type { Edge, TimelineItem } from "../contract/timeline.ts";
import { toMatrixError } from "../errors.ts";
import type { Outbox } from "../outbox/outbox.ts";
import type { ClientHandle } from "../sdk/client-handle.ts";
import type { CaughtUp } from "./caught-up.ts";
import { Gap, type Spot } from "./chain.ts";
import { Known } from "./known.ts";
import { placeOf } from "./place-of.ts";
import { Projection } from "./projection.ts";
import { RoomWorld } from "./room-world.ts";
import { isUnread } from "./sdk-view.ts";
import { Shields } from "./shields.ts";
import { Stretch } from "./stretch.ts";

/** Events of one request. */
const PAGE = 50;
/** Rows that a page should at least bring, and requests that it may take: pages of reactions bring none. */
const WANTED_ROWS = 10;
const MAX_REQUESTS = 5;
/** Rounds of requests that an empty window makes by itself: more changes without a row than these bring are rare. */
const MAX_ROUNDS = 3;
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
  readonly #stretch: Stretch;
  readonly #known: Known;
  readonly #shields: Shields;
  readonly #pending: ReadonlySignal<readonly PendingView[]>;
  readonly #caughtUp: CaughtUp;
  /** Spots of the last refresh: only there for moving. */
  #shown: readonly Spot[] = [];
  #cancelRefresh: (() => void) | null = null;
  #cancelHold: (() => void) | null = null;
  #holdUntil: number | null = null;
  #emptyRounds = 0;
  /** Pages and places that are being fetched. */
  #moves = 0;
  /** How often the homeserver was heard again. */
  #returns = 0;

  constructor(handle: ClientHandle, room: Room, shared: { outbox: Outbox; caughtUp: CaughtUp }, scope: Scope) {
    this.#handle = handle;
    this.#caughtUp = shared.caughtUp;
    this.#scope = scope;
    this.#room = room;
    this.#set = room.getUnfilteredTimelineSet();
    this.#stretch = new Stretch(this.#set);
    this.#shields = new Shields(handle.client, (eventId) => {
      this.projection.touchShield(eventId);
      this.refreshSoon();
    });
    this.world = new RoomWorld(handle.client, room, (eventId) => this.#shields.of(eventId));
    const { projection, world } = this;
    this.#known = new Known(handle, { id: room.roomId, projection, world }, () => this.refreshSoon());
    this.#pending = shared.outbox.pending(room.roomId);
    scope.onEnd(() => {
      this.#cancelRefresh?.();
      this.#cancelHold?.();
    });
    scope.onEnd(
      handle.connection.subscribe(({ state }) => {
        if (state === "online") this.#heardAgain();
      }),
    );
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
    return this.#stretch.isLive;
  }

  /** How many events it shows; null while it shows another place than the end of the room, or fetches. */
  get span(): number | null {
    return this.isLive && this.#moves === 0 ? this.#shown.length : null;
  }

  /** Events that are shown, oldest first. */
  get events(): MatrixEvent[] {
    return this.#shown.filter((spot): spot is MatrixEvent => !(spot instanceof Gap));
  }

  /**
   * The row at which an event stands: its own, or the one before it when it has none, as reactions and removals do. An
   * event that is not in the window, or may yet get a row, stands for itself.
   */
  rowAt(eventId: string): string {
    const rows = new Set(this.items.peek().map((item) => (item.type === "gap" ? null : item.eventId)));
    if (rows.has(eventId)) return eventId;
    const at = this.#shown.findIndex((spot) => !(spot instanceof Gap) && spot.getId() === eventId);
    for (const spot of this.#shown.slice(0, at + 1).reverse()) {
      if (spot instanceof Gap || isUnread(spot)) break;
      const id = spot.getId();
      if (id !== undefined && rows.has(id)) return id;
    }
    return eventId;
  }

  /** Something about one event is new: it is read again. */
  changed(eventId: string): void {
    this.#known.forget(eventId);
    this.refreshSoon();
  }

  /** The SDK goes on with another live timeline. At once: the one after the next would hide this one. */
  liveReplaced(): void {
    this.#stretch.followLive();
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
    this.#stretch.followLive();
    this.#known.takeIn(this.#set);
    const { spots, from, to } = this.#stretch.view();
    const shown = spots.slice(from, to);
    this.#shown = shown;
    const unread = this.#known.decrypt(shown);
    if (unread > 0 && !now && this.#hold()) return;
    if (unread === 0) this.#release();
    const places = shown.map((spot) => (spot instanceof Gap ? spot.item : (spot.getId() ?? "")));
    // Together: rows of another place beside the edges of the last one would lie about where they stand.
    batch(() => {
      this.items.value = this.projection.project(places, this.#pending.peek(), this.isLive, this.world);
      this.#setEdges(from, to, spots.length);
    });
    for (const spot of shown) if (!(spot instanceof Gap)) this.#askShields(spot);
    this.#known.fetchReplies();
    if (unread === 0 && this.isLive) this.#reachRows();
  }

  /** The end of a room that shows nothing, as nothing but reactions stand there, goes back by itself until it does. */
  #reachRows(): void {
    const last = this.items.peek().findLast((item) => item.type !== "message" || item.eventId !== null);
    if (last === undefined) {
      if (this.older.peek() !== "more" || this.#emptyRounds >= MAX_ROUNDS) return;
      this.#emptyRounds += 1;
      // What came of it stands at the edge, or in the gap.
      this.loadOlder().catch(() => {});
    } else {
      this.#emptyRounds = 0;
      if (last.type === "gap" && this.#gap(last.key)?.mayFill() === true) this.fillGap(last.key).catch(() => {});
    }
  }

  /** Gaps that failed may be fetched anew: by whoever has them in view, or by the end of a room that shows nothing. */
  #heardAgain(): void {
    this.#returns += 1;
    let any = false;
    for (const spot of this.#stretch.chain.spots()) if (spot instanceof Gap && spot.again()) any = true;
    if (any) this.refreshSoon();
  }

  #gap(key: string): Gap | undefined {
    return this.#shown.find((spot): spot is Gap => spot instanceof Gap && spot.key === key);
  }

  /** Asks for an event and for the edit whose words are shown in its place: another device may have sent it. */
  #askShields(event: MatrixEvent): void {
    this.#shields.ask(event);
    const edit = this.#known.event(this.projection.editOf(event.getId() ?? "")?.id);
    if (edit !== undefined) this.#shields.ask(edit);
  }

  async loadOlder(): Promise<void> {
    await this.#load(this.older, () => this.#older());
  }

  async loadNewer(): Promise<void> {
    await this.#load(this.newer, () => this.#newer());
  }

  async fillGap(key: string): Promise<void> {
    const gap = this.#gap(key);
    if (gap === undefined || gap.item.state === "loading") return;
    const returns = this.#returns;
    gap.state = "loading";
    this.refresh(true);
    try {
      await this.#moving(() => this.#paginate(gap.later, true, PAGE * 2));
      gap.state = "idle";
    } catch (thrown) {
      // What hung while the homeserver was away says nothing of it now.
      gap.state = returns === this.#returns ? "failed" : "idle";
      throw thrown;
    } finally {
      this.refresh(false);
    }
  }

  /** Moves around an event. Rejects with MATRIX_NOT_FOUND, or as the way to the homeserver does. */
  async jumpTo(eventId: string): Promise<void> {
    await this.#moving(() => this.#jumpTo(eventId));
  }

  async #moving<T>(work: () => Promise<T>): Promise<T> {
    this.#moves += 1;
    try {
      return await work();
    } finally {
      this.#moves -= 1;
    }
  }

  async #jumpTo(eventId: string): Promise<void> {
    if (this.events.some((event) => event.getId() === eventId)) {
      // It is there, but its row may wait for others to be decrypted: then nobody would find it.
      if (this.#holdUntil !== null) await this.#settle();
      return;
    }
    if (this.#set.getTimelineForEvent(eventId) === null) await this.#caughtUp.wait(this.#scope);
    if (this.#scope.ended) return;
    if (this.#stretch.indexOf(eventId) < 0) {
      const timeline = await this.#timelineOf(eventId);
      if (this.#scope.ended) return;
      if (this.#stretch.indexOf(eventId) < 0) this.#stretch.chain.restart(timeline);
    }
    const index = this.#stretch.indexOf(eventId);
    if (index < 0) throw new AppError("MATRIX_NOT_FOUND", "This event is not in the room's main timeline.");
    this.#stretch.around(index);
    await this.#settle();
  }

  jumpToLatest(): void {
    if (this.isLive) return;
    this.#stretch.toLive();
    this.refresh(true);
  }

  /** Whether rows wait for a moment longer; arranges for the end of waiting. */
  #hold(): boolean {
    const { clock } = this.#handle.ports;
    this.#holdUntil ??= clock.now() + HOLD_MS;
    const left = this.#holdUntil - clock.now();
    if (left <= 0) return false;
    // Each decrypted event refreshes anyway, and must not wait for this: it is for those that take too long.
    this.#cancelHold ??= clock.after(left, () => {
      this.#cancelHold = null;
      this.refresh(false);
    });
    return true;
  }

  #release(): void {
    this.#holdUntil = null;
    this.#cancelHold?.();
    this.#cancelHold = null;
  }

  #setEdges(from: number, to: number, count: number): void {
    const more = {
      older: from > 0 || hasToken(this.#stretch.chain.first),
      newer: to < count || !this.#stretch.chain.isLive,
    };
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
      await this.#moving(move);
      edge.value = "more";
    } catch (thrown) {
      edge.value = "failed";
      throw thrown;
    } finally {
      this.refresh(true);
    }
  }

  async #older(): Promise<void> {
    const { chain } = this.#stretch;
    const first = this.items.peek()[0]?.key;
    for (let request = 0; request < MAX_REQUESTS && !this.#scope.ended; request += 1) {
      if (this.#stretch.view().from === 0) {
        if (!hasToken(chain.first)) return;
        await this.#paginate(chain.first, true, PAGE);
      }
      this.#stretch.growOlder(PAGE);
      await this.#settle();
      // By place, not by number: at its cap the window lets as many go at the other end.
      const items = this.items.peek();
      const gained = first === undefined ? items.length : items.findIndex((item) => item.key === first);
      if (gained < 0 || gained >= WANTED_ROWS) return;
    }
  }

  async #newer(): Promise<void> {
    const { chain } = this.#stretch;
    const last = this.items.peek().at(-1)?.key;
    for (let request = 0; request < MAX_REQUESTS && !this.#scope.ended; request += 1) {
      const { spots, to } = this.#stretch.view();
      if (to === spots.length && !chain.isLive) {
        const moved = await this.#paginate(chain.last, false, PAGE);
        // Nothing follows and nothing links: what is live comes after a gap.
        if (!moved && chain.spots().length === spots.length) chain.append(this.#set.getLiveTimeline());
      }
      this.#stretch.growNewer(PAGE);
      await this.#settle();
      const items = this.items.peek();
      const gained = items.length - 1 - items.findLastIndex((item) => item.key === last);
      if (this.isLive || gained >= WANTED_ROWS) return;
    }
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
    const place = await this.#placeOf(eventId);
    if (place === "ahead") {
      // What the sync brings in this moment is waited for.
      await this.#caughtUp.until(() => this.#set.getTimelineForEvent(eventId) !== null, this.#scope);
    }
    const timeline = place === "ahead" ? this.#set.getTimelineForEvent(eventId) : place;
    if (timeline === null) throw new AppError("MATRIX_NOT_FOUND", `The event is not in ${this.#room.roomId}.`);
    return timeline;
  }

  async #placeOf(eventId: string): Promise<Awaited<ReturnType<typeof placeOf>>> {
    try {
      return await placeOf(this.#handle, this.#room, eventId);
    } catch (thrown) {
      const error = toMatrixError(thrown);
      // Synapse says "forbidden" of events that it does not know in rooms that one is in.
      if (error.code === "MATRIX_FORBIDDEN" || error.code === "MATRIX_UNEXPECTED") return null;
      throw error;
    }
  }
}

function hasToken(timeline: EventTimeline): boolean {
  return timeline.getPaginationToken(EventTimeline.BACKWARDS) !== null;
}
