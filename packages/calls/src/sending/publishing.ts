import { type Clock, type Log, messageOf, sleep } from "@parley/kernel";
import {
  isLocalTrack,
  LocalAudioTrack,
  type LocalTrack,
  type LocalTrackPublication,
  LocalVideoTrack,
  type Room,
  TrackEvent,
} from "livekit-client";
import type { Captured, Source } from "./capture.ts";
import { sendLowFirst } from "./low-first.ts";
import { optionsOf, sources } from "./publish-options.ts";

/** What of LiveKit's room it takes to send. */
export type SendingRoom = Pick<Room, "state" | "localParticipant" | "on" | "off">;

export interface SendingParts {
  readonly room: SendingRoom;
  /** For the log. */
  readonly name: string;
  readonly clock: Clock;
  readonly log: Log;
  /** LiveKit's view of a track of ours; a fake in tests. */
  readonly wrap?: ((track: MediaStreamTrack, source: Source) => LocalTrack) | undefined;
}

/** How a round of publishing went. `broken`: the connection or what is wanted changed meanwhile. */
export type Outcome =
  | { readonly is: "published" | "waits" | "broken" | "refused" }
  | { readonly is: "failed"; readonly thrown: unknown };

const publishMs = 16_000;
const unpublishMs = 5000;
const mostStrays = 32;

/** One source of a capture, and what of it is published. */
interface Item {
  readonly source: Source;
  /** Ours: LiveKit only gets copies, which it may stop whenever it likes. */
  readonly raw: MediaStreamTrack;
  sent: { readonly local: LocalTrack; readonly copies: MediaStreamTrack[]; readonly end: () => void } | null;
}

/** Holds what LiveKit is given of one capture, and takes back what it published too late. */
export class Publishing {
  readonly #parts: SendingParts;
  readonly #onMutedByOthers: () => void;
  #items: Item[] = [];
  #muted = false;
  /** What LiveKit was given and we have let go since: it may still publish it. */
  readonly #strays = new Set<LocalTrack>();
  /** Muted by ourselves for a moment. */
  readonly #turning = new WeakSet<LocalTrack>();
  #interrupt: () => void = () => {};

  /** `onMutedByOthers`: a moderator turned it off at the media server. */
  constructor(parts: SendingParts, onMutedByOthers: () => void) {
    this.#parts = parts;
    this.#onMutedByOthers = onMutedByOthers;
  }

  get done(): boolean {
    return this.#items.every(({ sent }) => sent !== null && this.#publicationOf(sent.local) !== undefined);
  }

  /** At once, whatever LiveKit is busy with: nobody is heard by a microphone that they have turned off. */
  mute(muted: boolean): void {
    this.#muted = muted;
    for (const { sent } of this.#items) {
      if (sent === null) continue;
      for (const copy of sent.copies) copy.enabled = !muted;
      void alignMute(sent.local, muted);
    }
  }

  /** What is being published is left to itself: another pass follows. */
  interrupt(): void {
    this.#interrupt();
  }

