import { createScope, type Scope, silentLog, systemRandom } from "@parley/kernel";
import { createManualClock, type ManualClock } from "@parley/testkit";
import { IDBFactory } from "fake-indexeddb";
import { describe, expect, it } from "vitest";
import type { OutgoingMedia } from "../contract/media.ts";
import { matrixError } from "../errors.ts";
import type { Json, SealedStore } from "../storage/sealed-store.ts";
import { createKeptFiles, type KeptStore } from "./kept-files.ts";
import { LocalFiles } from "./local-files.ts";
import { createStagedFiles, type StagedFiles } from "./staged-files.ts";

const dayMs = 24 * 3_600_000;
const never = new AbortController().signal;
const none: ReadonlySet<string> = new Set();

interface Run {
  readonly kept: KeptStore;
  readonly local: LocalFiles;
  readonly staged: StagedFiles;
  readonly scope: Scope;
}

/** A device over several runs. */
class Device {
  readonly clock: ManualClock = createManualClock();
  readonly disk = new IDBFactory();
  readonly values = new Map<string, Json>();
  /** What the store says instead of a value. */
  readonly faults = new Map<string, unknown>();

  /** The next run; what the send queue names is not cleared away. */
  async run(sending: ReadonlySet<string> = none): Promise<Run> {
    const run = this.begin();
    const ids = await run.kept.load(sending, await run.staged.ids());
    await run.staged.keepOnly(new Set([...sending, ...ids]));
    return run;
  }

  begin(): Run {
    const scope = createScope();
    const sealed: SealedStore = {
      get: async <T extends Json>(key: string) => {
        if (this.faults.has(key)) throw this.faults.get(key);
        return (this.values.get(key) as T | undefined) ?? null;
      },
      put: async (key, value) => void this.values.set(key, value),
      delete: async (key) => void this.values.delete(key),
      keys: async (prefix) => [...this.values.keys()].filter((key) => key.startsWith(prefix)).sort(),
    };
    const staged = createStagedFiles({ indexedDB: this.disk, name: "uploads", random: systemRandom });
    const local = new LocalFiles(async () => staged);
    const ports = { clock: this.clock, random: systemRandom, log: silentLog };
    return { kept: createKeptFiles({ sealed, scope, ports }, local), local, staged, scope };
  }
}

const picture: OutgoingMedia = {
  media: "image",
  file: new Blob(["the whole picture"]),
  name: "a.png",
  mimetype: "image/png",
  width: 3,
  height: 2,
  duration: null,
  blurhash: "LEHV6nWB2yk8",
  thumbnail: { file: new Blob(["small"]), mimetype: "image/webp", width: 2, height: 1 },
};
const names = ({ kept }: Run, roomId = "!a") => kept.of(roomId).value?.map(({ name, whole }) => [name, whole]);
const idsOf = ({ kept }: Run, id: string) => (kept.parts(id) ?? []).map(({ staged }) => staged.id);

