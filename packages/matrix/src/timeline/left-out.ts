import { sleep } from "@parley/kernel";
import { ClientEvent, Direction, type EventTimelineSet, type MatrixEvent } from "matrix-js-sdk";
import type { ITimeline } from "matrix-js-sdk/lib/sync-accumulator.js";
import { noUnsafeEventProps } from "matrix-js-sdk/lib/utils.js";
import { record } from "../content/event-view.ts";
import { toMatrixError } from "../errors.ts";
import type { ClientHandle } from "../sdk/client-handle.ts";
import { mapped } from "../sdk/mapped.ts";
import type { CaughtUp } from "./caught-up.ts";

/** Where the rooms that are still to be asked for are kept. */
const keptAt = "left-out";
/** Events that take the place of those that are here, at least and at most; what is older is fetched as everywhere. */
const least = 30;
const most = 500;
/** Beyond those that are shown: what is new stands between them. */
const over = 20;
/** The pauses before each try, in milliseconds; then the room waits until it is looked at anew. */
const pausesMs = [0, 0, 100, 300, 1_000, 3_000, 10_000, 30_000];

/** The open windows on rooms. */
export interface Windows {
  /** Whether any is open. */
  hears(roomId: string): boolean;
  /** How many events those on it show at the most; null while one shows another place than the end, or fetches. */
  span(roomId: string): number | null;
}

/**
 * What is said by somebody whom one has blocked is left out of the sync, and nothing says so. Once they are free again
 * the ends of all rooms are fetched anew, each when it is looked at, and take the place of
 * what is here, the copy that is kept for the next start included. Whoever reads further back stays where they are: it
 * waits until they look at the end anew.
 */
export class LeftOut {
  readonly #handle: ClientHandle;
  readonly #caughtUp: CaughtUp;
  readonly #windows: Windows;
  /** By when each was marked. */
  readonly #rooms = new Map<string, number>();
  #marks = 0;
  readonly #running = new Set<string>();
  /** What earlier runs left to do has been read. */
  readonly #read: Promise<void>;

