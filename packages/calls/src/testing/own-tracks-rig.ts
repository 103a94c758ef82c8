import { type Signal, signal, silentLog } from "@parley/kernel";
import { createManualClock } from "@parley/testkit";
import { type LocalTrack, RoomEvent, Track, TrackEvent } from "livekit-client";
import { vi } from "vitest";
import { createOwnTracks } from "../own-tracks.ts";
import type { Capture, Captured, Source } from "../sending/capture.ts";
import type { SendingRoom } from "../sending/publishing.ts";

/** As much of a browser's track as is used here. */
class FakeMedia {
  enabled = true;
  contentHint = "";
  readyState: "live" | "ended" = "live";
  readonly id: string;
  readonly #live: Set<FakeMedia>;
  constructor(id: string, live: Set<FakeMedia>) {
    this.id = id;
    this.#live = live;
    live.add(this);
  }
  clone(): FakeMedia {
    return new FakeMedia(`${this.id}'`, this.#live);
  }
  stop(): void {
    this.readyState = "ended";
    this.#live.delete(this);
  }
}

class FakeLocal {
  isMuted = false;
  source: Track.Source = Track.Source.Unknown;
  readonly media: FakeMedia[];
  readonly #listeners = new Map<string, () => void>();
  constructor(media: FakeMedia) {
    this.media = [media];
  }
  on(event: string, listener: () => void): void {
    this.#listeners.set(event, listener);
  }
  async mute(): Promise<void> {
    this.isMuted = true;
    this.#listeners.get(TrackEvent.Muted)?.();
  }
  async unmute(): Promise<void> {
    this.isMuted = false;
  }
  async replaceTrack(media: FakeMedia): Promise<void> {
    this.media.push(media);
  }
}

interface Publication {
  readonly track: FakeLocal;
}

interface RigParts {
  readonly devices?: object;
  readonly present?: string[];
  readonly may?: () => boolean;
}

export function rig({ devices = {}, present = ["mic-1", "cam-1"], may = () => true }: RigParts = {}) {
  const clock = createManualClock();
  const live = new Set<FakeMedia>();
  const listeners = new Map<string, Set<() => void>>();
  const publications = new Map<string, Publication>();
  const emit = (event: string) => {
    for (const listener of listeners.get(event) ?? []) listener();
  };
  const tries: FakeLocal[] = [];
  const net = {
    /** How the next tries go; then all succeed. */
    plan: [] as ("fail" | "hang" | "refuse")[],
    hung: [] as (() => void)[],
  };
  const localParticipant = {
    trackPublications: publications,
    async publishTrack(track: FakeLocal, { source }: { source: Track.Source }) {
      tries.push(track);
      track.source = source;
      const how = net.plan.shift();
      if (how === "fail") throw new Error("publication of local track timed out");
      if (how === "refuse") throw Object.assign(new Error("insufficient permissions"), { status: 403 });
      if (how === "hang") await new Promise<void>((resolve) => net.hung.push(resolve));
      publications.set(`T${tries.length}`, { track });
      emit(RoomEvent.LocalTrackPublished);
    },
    async unpublishTrack(track: FakeLocal) {
      for (const [sid, publication] of publications) if (publication.track === track) publications.delete(sid);
      for (const media of track.media) media.stop();
      emit(RoomEvent.LocalTrackUnpublished);
    },
  };
  const room = {
    state: "disconnected",
    localParticipant,
    on: (event: string, listener: () => void) => {
      listeners.set(event, (listeners.get(event) ?? new Set()).add(listener));
    },
    off: (event: string, listener: () => void) => listeners.get(event)?.delete(listener),
  };
  const state = (next: string) => {
    room.state = next;
    // As LiveKit does when it is cut off for good.
    if (next === "disconnected") publications.clear();
    emit(RoomEvent.ConnectionStateChanged);
  };

  const opened: string[] = [];
  const open: { readonly id: string; readonly media: FakeMedia; readonly gone: () => void }[] = [];
  let deviceListener = (): void => {};
  const fail: { next: string | null } = { next: null };
  const blurs: { readonly breaks: () => void; readonly slow: Signal<boolean>; readonly asked: string[] }[] = [];
  const take = (source: Source, wanted: { preferred?: string; exact?: string; blur?: string } = {}): Captured => {
    const kind = source.slice(0, 3);
    const of = present.filter((id) => id.startsWith(kind));
    const id = source === "screen" ? "screen" : (wanted.exact ?? of.find((one) => one === wanted.preferred) ?? of[0]);
    const name = fail.next ?? (id === undefined || (id !== "screen" && !of.includes(id)) ? "NotFoundError" : null);
    fail.next = null;
    if (id === undefined || name !== null) throw Object.assign(new Error("no"), { name: name ?? "NotFoundError" });
    opened.push(id);
    const media = new FakeMedia(id, live);
    let gone = (_why: "gone" | "broken"): void => {};
    const end = () => {
      media.stop();
      gone("gone");
    };
    const blurred = source === "camera" && wanted.blur !== "off";
    const slow = signal(false);
    if (blurred) blurs.push({ breaks: () => gone("broken"), slow, asked: [wanted.blur ?? ""] });
    const { asked } = blurs.at(-1) ?? { asked: [] as string[] };
    open.push({ id, media, gone: end });
    return {
      media: [{ source, track: media as unknown as MediaStreamTrack }],
      deviceId: id,
      groupId: `of ${id}`,
      filtered: false,
      blurring: blurred
        ? {
            track: media as unknown as MediaStreamTrack,
            slow,
            set: (to) => void (asked.at(-1) !== to && asked.push(to)),
            onBreak() {},
            close() {},
          }
        : null,
      onEnd: (listener) => {
        gone = listener;
      },
      close: () => media.stop(),
    };
  };
  const capture: Capture = {
    microphone: async (choice) => take("microphone", choice as object),
    camera: async (choice) => take("camera", choice as object),
    screen: async () => take("screen"),
    list: async () =>
      present.map((deviceId) => ({
        deviceId,
        groupId: `of ${deviceId}`,
        kind: deviceId.startsWith("mic") ? ("audioinput" as const) : ("videoinput" as const),
        label: deviceId,
        toJSON: () => ({}),
      })),
    onChange(listener) {
      deviceListener = listener;
      return () => {};
    },
  };
  const own = createOwnTracks({
    room: room as unknown as SendingRoom,
    capture,
    devices,
    may,
    clock,
    log: silentLog,
    wrap: (media) => new FakeLocal(media as unknown as FakeMedia) as unknown as LocalTrack,
  });
  /** What others can hear and see now. */
  const sent = () =>
    Array.from(publications.values(), ({ track }) => {
      const media = track.media.at(-1);
      return `${media?.id.replaceAll("'", "")}${track.isMuted || media?.enabled !== true ? " muted" : ""}${media?.readyState === "ended" ? " dead" : ""}`;
    }).sort();
  const gone = (id: string) => {
    present.splice(present.indexOf(id), 1);
    open.findLast((one) => one.id === id)?.gone();
    deviceListener();
  };
  const back = (id: string) => {
    present.push(id);
    deviceListener();
  };
  const fakes = { live, opened, fail, gone, back, open, blurs };
  return { own, clock, state, net, tries, publications, sent, emit, ...fakes };
}

/** Lets what waits go on, and then `then`, so often. */
export const moments = async (count: number, then: () => void = () => {}) => {
  for (let i = 0; i < count; i++) {
    await new Promise((resolve) => setTimeout(resolve, 1));
    then();
  }
};
export const soon = (check: () => void) => vi.waitFor(check, { timeout: 1000, interval: 1 });
