import type { Clock } from "@parley/kernel";
import type { EventTimelineSet, MatrixClient, MatrixEvent } from "matrix-js-sdk";
import type { ClientHandle } from "../sdk/client-handle.ts";
import { Gap, type Spot } from "./chain.ts";
import type { Projection } from "./projection.ts";
import type { RoomWorld } from "./room-world.ts";
import { isUnread, viewOf } from "./sdk-view.ts";

/** Most quoted messages that are fetched at once, and in the life of one window. */
const REPLIES_AT_ONCE = 4;
const MAX_REPLIES = 200;

/** Brings the SDK's events into a window's mapping: each once, and again when it changed. */
export class Known {
  readonly #client: MatrixClient;
  readonly #clock: Clock;
  readonly #roomId: string;
  readonly #projection: Projection;
  readonly #changed: () => void;
  readonly #world: Pick<RoomWorld, "learn">;
  /** Events that the mapping has as they are. */
  readonly #taken = new Map<string, MatrixEvent>();
  readonly #fetched = new Set<string>();
  /** Quoted messages and bundled edits: they stand in no timeline. */
  readonly #loose = new Map<string, MatrixEvent>();
  readonly #missing = new Set<string>();
  #fetching = 0;

  constructor(
    handle: ClientHandle,
    room: { readonly id: string; readonly projection: Projection; readonly world: Pick<RoomWorld, "learn"> },
    changed: () => void,
  ) {
    this.#client = handle.client;
    this.#clock = handle.ports.clock;
    this.#roomId = room.id;
    this.#projection = room.projection;
    this.#world = room.world;
    this.#changed = changed;
  }

  /** The SDK's event as the mapping has it. */
  event(eventId: string | undefined): MatrixEvent | undefined {
    return eventId === undefined ? undefined : this.#taken.get(eventId);
  }

  /** The event looks different now. */
  forget(eventId: string): void {
    this.#taken.delete(eventId);
    const loose = this.#loose.get(eventId);
    if (loose !== undefined) this.#take(loose);
  }

  /** Takes in all events of the room that are loaded: what relates to a shown one may stand anywhere. */
  takeIn(set: EventTimelineSet): void {
    for (const timeline of set.getTimelines()) {
      for (const event of timeline.getEvents()) {
        const id = event.getId();
        if (id !== undefined && this.#taken.get(id) !== event) this.#take(event);
      }
    }
  }

  #take(event: MatrixEvent): void {
    const id = event.getId();
    if (id === undefined) return;
    this.#taken.set(id, event);
    this.#world.learn(event);
    const view = viewOf(event, this.#client);
    this.#projection.put(view);
    // An edit has no row of its own, so nothing else would have it read.
    if (view.relation?.kind === "edit" && isUnread(event)) this.#tryDecrypt(event);
    const edit = event.replacingEvent();
    const editId = edit?.getId();
    // The homeserver sends the latest edit along with a message whose own place is not loaded.
    if (edit != null && editId !== undefined && !this.#taken.has(editId)) {
      this.#loose.set(editId, edit);
      this.#take(edit);
    }
  }

  /** Has the shown events decrypted; returns how many are still to come. */
  decrypt(spots: readonly Spot[]): number {
    let unread = 0;
    for (const spot of spots) {
      if (spot instanceof Gap || !isUnread(spot)) continue;
      this.#tryDecrypt(spot);
      unread += 1;
    }
    return unread;
  }

  /**
   * What comes of it is mostly told by the SDK's events, but not of those that it has made beside one that it knew: its
   * mapper tells nothing more from the first such one on. An attempt that breaks off shows as a message still closed.
   */
  #tryDecrypt(event: MatrixEvent): void {
    const id = event.getId() ?? "";
    const tell = (): void => {
      if (this.#taken.get(id) !== event || isUnread(event) || this.#projection.view(id)?.decrypting !== true) return;
      this.forget(id);
      this.#changed();
    };
    this.#client.decryptEventIfNeeded(event).then(tell, () => {});
  }

  /** Resolves when all of them have been tried, or after `ms`. */
  async decrypted(spots: readonly Spot[], ms: number): Promise<void> {
    const unread = spots.filter((spot): spot is MatrixEvent => !(spot instanceof Gap) && isUnread(spot));
    if (unread.length === 0) return;
    const { promise: late, resolve } = Promise.withResolvers<void>();
    const cancel = this.#clock.after(ms, resolve);
    await Promise.race([Promise.allSettled(unread.map((event) => this.#client.decryptEventIfNeeded(event))), late]);
    cancel();
  }

  /** Fetches quoted messages that the last list showed without text; each is asked for once. */
  fetchReplies(): void {
    for (const eventId of this.#projection.missingReplies) {
      if (this.#fetching >= REPLIES_AT_ONCE || this.#fetched.size >= MAX_REPLIES) return;
      if (this.#fetched.has(eventId) || !eventId.startsWith("$")) continue;
      this.#fetched.add(eventId);
      this.#fetching += 1;
      void this.#fetchReply(eventId);
    }
  }

  /** Has an event fetched that is not loaded, once. `changed` tells when it is there, or cannot be had. */
  fetch(eventId: string): void {
    if (this.#fetched.has(eventId) || this.#fetched.size >= MAX_REPLIES || !eventId.startsWith("$")) return;
    this.#fetched.add(eventId);
    this.#fetching += 1;
    void this.#fetchReply(eventId);
  }

  /** An event was asked for, and is not to be had. */
  lacks(eventId: string): boolean {
    return this.#missing.has(eventId) || !eventId.startsWith("$");
  }

  async #fetchReply(eventId: string): Promise<void> {
    try {
      const raw = await this.#client.fetchRoomEvent(this.#roomId, eventId);
      const event = this.#client.getEventMapper()(raw);
      await this.#client.decryptEventIfNeeded(event);
      this.#loose.set(eventId, event);
      this.#take(event);
    } catch {
      this.#missing.add(eventId);
      // Not there, or not for me: the preview stays without text. Asked again when the window is opened anew.
    } finally {
      this.#fetching -= 1;
      this.#changed();
    }
  }
}
