import type { BrowserContext, Page } from "@playwright/test";
import { expect } from "@playwright/test";

/** What was deciphered and decoded. */
interface Decoded {
  pictures: number;
  /** Of sound; those that were made up for lost ones do not count. */
  samples: number;
  /** Of what is heard; silence adds nothing. */
  energy: number;
}

/** What a page keeps open of calls. */
interface Open {
  readonly connections: number;
  /** Of microphones, cameras and screens, copies too. */
  readonly tracks: number;
}

/** Lets the others here see what pages that are opened after this do. */
export async function watchMedia(pages: Page | BrowserContext): Promise<void> {
  await pages.addInitScript(() => {
    const connections: RTCPeerConnection[] = [];
    const tracks: MediaStreamTrack[] = [];
    const Plain = window.RTCPeerConnection;
    Object.assign(window, { connections, tracks });
    const { mediaDevices } = navigator;
    for (const name of ["getUserMedia", "getDisplayMedia"] as const) {
      const open = mediaDevices[name].bind(mediaDevices);
      mediaDevices[name] = async (wanted) => {
        const stream = await open(wanted);
        tracks.push(...stream.getTracks());
        return stream;
      };
    }
    const clone = MediaStreamTrack.prototype.clone;
    MediaStreamTrack.prototype.clone = function (this: MediaStreamTrack) {
      const copy = clone.call(this);
      tracks.push(copy);
      return copy;
    };
    window.RTCPeerConnection = class extends Plain {
      constructor(configuration?: RTCConfiguration) {
        super(configuration);
        connections.push(this);
      }
    };
  });
}

/**
 * Waits until more pictures, and more sound unless `sound` is false, come to a page than had come: five pictures, a fifth
 * of a second.
 */
export async function flows(page: Page, what: string, { sound = true, timeout = 30_000 } = {}): Promise<void> {
  const before = await decoded(page);
  const more = async (): Promise<boolean> => {
    const now = await decoded(page);
    // A connection that is over takes its numbers with it.
    before.pictures = Math.min(before.pictures, now.pictures);
    before.samples = Math.min(before.samples, now.samples);
    return now.pictures >= before.pictures + 5 && (!sound || now.samples >= before.samples + 9600);
  };
  await expect.poll(more, { timeout, message: what, intervals: [100] }).toBe(true);
}

/** What of a page's calls is open now. */
export const open = (page: Page): Promise<Open> =>
  page.evaluate(() => {
    const connections: readonly RTCPeerConnection[] = Reflect.get(window, "connections");
    const tracks: readonly MediaStreamTrack[] = Reflect.get(window, "tracks");
    return {
      connections: connections.filter((one) => one.connectionState !== "closed").length,
      tracks: tracks.filter((one) => one.readyState === "live").length,
    };
  });

/** Over all frames of a page, since it was opened. */
export async function decoded(page: Page): Promise<Decoded> {
  const sum = { pictures: 0, samples: 0, energy: 0 };
  for (const frame of page.frames()) {
    const own = await frame.evaluate(countDecoded).catch(() => ({ pictures: 0, samples: 0, energy: 0 }));
    sum.pictures += own.pictures;
    sum.samples += own.samples;
    sum.energy += own.energy;
  }
  return sum;
}

/** Runs in a frame. */
async function countDecoded(): Promise<Decoded> {
  const sum = { pictures: 0, samples: 0, energy: 0 };
  const connections: readonly RTCPeerConnection[] = Reflect.get(window, "connections") ?? [];
  for (const connection of connections) {
    if (connection.connectionState === "closed") continue;
    for (const [, row] of await connection.getStats()) {
      if (row.type !== "inbound-rtp") continue;
      sum.pictures += row.framesDecoded ?? 0;
      sum.energy += row.totalAudioEnergy ?? 0;
      sum.samples += (row.totalSamplesReceived ?? 0) - (row.concealedSamples ?? 0);
    }
  }
  return sum;
}
