import { type Clock, type Log, messageOf, type ReadonlySignal, type Scope, signal } from "@parley/kernel";
import type { CallPlace } from "../contract/calls.ts";

/** What holding a place asks of the homeserver. Each rejects as every request does. */
export interface PlaceWire {
  /** Milliseconds that what was written stands. */
  readonly lastsMs: number;
  /** Writes the membership; a renewal goes on with the place that stands. */
  write(renewal: boolean): Promise<void>;
  /** Whether the place is among those of the room, as far as this device knows. */
  stands(): boolean;
  /** Writes that the place is given up. */
  clear(): Promise<void>;
  /** Has the homeserver give the place up after `delayMs`, unless told otherwise; null where it cannot. */
  clearLater(delayMs: number): Promise<string | null>;
  /** Begins the wait anew. False: the homeserver does not know it (any more). */
  restart(delayId: string): Promise<boolean>;
  /** Gives the place up now, also from a page that goes away. False: the homeserver did not take it. */
  send(delayId: string): Promise<boolean>;
}

/** Milliseconds after which a device that says nothing more is out. */
const goneMs = 15_000;
const beatMs = 5000;
const leaveDeadlineMs = 5000;

/**
 * A place in a call, held: the homeserver gives it up when it hears nothing for 15 s (MSC4140), and what it gave up
 * while this device could not be heard is taken again.
 */
export async function holdPlace(wire: PlaceWire, ports: { clock: Clock; log: Log }, scope: Scope): Promise<CallPlace> {
  const holder = new Holder(wire, ports);
  scope.onEnd(() => holder.close());
  await holder.begin();
  return holder;
}

class Holder implements CallPlace {
  readonly lost: ReadonlySignal<boolean>;
  readonly #lost = signal(false);
  readonly #wire: PlaceWire;
  readonly #ports: { clock: Clock; log: Log };
  #delayId: string | null = null;
  /** The last word, once: two at a time of a page that goes away undo each other at the homeserver. */
  #sent: Promise<boolean> | null = null;
  /** A renewal that is not answered yet. */
  #writing: Promise<void> | null = null;
  #writtenAt = 0;
  #over = false;
  #cancel = () => {};

  constructor(wire: PlaceWire, ports: { clock: Clock; log: Log }) {
    this.#wire = wire;
    this.#ports = ports;
    this.lost = this.#lost;
  }

  /** The way out is arranged with the way in: a page that dies in between must not stay in the call for hours. */
  async begin(): Promise<void> {
    const [later, written] = await Promise.allSettled([this.#wire.clearLater(goneMs), this.#wire.write(false)]);
    if (later.status === "fulfilled") this.#delayId = later.value;
    const failed = [later, written].find((one) => one.status === "rejected");
    if (failed !== undefined) {
      // What was written, or is although it was not answered, would stand with nobody there.
      await this.#giveUp();
      throw failed.reason;
    }
    this.#writtenAt = this.#ports.clock.now();
    if (this.#over) this.abandon();
    else this.#soon();
  }

  async leave(): Promise<void> {
    if (!this.#over) await this.#giveUp();
  }

  async #giveUp(): Promise<void> {
    const writing = this.#writing;
    this.#end();
    const gone = await this.#within(this.#send());
    if (gone !== true) await this.#within(this.#wire.clear());
    if (writing === null) return;
    // It may have come after the last word.
    await this.#within(writing);
    await this.#within(this.#wire.clear());
  }

  abandon(): void {
    this.#end();
    this.#send().catch(() => {});
  }

  #send(): Promise<boolean> {
    if (this.#delayId === null) return Promise.resolve(false);
    this.#sent ??= this.#wire.send(this.#delayId);
    return this.#sent;
  }

  /** The client ends, or goes to another tab: others are not to see for 15 s who is not there any more. */
  close(): void {
    if (!this.#over) this.abandon();
  }

  #end(): void {
    this.#over = true;
    this.#cancel();
  }

  #soon(): void {
    this.#cancel();
    this.#cancel = this.#ports.clock.after(beatMs, () => {
      this.#beat()
        .catch((thrown: unknown) => {
          // The next one is soon; three in a row and the homeserver has given the place up.
          this.#ports.log.warn("a place in a call was not renewed", { reason: messageOf(thrown) });
        })
        .finally(() => {
          if (!this.#over) this.#soon();
        });
    });
  }

  async #beat(): Promise<void> {
    const id = this.#delayId;
    const known = id === null ? false : await this.#wire.restart(id);
    if (this.#over) return;
    if (id !== null && !known) {
      this.#lost.value = true;
      this.#delayId = await this.#wire.clearLater(goneMs);
      await this.#write(false);
      this.#lost.value = false;
    } else if (!this.#wire.stands()) {
      // Cleared past us: by the way out of a page of this device that crashed before, most of all. It is written in the same words.
      await this.#write(false);
    } else if (this.#ports.clock.now() - this.#writtenAt > this.#wire.lastsMs / 2) await this.#write(true);
  }

  async #write(renewal: boolean): Promise<void> {
    if (this.#over) return;
    this.#writing = this.#wire.write(renewal).finally(() => {
      this.#writing = null;
    });
    await this.#writing;
    this.#writtenAt = this.#ports.clock.now();
  }

  /** What came of it, or null: it failed or took too long. */
  #within<T>(work: Promise<T>): Promise<T | null> {
    return new Promise((resolve) => {
      const cancel = this.#ports.clock.after(leaveDeadlineMs, () => resolve(null));
      work.then(
        (value) => {
          cancel();
          resolve(value);
        },
        () => {
          cancel();
          resolve(null);
        },
      );
    });
  }
}
