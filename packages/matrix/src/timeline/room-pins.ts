import { AppError, type ReadonlySignal, type Scope, type Signal, signal } from "@parley/kernel";
import { EventTimeline, EventType, type MatrixEvent, type Room } from "matrix-js-sdk";
import { same } from "../content/same.ts";
import type { PinnedMessage, Pins } from "../contract/pins.ts";
import { toMatrixError } from "../errors.ts";
import type { ClientHandle } from "../sdk/client-handle.ts";
import { Known } from "./known.ts";
import { Projection } from "./projection.ts";
import { RoomWorld } from "./room-world.ts";
import { Shields } from "./shields.ts";

const TYPE = EventType.RoomPinnedEvents;
/** More than this nobody keeps at hand; a state event could hold a thousand. */
const MOST = 100;

/** Ids that a state event names: strings only, each once, the last hundred. */
function readIds(event: MatrixEvent | null | undefined): readonly string[] {
  const said: unknown = event?.getContent().pinned;
  if (!Array.isArray(said)) return [];
  const ids = said.filter((id): id is string => typeof id === "string" && id.startsWith("$") && id.length <= 255);
  return [...new Set(ids)].slice(-MOST);
}

/** What is pinned in a room, with the messages themselves once somebody looks. */
export class RoomPins implements Pins {
  readonly ids: ReadonlySignal<readonly string[]>;
  readonly may: ReadonlySignal<boolean>;
  readonly messages: ReadonlySignal<readonly PinnedMessage[]>;
  readonly #ids: Signal<readonly string[]>;
  readonly #may: Signal<boolean>;
  readonly #messages: Signal<readonly PinnedMessage[]> = signal<readonly PinnedMessage[]>([]);
  readonly #handle: ClientHandle;
  readonly #room: Room;
  readonly #scope: Scope;
  readonly #projection = new Projection();
  readonly #known: Known;
  readonly #world: RoomWorld;
  readonly #shields: Shields;
  /** What was written last and has not come back yet: the next change goes on from it. */
  #written: { readonly ids: readonly string[]; readonly eventId: string } | null = null;
  /** States of what is pinned that have stood, and those written from here: when one comes again it is no news. */
  readonly #seen = new Set<string>();
  readonly #own = new Set<string>();
  /** One change after the other: each writes all of them. */
  #line: Promise<void> = Promise.resolve();
  #loaded = false;
  #cancel: (() => void) | null = null;

