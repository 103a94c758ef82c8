import { messageOf, type Signal, signal } from "@parley/kernel";
import { RoomEvent } from "livekit-client";
import type { OwnTrack } from "../contract.ts";
import type { Captured } from "./capture.ts";
import { deviceFaultOf } from "./device-faults.ts";
import { Publishing, type SendingParts } from "./publishing.ts";

/** What is to be sent. Another `key` is another device, or another screen: it is opened in place of the one before. */
export interface Want {
  readonly key: string;
  /** `again`: that very device, after it had gone. */
  readonly open: (again: string | undefined) => Promise<Captured>;
  /** When the device goes away: nothing is to be sent any more, another is taken at once, or it is waited for. */
  readonly whenGone: "end" | "another" | "wait";
}

const off: OwnTrack = { on: false, busy: false, fault: null };

/** So often a track is tried to be published in one connection, with these pauses between. */
const pausesMs = [300, 600, 1200, 2500, 5000, 10_000, 15_000] as const;
/** So often what works on a device may break before it is given up. */
const mostBreaks = 2;
/** What comes back later is not taken up by itself: who has turned to other things should not be heard or seen. */
const waitForDeviceMs = 2 * 60_000;

/**
 * Sends what is wanted, through every reconnection. What is wanted is the truth: what is captured and published is brought
 * in line with it whenever either changes, one step at a time.
 */
export class Sending {
  readonly state: Signal<OwnTrack> = signal(off);
  readonly #parts: SendingParts;
  readonly #publishing: Publishing;
  readonly #release: () => void;
  #want: Want | null = null;
  #muted = false;
  #captured: { readonly key: string; readonly from: Captured } | null = null;
  /** The device that is waited for. */
  #gone: { readonly deviceId: string | undefined; readonly forget: () => void } | null = null;
  #tries = 0;
  #breaks = 0;
  #cancelRetry: () => void = () => {};
  #stale = false;
  #running: Promise<void> | null = null;
  #stopped = false;

