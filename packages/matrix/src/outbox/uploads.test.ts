import { createScope, type Scope, signal, silentLog, systemRandom } from "@parley/kernel";
import { createManualClock } from "@parley/testkit";
import { IDBFactory } from "fake-indexeddb";
import { describe, expect, it, vi } from "vitest";
import { LocalFiles } from "../media/local-files.ts";
import { buildLocalFiles } from "../media/testing/build-local-files.ts";
import type { Json, SealedStore } from "../storage/sealed-store.ts";
import type { Outgoing } from "./entry.ts";
import type { NewFile } from "./new-entry.ts";
import { createOutboxOn, type Outbox } from "./outbox.ts";
import { SendError, type SendTransport, type WireEvent } from "./transport.ts";

/** Waits until something holds: the disk in memory takes as long as the machine lets it. */
const soon = (holds: () => void): Promise<void> => vi.waitFor(holds, { timeout: 5_000, interval: 5 });
/** Gives what must not happen the time to. */
const quiet = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 30));
const later = () => new SendError({ kind: "later", afterMs: null });

interface Upload {
  readonly bytes: string;
  readonly type: string;
  readonly progress: (share: number) => void;
  readonly signal: AbortSignal;
}

/** A device over several runs: its disk, and a homeserver. */
class Device {
  readonly clock = createManualClock();
  readonly disk = new IDBFactory();
  readonly values = new Map<string, Json>();
  readonly uploads: Upload[] = [];
  readonly sent: WireEvent[] = [];
  encrypted = true;
  /** What an upload comes to. */
  answer: (upload: Upload) => Promise<string> = async () => `mxc://x/${this.uploads.length}`;

  run(files = buildLocalFiles(this.disk)): {
    outbox: Outbox;
    scope: Scope;
    online: ReturnType<typeof signal<boolean>>;
  } {
    const scope = createScope();
    const online = signal(true);
    const sealed: SealedStore = {
      get: async <T extends Json>(key: string) => (this.values.get(key) as T | undefined) ?? null,
      put: async (key, value) => void this.values.set(key, value),
      delete: async (key) => void this.values.delete(key),
      keys: async (prefix) => [...this.values.keys()].filter((key) => key.startsWith(prefix)).sort(),
    };
    const transport: SendTransport = {
      isEncrypted: () => this.encrypted,
      mustEncrypt: async () => this.encrypted,
      newest: () => null,
      shows: () => false,
      find: async () => "absent",
      put: async (event) => `$${this.sent.push(event)}`,
      upload: async (file, type, progress, stop) => {
        const upload = { bytes: await file.text(), type, progress, signal: stop };
        this.uploads.push(upload);
        return await this.answer(upload);
      },
    };
    const log = silentLog;
    const outbox = createOutboxOn({
      transport,
      sealed,
      files,
      online,
      clock: this.clock,
      random: systemRandom,
      scope,
      log,
    });
    return { outbox, scope, online };
  }
}

const picture: Outgoing = {
  roomId: "!a",
  kind: "message",
  type: "m.room.message",
  content: { msgtype: "m.image", body: "a.png", info: { w: 1 } },
  target: null,
};
const words: Outgoing = { ...picture, content: { msgtype: "m.text", body: "words" } };
const files: readonly NewFile[] = [
  { role: "file", file: new Blob(["the whole picture"]), type: "image/png" },
  { role: "thumbnail", file: new Blob(["small"]), type: "image/webp" },
];
const send = (outbox: Outbox) => outbox.pending("!a").value.map(({ send: state }) => state?.state ?? "sent");