  constructor(handle: ClientHandle, room: Room, scope: Scope) {
    this.#handle = handle;
    this.#room = room;
    this.#scope = scope;
    this.#ids = signal(this.#read());
    this.#may = signal(this.#mayPin());
    this.ids = this.#ids;
    this.may = this.#may;
    this.messages = this.#messages;
    this.#shields = new Shields(handle.client, (eventId) => {
      this.#projection.touchShield(eventId);
      this.#soon();
    });
    this.#world = new RoomWorld(handle.client, room, (eventId) => this.#shields.of(eventId));
    const parts = { id: room.roomId, projection: this.#projection, world: this.#world };
    this.#known = new Known(handle, parts, () => this.#soon());
    scope.onEnd(() => this.#cancel?.());
  }

  /** Names, powers or my membership. */
  worldChanged(): void {
    this.#world.changed();
    this.#may.value = this.#mayPin();
    this.#soon();
  }

  /** The room says something else is pinned. */
  stateChanged(): void {
    const id = this.#stateId();
    // The echo of a change before the last, which was written on top of it, is no news. What else comes is: another
    // device may have gone on from what was written here, and a sync may have left our own out.
    const isEarlier = this.#written?.eventId !== id && (this.#seen.has(id) || this.#own.has(id));
    this.#seen.add(id);
    if (!isEarlier) this.#written = null;
    this.#show(this.#standing());
  }

  /** Events came, or look different. */
  changed(eventId?: string): void {
    if (eventId !== undefined) this.#known.forget(eventId);
    this.#soon();
  }

  load(): void {
    this.#loaded = true;
    this.#refresh();
  }

  async pin(eventId: string): Promise<void> {
    await this.#change((ids) => {
      if (ids.includes(eventId)) return null;
      if (ids.length >= MOST) throw new AppError("MATRIX_TOO_LARGE", `At most ${MOST} messages can be pinned.`);
      return [...ids, eventId];
    });
  }

  async unpin(eventId: string): Promise<void> {
    await this.#change((ids) => (ids.includes(eventId) ? ids.filter((id) => id !== eventId) : null));
  }

  get #state() {
    return this.#room.getLiveTimeline().getState(EventTimeline.FORWARDS);
  }

  #read(): readonly string[] {
    return readIds(this.#state?.getStateEvents(TYPE, ""));
  }

  #stateId(): string {
    return this.#state?.getStateEvents(TYPE, "")?.getId() ?? "";
  }

  #mayPin(): boolean {
    if (this.#room.getMyMembership() !== "join") return false;
    return this.#state?.maySendStateEvent(TYPE, this.#handle.account.userId) === true;
  }

  #standing(): readonly string[] {
    return this.#written?.ids ?? this.#read();
  }

  /** Writes what `change` makes of what is pinned once all changes before are written; null: nothing. */
  async #change(change: (ids: readonly string[]) => readonly string[] | null): Promise<void> {
    const done = this.#line.then(async () => {
      const pinned = change(this.#standing());
      if (pinned !== null) await this.#write(pinned);
    });
    this.#line = done.catch(() => {});
    await done;
  }

  async #write(pinned: readonly string[]): Promise<void> {
    const content = { pinned: [...pinned] };
    try {
      this.#seen.add(this.#stateId());
      const { event_id: eventId } = await this.#handle.client.sendStateEvent(this.#room.roomId, TYPE, content, "");
      this.#own.add(eventId);
      // It may have come, and something else after it, before the homeserver's answer.
      this.#written = this.#seen.has(eventId) ? null : { ids: pinned, eventId };
    } catch (thrown) {
      throw toMatrixError(thrown);
    }
    // Its echo says the same, and corrects this when somebody else was faster.
    if (!this.#scope.ended) this.#show(this.#standing());
  }

  #show(ids: readonly string[]): void {
    if (same(ids, this.#ids.peek())) return;
    this.#ids.value = ids;
    this.#soon();
  }

  /** One refresh for all that happens in this turn of the event loop. */
  #soon(): void {
    if (!this.#loaded || this.#cancel !== null || this.#scope.ended) return;
    this.#cancel = this.#handle.ports.clock.after(0, () => {
      this.#cancel = null;
      this.#refresh();
    });
  }

  #refresh(): void {
    if (this.#scope.ended) return;
    this.#known.takeIn(this.#room.getUnfilteredTimelineSet());
    const ids = [...this.#ids.peek()].reverse();
    const events = ids.map((id) => this.#known.event(id));
    this.#known.decrypt(events.filter((event) => event !== undefined));
    const items = new Map<string, PinnedMessage["item"]>();
    for (const item of this.#projection.project(ids, [], false, this.#world)) {
      if (item.type === "message" && item.eventId !== null) items.set(item.eventId, item);
    }
    ids.forEach((id, at) => {
      const event = events[at];
      if (event === undefined) this.#known.fetch(id);
      else this.#shields.ask(event);
    });
    const next = ids.map((eventId, at) => {
      const item = items.get(eventId) ?? null;
      const waits = events[at] === undefined ? !this.#known.lacks(eventId) : item === null && this.#isClosed(eventId);
      return { eventId, item, loading: item === null && waits };
    });
    if (!same(next, this.#messages.peek())) this.#messages.value = next;
  }

  #isClosed(eventId: string): boolean {
    return this.#projection.view(eventId)?.decrypting === true;
  }
}
