import type { Page } from "@playwright/test";

/** Milliseconds from the beginning until the first sound and the first picture were decoded. */
export interface FirstMedia {
  readonly sound: number;
  readonly picture: number;
}

const deadlineMs = 30_000;

/**
 * Looks in every frame of a page for what is decoded there from now on, until both are there. `begin` answers when it
 * began: milliseconds since the epoch by the page's clock, which all pages of one machine share.
 */
export async function firstMedia(page: Page, begin: () => Promise<number>): Promise<FirstMedia> {
  await everyFrame(page, "begin");
  const begun = await begin();
  const end = performance.now() + deadlineMs;
  while (performance.now() < end) {
    for (const found of await everyFrame(page, "look")) {
      if (found !== null) return { sound: found.sound - begun, picture: found.picture - begun };
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`no sound and picture within ${deadlineMs} ms`);
}

async function everyFrame(page: Page, what: "begin" | "look"): Promise<(FirstMedia | null)[]> {
  return await Promise.all(page.frames().map((frame) => frame.evaluate(look, what).catch(() => null)));
}

/**
 * Runs in a frame, where it goes on looking by itself: what the test asks takes too long to be exact. Chromium keeps what
 * it says of a connection for 50 ms, so much later it may be told.
 */
async function look(what: "begin" | "look"): Promise<FirstMedia | null> {
  interface Watch {
    timer: number;
    readonly before: ReadonlyMap<string, number>;
    sound: number | null;
    picture: number | null;
  }
  const connections: readonly RTCPeerConnection[] = Reflect.get(window, "connections") ?? [];
  const known: Watch | undefined = Reflect.get(window, "watch");
  if (what === "look" && known !== undefined) {
    const { sound, picture } = known;
    return sound === null || picture === null ? null : { sound, picture };
  }
  if (known !== undefined) clearInterval(known.timer);
  /** What came, by connection and stream: pictures, or samples that were not made up. */
  const read = async () => {
    const rows: { id: string; kind: "sound" | "picture"; came: number }[] = [];
    for (const [at, connection] of connections.entries()) {
      if (connection.connectionState !== "connected") continue;
      for (const [, row] of await connection.getStats()) {
        if (row.type !== "inbound-rtp") continue;
        const sound = row.kind === "audio";
        const came = sound ? (row.totalSamplesReceived ?? 0) - (row.concealedSamples ?? 0) : (row.framesDecoded ?? 0);
        rows.push({ id: `${at} ${row.ssrc}`, kind: sound ? "sound" : "picture", came });
      }
    }
    return rows;
  };
  // A frame that is made later has nothing to begin with.
  const begun = what === "begin" ? await read() : [];
  const watch: Watch = {
    timer: 0,
    before: new Map(begun.map(({ id, came }) => [id, came])),
    sound: null,
    picture: null,
  };
  watch.timer = window.setInterval(() => {
    void read().then((rows) => {
      const now = performance.timeOrigin + performance.now();
      for (const { id, kind, came } of rows) if (came > (watch.before.get(id) ?? 0)) watch[kind] ??= now;
      if (watch.sound !== null && watch.picture !== null) clearInterval(watch.timer);
    });
  }, 20);
  Object.assign(window, { watch });
  return null;
}