  constructor(handle: ClientHandle, caughtUp: CaughtUp, windows: Windows) {
    this.#handle = handle;
    this.#caughtUp = caughtUp;
    this.#windows = windows;
    const { client, scope, sealed, connection } = handle;
    this.#read = sealed.get<string[]>(keptAt).then((kept) => {
      for (const roomId of kept ?? []) this.#rooms.set(roomId, 0);
    }, this.#warn);
    const onData = (event: MatrixEvent, before: MatrixEvent | undefined): void => {
      if (event.getType() !== "m.ignored_user_list") return;
      const blocked = blockedIn(event);
      if (blockedIn(before).some((userId) => !blocked.includes(userId))) void this.#mark();
    };
    client.on(ClientEvent.AccountData, onData);
    scope.onEnd(() => client.off(ClientEvent.AccountData, onData));
    scope.onEnd(
      connection.subscribe(({ state }) => {
        if (state === "online") this.#lookAll();
      }),
    );
  }

  /** The end of a room is being looked at. */
  async opened(roomId: string): Promise<void> {
    await this.#read;
    if (!this.#rooms.has(roomId) || this.#running.has(roomId)) return;
    this.#running.add(roomId);
    try {
      await this.#tryOut(roomId);
    } finally {
      this.#running.delete(roomId);
    }
  }

  async #mark(): Promise<void> {
    const { client } = this.#handle;
    await this.#read;
    // All of them: of who has left a room it is not known that they were there.
    const rooms = client.getRooms().filter((room) => room.getMyMembership() === "join");
    this.#marks += 1;
    for (const { roomId } of rooms) this.#rooms.set(roomId, this.#marks);
    await this.#keep();
    this.#lookAll();
  }

  /** Asks for those that are open: at most a few. */
  #lookAll(): void {
    for (const roomId of this.#rooms.keys()) if (this.#windows.hears(roomId)) void this.opened(roomId);
  }

  async #keep(): Promise<void> {
    if (!this.#handle.scope.ended) await this.#handle.sealed.put(keptAt, [...this.#rooms.keys()]).catch(this.#warn);
  }

  async #tryOut(roomId: string): Promise<void> {
    const { scope, ports } = this.#handle;
    for (const pause of pausesMs) {
      if (pause > 0) await sleep(ports.clock, pause, scope.signal).catch(() => {});
      if (scope.ended || !this.#windows.hears(roomId)) return;
      const mark = this.#rooms.get(roomId);
      try {
        const span = this.#windows.span(roomId) ?? most;
        if (span + over > most || !(await this.#renew(roomId, Math.max(least, span + over)))) continue;
        // Somebody else was freed meanwhile.
        if (this.#rooms.get(roomId) !== mark) continue;
        this.#rooms.delete(roomId);
        return await this.#keep();
      } catch (thrown) {
        this.#warn(thrown);
      }
    }
  }

  /**
   * Puts the newest events of the homeserver in the place of those that are here, `many` of them; false when a sync or a
   * page of older ones came in between.
   */
  async #renew(roomId: string, many: number): Promise<boolean> {
    const { client, scope } = this.#handle;
    await this.#caughtUp.wait(scope);
    const room = client.getRoom(roomId);
    if (room === null || scope.ended) return true;
    const live = room.getLiveTimeline();
    const known = live.getEvents().length;
    const page = await client.createMessagesRequest(roomId, client.store.getSyncToken(), many, Direction.Backward);
    await this.#caughtUp.between(scope);
    if (scope.ended || room.getLiveTimeline() !== live) return false;
    // What the sync has brought meanwhile would be lost.
    if (live.getEvents().length !== known) return false;
    // A page that is on its way would end up in what is forgotten, and come again by the new end.
    const span = this.#windows.span(roomId);
    if (span === null || span > many || isFetching(room.getUnfilteredTimelineSet())) return false;
    const raw = page.chunk.filter(noUnsafeEventProps).reverse();
    // Before the reset: what is known is taken as it is, decrypted and all.
    const events = mapped(client, raw);
    room.currentState.setUnknownStateEvents(mapped(client, (page.state ?? []).filter(noUnsafeEventProps)));
    room.resetLiveTimeline(page.end ?? null, null);
    // As from the cache: nothing of it has just happened.
    await room.addLiveEvents(events, { fromCache: true, addToState: false });
    await this.#keepCopy(roomId, { limited: true, prev_batch: page.end ?? null, events: raw });
    // On the disk before the mark goes: a crash in between asks once more. Twice: the first may join a saving that had
    // begun before the copy was there.
    await client.store.save(true);
    await client.store.save(true);
    return true;
  }

  /** The same in the copy that is kept, as if a sync had said it. */
  async #keepCopy(roomId: string, timeline: ITimeline): Promise<void> {
    const { store } = this.#handle.client;
    // None of it is news to the room's state.
    const room = { timeline, "org.matrix.msc4222.state_after": { events: [] } };
    const answer = { next_batch: store.getSyncToken(), rooms: { join: { [roomId]: room } } };
    // A copy: the SDK goes on changing what it was given.
    await store.setSyncData(JSON.parse(JSON.stringify(answer)));
  }

  readonly #warn = (thrown: unknown): void => {
    if (this.#handle.scope.ended) return;
    this.#handle.ports.log.warn("what was left out of a room could not be fetched", {
      code: toMatrixError(thrown).code,
    });
  };
}

/** Whether a page of it is on its way, asked for by whomever. */
const isFetching = (set: EventTimelineSet): boolean =>
  set.getTimelines().some(({ paginationRequests: { b, f } }) => b !== null || f !== null);

function blockedIn(event: MatrixEvent | undefined): readonly string[] {
  return Object.keys(record(event?.getContent() ?? null, "ignored_users") ?? {});
}