describe("messages with files", () => {
  it("go up enciphered, then leave with the addresses; nothing stays on the disk", async () => {
    const device = new Device();
    const { outbox } = device.run();
    await outbox.start();
    const shares: (number | null)[] = [];
    device.answer = async ({ progress }) => {
      progress(0.5);
      shares.push(outbox.progress(outbox.pending("!a").value[0]?.txnId ?? "")?.value ?? null);
      return `mxc://x/${device.uploads.length}`;
    };
    const written = outbox.enqueue(picture, files);
    expect(outbox.pending("!a").value[0]?.local?.file).toBeTruthy();
    await written;
    await soon(() => expect(send(outbox)).toEqual(["sent"]));
    await soon(() => expect(device.values.size).toBe(0));
    expect(device.uploads.map(({ type }) => type)).toEqual(["application/octet-stream", "application/octet-stream"]);
    expect(device.uploads.map(({ bytes }) => bytes)).not.toContain("the whole picture");
    expect(device.sent[0]?.content).toMatchObject({
      file: { url: "mxc://x/1", v: "v2" },
      info: { w: 1, thumbnail_file: { url: "mxc://x/2" } },
    });
    expect(shares.map((share) => Math.round((share ?? 0) * 100))).toEqual([39, 89]);
  });

  it("go up in the clear where the room is not encrypted, and again when it has become so", async () => {
    const device = new Device();
    device.encrypted = false;
    const first = device.run();
    await first.outbox.start();
    device.answer = async ({ bytes }) => {
      if (bytes === "the whole picture") device.encrypted = true;
      return `mxc://x/${device.uploads.length}`;
    };
    await first.outbox.enqueue(picture, files);
    await soon(() => expect(device.sent.length).toBe(1));
    expect(device.uploads[0]).toMatchObject({ bytes: "the whole picture", type: "image/png" });
    // What everyone could read must not be named in a message that not everyone can.
    expect(device.uploads.length).toBe(4);
    expect(JSON.stringify(device.sent[0]?.content)).not.toContain("mxc://x/1");
    expect(device.sent[0]?.content.file).toMatchObject({ url: "mxc://x/3" });
  });

  it("let words pass by, survive the end of a run, and go on in the next", async () => {
    const device = new Device();
    const one = device.run();
    await one.outbox.start();
    device.answer = () => new Promise(() => {});
    await one.outbox.enqueue(picture, files);
    await one.outbox.enqueue(words);
    await soon(() => expect(device.sent.map(({ content }) => content.body)).toEqual(["words"]));
    await soon(() => expect(device.uploads.length).toBe(1));
    one.scope.end();
    expect(device.uploads[0]?.signal.aborted).toBe(true);
    device.answer = async () => "mxc://x/again";
    const two = device.run();
    await two.outbox.start();
    await soon(() => expect(device.sent.map(({ content }) => content.body)).toEqual(["words", "a.png"]));
    await soon(() => expect(device.values.size).toBe(0));
  });

  it("wait out a bad line with growing pauses, and try at once when asked", async () => {
    const device = new Device();
    const { outbox, online } = device.run();
    await outbox.start();
    device.answer = async () => Promise.reject(later());
    await outbox.enqueue(picture, files);
    await soon(() => expect(device.clock.waiting).toBe(1));
    expect(device.uploads.length).toBe(1);
    expect(outbox.pending("!a").value[0]?.send).toMatchObject({ state: "queued", refused: true });
    device.clock.tick(1_000);
    await soon(() => expect(device.uploads.length).toBe(2));
    await soon(() => expect(device.clock.waiting).toBe(1));
    online.value = false;
    device.clock.tick(60_000);
    await quiet();
    expect(device.uploads.length).toBe(2);
    device.answer = async () => "mxc://x/there";
    online.value = true;
    await soon(() => expect(device.sent.length).toBe(1));
  });

  it("are taken back at any time: while written down, while going up, when refused", async () => {
    const device = new Device();
    const { outbox } = device.run();
    await outbox.start();
    const staging = outbox.enqueue(picture, files);
    await outbox.discard(outbox.pending("!a").value[0]?.txnId ?? "");
    await staging;
    expect(outbox.pending("!a").value).toEqual([]);

    device.answer = () => new Promise(() => {});
    const going = await outbox.enqueue(picture, files);
    await soon(() => expect(device.uploads.length).toBe(1));
    await outbox.discard(going);
    expect(device.uploads.at(-1)?.signal.aborted).toBe(true);

    device.answer = async () => Promise.reject(new SendError({ kind: "never", reason: "too-large" }));
    const refused = await outbox.enqueue(picture, files);
    await soon(() =>
      expect(outbox.pending("!a").value[0]?.send).toMatchObject({ state: "failed", reason: "too-large" }),
    );
    await quiet();
    await outbox.discard(refused);
    expect(outbox.pending("!a").value).toEqual([]);
    await soon(() => expect(device.values.size).toBe(0));
    expect(device.sent).toEqual([]);
  });

  it("say so when their file is gone from the disk, and clear away what nobody asks for", async () => {
    const device = new Device();
    const one = device.run();
    await one.outbox.start();
    one.online.value = false;
    await one.outbox.enqueue(picture, files);
    one.scope.end();
    device.disk.deleteDatabase("uploads");
    const two = device.run();
    await two.outbox.start();
    await soon(() =>
      expect(two.outbox.pending("!a").value[0]?.send).toMatchObject({ state: "failed", reason: "file-lost" }),
    );
  });

  it("keep their bytes while an entry cannot be read: it may be a newer page's, or the store is out of sorts", async () => {
    const device = new Device();
    const one = device.run();
    await one.outbox.start();
    one.online.value = false;
    await one.outbox.enqueue(picture, files);
    one.scope.end();
    const kept = [...device.values];
    for (const [key] of kept) device.values.set(key, { v: 99 });
    const two = device.run();
    await two.outbox.start();
    await quiet();
    two.scope.end();
    for (const [key, value] of kept) device.values.set(key, value);
    const three = device.run();
    await three.outbox.start();
    await soon(() => expect(device.sent).toHaveLength(1));
  });

  it.each(["an entry", "what lies here"])(
    "do not keep kept files from coming back where %s cannot be read",
    async (what) => {
      const device = new Device();
      if (what === "an entry") device.values.set("outbox/1", { v: 99 });
      const asked = vi.fn(async () => new Set<string>());
      const files =
        what === "an entry"
          ? buildLocalFiles(device.disk, asked)
          : new LocalFiles(() => Promise.reject(new Error("no disk")), asked);
      await device.run(files).outbox.start();
      await soon(() => expect(asked).toHaveBeenCalledTimes(1));
      expect(asked).toHaveBeenCalledWith(new Set(), what === "an entry" ? new Set() : null);
    },
  );

  it("leave in the order in which they were chosen, whichever is there first", async () => {
    const device = new Device();
    const { outbox } = device.run();
    await outbox.start();
    const arrive: ((mxc: string) => void)[] = [];
    device.answer = () => new Promise((resolve) => arrive.push(resolve));
    const named = (body: string): Outgoing => ({ ...picture, content: { ...picture.content, body } });
    const one = files.slice(0, 1);
    await outbox.enqueue(named("first"), one);
    const second = await outbox.enqueue(named("second"), one);
    await outbox.enqueue({ ...words, content: { body: "an answer" }, target: { txnId: second } });
    await outbox.enqueue(words);
    await soon(() => expect(arrive).toHaveLength(2));
    arrive[1]?.("mxc://x/2");
    // Words pass by both, also those that stand after an answer to the one that is there.
    await soon(() => expect(device.sent.map(({ content }) => content.body)).toEqual(["words"]));
    await quiet();
    expect(device.sent).toHaveLength(1);
    // The answer waits with what it answers, which is there and waits for the first: nothing waits with the answer.
    await outbox.enqueue({ ...words, content: { body: "more words" } });
    await soon(() => expect(device.sent.map(({ content }) => content.body)).toEqual(["words", "more words"]));
    arrive[0]?.("mxc://x/1");
    const order = ["words", "more words", "first", "second", "an answer"];
    await soon(() => expect(device.sent.map(({ content }) => content.body)).toEqual(order));
  });

  it("go on without one that is refused or taken back", async () => {
    const device = new Device();
    const { outbox } = device.run();
    await outbox.start();
    const settle: PromiseWithResolvers<string>[] = [];
    device.answer = () => {
      const upload = Promise.withResolvers<string>();
      settle.push(upload);
      return upload.promise;
    };
    const one = files.slice(0, 1);
    await outbox.enqueue(picture, one);
    await outbox.enqueue(picture, one);
    await soon(() => expect(settle).toHaveLength(2));
    settle[1]?.resolve("mxc://x/2");
    settle[0]?.reject(new SendError({ kind: "never", reason: "too-large" }));
    await soon(() => expect(device.sent).toHaveLength(1));
    const gone = await outbox.enqueue(picture, one);
    await outbox.enqueue(picture, one);
    await soon(() => expect(settle).toHaveLength(4));
    settle[3]?.resolve("mxc://x/4");
    await quiet();
    expect(device.sent).toHaveLength(1);
    await outbox.discard(gone);
    await soon(() => expect(device.sent).toHaveLength(2));
  });

  it("hold back answers to them, and nothing else", async () => {
    const device = new Device();
    const { outbox } = device.run();
    await outbox.start();
    let arrive = (_: string) => {};
    device.answer = () => new Promise((resolve) => (arrive = resolve));
    const txnId = await outbox.enqueue(picture, files.slice(0, 1));
    await outbox.enqueue({ ...words, content: { body: "an answer" }, target: { txnId } });
    await outbox.enqueue(words);
    await soon(() => expect(device.sent.map(({ content }) => content.body)).toEqual(["words"]));
    await soon(() => expect(device.uploads.length).toBe(1));
    arrive("mxc://x/1");
    await soon(() => expect(device.sent.map(({ content }) => content.body)).toEqual(["words", "a.png", "an answer"]));
  });
});