  constructor(parts: SendingParts) {
    this.#parts = parts;
    this.#publishing = new Publishing(parts, () => {
      this.#muted = true;
      this.#publishing.mute(true);
      this.#show({ fault: "moderated" });
    });
    const { room } = parts;
    const onState = () => {
      this.#tries = 0;
      this.#publishing.interrupt();
      if (room.state === "connected") void this.settle();
    };
    const onPublished = () => {
      if (room.state === "connected") void this.settle();
    };
    const onUnpublished = () => {
      if (this.#want === null || room.state !== "connected") return;
      // A server that takes it back each time is not asked for ever.
      this.#tries += 1;
      void this.settle();
    };
    const onPermissions = () => {
      this.#tries = 0;
      void this.settle();
    };
    room.on(RoomEvent.ConnectionStateChanged, onState);
    room.on(RoomEvent.LocalTrackPublished, onPublished);
    room.on(RoomEvent.LocalTrackUnpublished, onUnpublished);
    room.on(RoomEvent.ParticipantPermissionsChanged, onPermissions);
    this.#release = () => {
      room.off(RoomEvent.ConnectionStateChanged, onState);
      room.off(RoomEvent.LocalTrackPublished, onPublished);
      room.off(RoomEvent.LocalTrackUnpublished, onUnpublished);
      room.off(RoomEvent.ParticipantPermissionsChanged, onPermissions);
    };
  }

  get want(): Want | null {
    return this.#want;
  }

  get muted(): boolean {
    return this.#muted;
  }

  /** The device that is open now. */
  get captured(): Captured | null {
    return this.#captured?.from ?? null;
  }

  /** Sends `want` from now on, or nothing. Resolves when it was tried; what went wrong stands in the state. */
  async set(want: Want | null, muted: boolean): Promise<void> {
    if (this.#stopped) return;
    const before = this.#want;
    this.#want = want;
    this.#muted = muted;
    this.#publishing.mute(muted);
    this.#forgetGone();
    this.#tries = 0;
    this.#breaks = 0;
    if (want?.key !== before?.key) this.#publishing.interrupt();
    // The lamp beside a camera goes out at once.
    if (want === null) this.#close();
    const ready = this.#captured?.key === want?.key && this.#publishing.done;
    this.#show({ fault: null, busy: want !== null && !ready });
    await this.settle();
    if (!this.#stopped) this.#show({ busy: false });
  }

  /** The room does not let one send it: nothing is opened. `asked`: somebody wanted to. */
  async refuse(asked: boolean): Promise<void> {
    await this.set(null, true);
    if (asked && !this.#stopped) this.#show({ fault: "forbidden" });
  }

  /** Opens the wanted device anew. */
  reopen(): Promise<void> {
    this.#close();
    return this.settle();
  }

  /** These devices are there now: one that is waited for is taken up again. */
  back(deviceIds: ReadonlySet<string>): void {
    if (this.#gone === null) return;
    const { deviceId } = this.#gone;
    if (deviceId === undefined || deviceIds.has(deviceId)) void this.settle();
  }

  stop(): void {
    this.#stopped = true;
    this.#release();
    this.#want = null;
    this.#publishing.interrupt();
    this.#publishing.letGo();
    this.#forgetGone();
    this.#cancelRetry();
    this.#close();
    this.state.value = off;
  }

  /** One at a time; asked for meanwhile, it is gone over once more. Never rejects. */
  settle(): Promise<void> {
    this.#stale = true;
    this.#running ??= this.#run().finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  async #run(): Promise<void> {
    while (this.#stale && !this.#stopped) {
      this.#stale = false;
      this.#cancelRetry();
      try {
        await this.#pass();
      } catch (thrown) {
        this.#parts.log.error("a track could not be brought in line", this.#fields(thrown));
      }
    }
  }

  async #pass(): Promise<void> {
    const want = this.#want;
    // Without a word, as after a sleep of the machine.
    const dead = this.#captured?.from.media[0]?.track.readyState === "ended";
    if (dead && want?.whenGone === "end") this.#ended();
    else if (want !== null && (dead || this.#captured?.key !== want.key)) this.#close();
    if (this.#want !== null && this.#captured === null) await this.#open(this.#want);
    if (this.#want === null) {
      await this.#publishing.clear();
      this.#show({});
    } else if (this.#captured !== null && this.#tries <= pausesMs.length) {
      await this.#publish();
    }
    await this.#publishing.sweep();
  }

  async #open(want: Want): Promise<void> {
    const gone = this.#gone;
    let from: Captured;
    try {
      from = await want.open(gone?.deviceId);
    } catch (thrown) {
      if (this.#want !== want || this.#stopped) return;
      // It is waited for still.
      if (gone !== null && this.#gone === gone) return;
      this.#parts.log.warn("a device did not open", this.#fields(thrown));
      this.#endWith(deviceFaultOf(thrown));
      return;
    }
    if (this.#want?.key !== want.key || this.#stopped) return from.close();
    this.#forgetGone();
    this.#captured = { key: want.key, from };
    from.onEnd((why) => {
      if (this.#captured?.from !== from) return;
      if (why === "broken") this.#broke();
      else this.#ended();
    });
    this.#publishing.mute(this.#muted);
    await this.#publishing.adopt(from);
    this.#show({ fault: gone !== null && want.whenGone === "another" ? "another" : null });
  }

  async #publish(): Promise<void> {
    const outcome = await this.#publishing.publish();
    switch (outcome.is) {
      case "refused":
        this.#tries = Number.POSITIVE_INFINITY;
        this.#show({ fault: "forbidden" });
        return;
      case "failed": {
        const pause = pausesMs[this.#tries];
        this.#tries += 1;
        this.#parts.log.warn("a track was not published", { ...this.#fields(outcome.thrown), tries: this.#tries });
        if (pause === undefined) this.#show({ fault: "unexpected" });
        else this.#cancelRetry = this.#parts.clock.after(pause, () => void this.settle());
        return;
      }
      case "published":
        if (this.state.peek().fault === "forbidden") this.#show({ fault: null });
        return;
      // Whoever interrupted it goes over it again, or the next connection does.
      default:
    }
  }

  /** The device is well, what works on its picture is not: both are begun anew. */
  #broke(): void {
    this.#close();
    this.#breaks += 1;
    this.#parts.log.warn("what works on a device broke", { track: this.#parts.name, times: this.#breaks });
    if (this.#breaks > mostBreaks) this.#endWith("unblurred");
    void this.settle();
  }

  #ended(): void {
    const { deviceId } = this.#captured?.from ?? {};
    const want = this.#want;
    this.#close();
    if (want === null) return;
    this.#parts.log.info("a device went away", { track: this.#parts.name });
    if (want.whenGone === "end") {
      this.#want = null;
      this.#show({});
    } else {
      const giveUp = this.#parts.clock.after(waitForDeviceMs, () => {
        this.#gone = null;
        this.#endWith("missing");
        void this.settle();
      });
      const wait = want.whenGone === "wait";
      this.#gone = { deviceId: wait ? deviceId : undefined, forget: giveUp };
      this.#show({ busy: false, fault: "gone" });
      // Until it is back, or another is asked for.
      if (wait) return;
    }
    void this.settle();
  }

  #endWith(fault: OwnTrack["fault"]): void {
    this.#want = null;
    this.#muted = true;
    this.state.value = { on: false, busy: false, fault };
  }

  #close(): void {
    this.#captured?.from.close();
    this.#captured = null;
  }

  #forgetGone(): void {
    this.#gone?.forget();
    this.#gone = null;
  }

  #show(change: Partial<OwnTrack>): void {
    const on = this.#want !== null && !this.#muted && (this.#captured !== null || this.#gone !== null);
    this.state.value = { ...this.state.peek(), on, ...change };
  }

  #fields(thrown: unknown) {
    return { track: this.#parts.name, reason: messageOf(thrown).slice(0, 200) };
  }
}