describe("files beside unsent words", () => {
  it("come back with the next run, in their order and in their room, enciphered on the disk", async () => {
    const device = new Device();
    const first = await device.run();
    expect(names(first)).toEqual([]);
    await first.kept.keep("!a", "z", picture, never);
    await first.kept.keep("!a", "b", { ...picture, name: "b.png", thumbnail: null }, never);
    await first.kept.keep("!b", "c", picture, never);
    const next = device.begin();
    expect(next.kept.of("!a").value).toBeNull();
    await next.kept.load(none, await next.staged.ids());
    expect(names(next)).toEqual([
      ["a.png", true],
      ["b.png", true],
    ]);
    const [file] = next.kept.of("!a").value ?? [];
    expect(file).toMatchObject({ id: "z", size: 17, width: 3, duration: null, thumbnail: { size: 5, width: 2 } });
    if (file?.source?.at !== "here" || file.thumbnail?.source.at !== "here") throw new Error("it lies elsewhere");
    expect(await (await next.local.read(file.source.id, "image/png")).text()).toBe("the whole picture");
    expect(await (await next.local.read(file.thumbnail.source.id, "image/webp")).text()).toBe("small");
    const [part] = next.kept.parts("z") ?? [];
    if (part === undefined) throw new Error("nothing is kept");
    expect(await (await next.staged.read(part.staged, "enciphered", "")).text()).not.toContain("small");
  });

  it("go to another room, also for the next run, and not back to where they were removed meanwhile", async () => {
    const device = new Device();
    const first = await device.run();
    await first.kept.keep("!a", "a", picture, never);
    await first.kept.keep("!a", "b", { ...picture, name: "b.png" }, never);
    await first.kept.move("b", "!new");
    await first.kept.move("nothing", "!new");
    const both = (run: Run) => [names(run), names(run, "!new")];
    expect(both(first)).toEqual([[["a.png", true]], [["b.png", true]]]);
    expect(both(await device.run())).toEqual(both(first));
    await Promise.all([first.kept.move("a", "!new"), first.kept.drop("a")]);
    expect(both(first)).toEqual([[], [["b.png", true]]]);
    expect(both(await device.run())).toEqual(both(first));
    first.scope.end();
    await expect(first.kept.move("b", "!a")).rejects.toMatchObject({ code: "MATRIX_STORE_LOST" });
  });

  it("are removed whole, and are the send queue's once they are handed on", async () => {
    const device = new Device();
    const first = await device.run();
    await first.kept.keep("!a", "a", picture, never);
    await first.kept.keep("!a", "b", picture, never);
    const sending = new Set(idsOf(first, "b"));
    await first.kept.drop("a");
    await first.kept.drop("nothing");
    expect(await first.staged.ids()).toEqual(sending);
    await first.kept.handedOn("b");
    expect([names(first), device.values.size]).toEqual([[], 0]);
    expect((await (await device.run(sending)).staged.ids()).size).toBe(2);
    expect((await (await device.run()).staged.ids()).size).toBe(0);
  });

  it("are not offered again where the page ended between handing on and noting it", async () => {
    const device = new Device();
    const first = await device.run();
    await first.kept.keep("!a", "queued", picture, never);
    await first.kept.keep("!a", "arrived", picture, never);
    const sending = new Set(idsOf(first, "queued"));
    // The send queue has brought the other to the homeserver and cleared it away.
    for (const id of idsOf(first, "arrived")) await first.staged.delete(id);
    const next = await device.run(sending);
    expect([names(next), device.values.size]).toEqual([[], 0]);
    expect(await next.staged.ids()).toEqual(sending);
  });

  it("are named where the page ended before all was written down, and nothing of them stays on the disk", async () => {
    const device = new Device();
    const first = await device.run();
    const writing = first.kept.keep("!a", "a", picture, never);
    first.scope.end();
    await expect(writing).rejects.toMatchObject({ code: "MATRIX_STORE_LOST" });
    const next = await device.run();
    expect(names(next)).toEqual([["a.png", false]]);
    expect(next.kept.of("!a").value).toMatchObject([{ source: null, thumbnail: null }]);
    expect([next.kept.parts("a"), (await next.staged.ids()).size]).toEqual([null, 0]);
    await next.kept.drop("a");
    expect([names(next), device.values.size]).toEqual([[], 0]);
    await expect(first.kept.keep("!a", "b", picture, never)).rejects.toMatchObject({ code: "MATRIX_STORE_LOST" });
  });

  it("are not taken for all there are while it is not known what earlier runs kept", async () => {
    const device = new Device();
    const first = await device.run();
    await first.kept.keep("!a", "a", picture, never);
    device.clock.tick(1_000);
    const next = device.begin();
    await next.kept.keep("!a", "b", { ...picture, name: "b.png" }, never);
    await next.kept.keep("!a", "gone", picture, never);
    expect(next.kept.of("!a").value).toBeNull();
    expect(next.kept.parts("b")).toHaveLength(2);
    await next.kept.drop("gone");
    // Where the bytes cannot be looked at, none of them is taken for sent.
    await next.kept.load(none, null);
    expect(names(next)).toEqual([
      ["a.png", true],
      ["b.png", true],
    ]);
    // Asked for again, as whoever did not know of it does: it is kept once.
    await next.kept.keep("!a", "b", picture, never);
    expect([names(next)?.length, (await next.staged.ids()).size]).toEqual([2, 4]);
  });

  it("leave nothing behind when they are taken back as the last of them is written down", async () => {
    const device = new Device();
    const run = await device.run();
    const stop = new AbortController();
    const put = device.values.set.bind(device.values);
    device.values.set = (key, value) => {
      // Said a second time: all of it is here.
      if (device.values.has(key)) {
        stop.abort();
        void run.kept.drop("a");
      }
      return put(key, value);
    };
    await expect(run.kept.keep("!a", "a", picture, stop.signal)).rejects.toThrow();
    expect([names(run), device.values.size, (await run.staged.ids()).size]).toEqual([[], 0, 0]);
  });

  it("leave nothing behind when they are taken back while they are written down", async () => {
    const device = new Device();
    const run = await device.run();
    const stop = new AbortController();
    const writing = run.kept.keep("!a", "a", picture, stop.signal);
    stop.abort();
    await expect(writing).rejects.toThrow();
    expect([names(run), device.values.size, (await run.staged.ids()).size]).toEqual([[], 0, 0]);
  });

  it("go after a week, are named until a month is over, and are bounded in number", async () => {
    const device = new Device();
    const first = await device.run();
    await first.kept.keep("!a", "a", picture, never);
    device.clock.tick(8 * dayMs);
    expect(names(await device.run())).toEqual([["a.png", true]]);
    device.clock.tick(dayMs);
    const next = await device.run();
    expect([names(next), (await next.staged.ids()).size]).toEqual([[["a.png", false]], 0]);
    device.clock.tick(30 * dayMs);
    expect(names(await device.run())).toEqual([["a.png", false]]);
    device.clock.tick(dayMs);
    expect([names(await device.run()), device.values.size]).toEqual([[], 0]);
    const words = device.begin();
    for (let at = 0; at < 300; at += 1)
      device.values.set(`kept-file/${at}`, { v: 1, roomId: "!b", at: device.clock.now(), facts: {}, parts: null });
    await words.kept.load(none, none);
    expect(device.values.size).toBe(300);
    await expect(words.kept.keep("!a", "more", picture, never)).rejects.toMatchObject({ code: "MATRIX_STORE_FULL" });
  });

  it("outlive starts with a clock that runs a month ahead, however often it does", async () => {
    const device = new Device();
    await (await device.run()).kept.keep("!a", "a", picture, never);
    const start = device.clock.now();
    const set = (ms: number) => device.clock.tick(start + ms - device.clock.now());
    for (const days of [31, 45, 60]) {
      for (const ahead of [0, days * dayMs, days * dayMs + 3_600_000, 0]) {
        set(ahead);
        const run = await device.run();
        expect([names(run), (await run.staged.ids()).size]).toEqual([[["a.png", true]], 2]);
      }
    }
    // Marked by a clock that is ahead, next looked at when it is old indeed.
    set(60 * dayMs);
    await device.run();
    set(8 * dayMs);
    expect(names(await device.run())).toEqual([["a.png", true]]);
    set(9 * dayMs);
    expect(names(await device.run())).toEqual([["a.png", false]]);
  });

  it("stay with their bytes while the store cannot be read, and the others are shown", async () => {
    const device = new Device();
    const first = await device.run();
    await first.kept.keep("!a", "a", picture, never);
    await first.kept.keep("!a", "b", { ...picture, name: "b.png" }, never);
    device.faults.set("kept-file/a", new Error("the connection to the database was lost"));
    const next = device.begin();
    await expect(next.kept.load(none, await next.staged.ids())).rejects.toThrow("was lost");
    expect(names(next)).toEqual([["b.png", true]]);
    device.faults.clear();
    expect(names(await device.run())).toEqual([
      ["a.png", true],
      ["b.png", true],
    ]);
  });

  it("stay with all bytes when a newer page wrote them, and go when they can never be opened again", async () => {
    const device = new Device();
    const first = await device.run();
    await first.kept.keep("!a", "a", picture, never);
    const written = device.values.get("kept-file/a");
    const newer = { ...Object(written), v: 2 };
    device.values.set("kept-file/a", newer);
    const next = await device.run();
    expect([names(next), device.values.get("kept-file/a")]).toEqual([[], newer]);
    expect((await next.staged.ids()).size).toBe(2);
    device.faults.set("kept-file/a", matrixError("MATRIX_STORE_LOST", "it belongs to another key"));
    const last = await device.run();
    expect([names(last), device.values.size, (await last.staged.ids()).size]).toEqual([[], 0, 0]);
  });
});