  /** Puts what was opened in the place of what was sent before, where that goes without a break for others. */
  async adopt({ media }: Captured): Promise<void> {
    const before = this.#items;
    this.#items = media.map(({ source, track: raw }): Item => {
      const known = before.find((item) => item.source === source);
      const sent = known?.sent ?? null;
      if (known !== undefined) known.sent = null;
      return { source, raw, sent };
    });
    for (const item of before) this.#drop(item);
    for (const item of this.#items) {
      const { sent } = item;
      if (sent === null) continue;
      if (this.#publicationOf(sent.local) === undefined) {
        this.#drop(item);
        continue;
      }
      const old = sent.copies.splice(0);
      const copy = copyOf(item.raw, this.#muted);
      sent.copies.push(copy);
      try {
        await sent.local.replaceTrack(copy, true);
        await alignMute(sent.local, this.#muted);
      } catch (thrown) {
        this.#parts.log.warn("a track could not be replaced", this.#fields(thrown));
        this.#drop(item);
      }
      for (const track of old) track.stop();
    }
  }

  /** Publishes what is not published yet. Never rejects. */
  async publish(): Promise<Outcome> {
    for (const item of this.#items) {
      const outcome = await this.#publish(item);
      if (outcome.is !== "published") return outcome;
    }
    return { is: "published" };
  }

  /** Takes back what LiveKit published after we had let it go. Never rejects. */
  async sweep(): Promise<void> {
    for (const local of this.#strays) {
      if (this.#publicationOf(local) === undefined) continue;
      this.#strays.delete(local);
      await this.#unpublish(local);
    }
  }

  /** Nothing of it is published any more. Never rejects. */
  async clear(): Promise<void> {
    const items = this.#items;
    this.letGo();
    for (const item of items) this.#drop(item);
    await this.sweep();
  }

  /** The same without telling LiveKit. */
  letGo(): void {
    for (const item of this.#items) this.#drop(item);
    this.#items = [];
  }

  async #publish(item: Item): Promise<Outcome> {
    const { room, clock } = this.#parts;
    if (room.state !== "connected") return { is: "waits" };
    if (item.sent !== null && this.#publicationOf(item.sent.local) !== undefined) return { is: "published" };
    // What an earlier connection left of it is not used again: LiveKit may have stopped it.
    this.#drop(item);
    const copy = copyOf(item.raw, this.#muted);
    const local = (this.#parts.wrap ?? wrap)(copy, item.source);
    const isCamera = item.source === "camera" && local instanceof LocalVideoTrack;
    item.sent = { local, copies: [copy], end: isCamera ? sendLowFirst(local, clock) : () => {} };
    local.on(TrackEvent.Muted, () => {
      // By now it may carry what another device gives.
      const sent = this.#items.find(({ sent }) => sent?.local === local)?.sent;
      // LiveKit mutes what has ended, too; that is mended elsewhere.
      const ended = sent?.copies.some(({ readyState }) => readyState === "ended");
      if (!this.#muted && !this.#turning.has(local) && ended === false) this.#onMutedByOthers();
    });
    // Before anybody may hear it.
    const muted = this.#muted;
    await alignMute(local, muted);
    if (room.state !== "connected") {
      this.#drop(item);
      return { is: "waits" };
    }
    const late = new AbortController();
    const broken = Promise.withResolvers<void>();
    this.#interrupt = broken.resolve;
    const outcome = await Promise.race<Outcome>([
      room.localParticipant.publishTrack(local, optionsOf(item.source, item.raw.contentHint)).then(
        () => ({ is: "published" }),
        (thrown: unknown) => (isRefused(thrown) ? { is: "refused" } : { is: "failed", thrown }),
      ),
      sleep(clock, publishMs, late.signal).then(
        () => ({ is: "failed", thrown: new Error(`not published after ${publishMs} ms`) }),
        () => ({ is: "broken" }),
      ),
      broken.promise.then(() => ({ is: "broken" })),
    ]);
    late.abort();
    if (outcome.is !== "published") this.#drop(item);
    // LiveKit tells nobody of what was turned before the track had its name: it is turned once more.
    else if (muted !== this.#muted) {
      this.#turning.add(local);
      await retell(local, this.#muted).finally(() => this.#turning.delete(local));
    }
    return outcome;
  }

  async #unpublish(local: LocalTrack): Promise<void> {
    const late = new AbortController();
    await Promise.race([
      this.#parts.room.localParticipant.unpublishTrack(local, true).catch(() => {}),
      sleep(this.#parts.clock, unpublishMs, late.signal).catch(() => {}),
    ]);
    late.abort();
  }

  #drop(item: Item): void {
    const { sent } = item;
    if (sent === null) return;
    for (const copy of sent.copies) copy.stop();
    sent.end();
    item.sent = null;
    this.#strays.add(sent.local);
    // The oldest were of connections that are long over.
    const [oldest] = this.#strays;
    if (this.#strays.size > mostStrays && oldest !== undefined) this.#strays.delete(oldest);
  }

  #publicationOf(local: LocalTrack): LocalTrackPublication | undefined {
    return [...this.#parts.room.localParticipant.trackPublications.values()].find(
      (publication): publication is LocalTrackPublication => publication.track === local,
    );
  }

  #fields(thrown: unknown) {
    return { track: this.#parts.name, reason: messageOf(thrown).slice(0, 200) };
  }
}

function copyOf(raw: MediaStreamTrack, muted: boolean): MediaStreamTrack {
  const copy = raw.clone();
  copy.contentHint = raw.contentHint;
  copy.enabled = !muted;
  return copy;
}

async function alignMute(local: LocalTrack, muted: boolean): Promise<void> {
  if (local.isMuted !== muted) await (muted ? local.mute() : local.unmute());
}

async function retell(local: LocalTrack, muted: boolean): Promise<void> {
  await alignMute(local, muted);
  await alignMute(local, !muted);
  await alignMute(local, muted);
}

function wrap(track: MediaStreamTrack, source: Source): LocalTrack {
  const local =
    track.kind === "audio" ? new LocalAudioTrack(track, undefined, true) : new LocalVideoTrack(track, undefined, true);
  local.source = sources[source];
  // The types of its two kinds do not say that they are of it.
  if (!isLocalTrack(local)) throw new Error("LiveKit made no track");
  return local;
}

/** The token does not allow it. Source: livekit-client `LocalParticipant.publish`. */
const isRefused = (thrown: unknown): boolean => thrown instanceof Error && "status" in thrown && thrown.status === 403;
