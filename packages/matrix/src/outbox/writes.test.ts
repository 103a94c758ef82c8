import { createScope, type Scope, signal, silentLog, systemRandom } from "@parley/kernel";
import { createManualClock } from "@parley/testkit";
import { IDBFactory } from "fake-indexeddb";
import { describe, expect, it, vi } from "vitest";
import { buildLocalFiles } from "../media/testing/build-local-files.ts";
import type { Json, SealedStore } from "../storage/sealed-store.ts";
import type { Outgoing } from "./entry.ts";
import type { NewFile } from "./new-entry.ts";
import { createOutboxOn, type Outbox } from "./outbox.ts";
import { SendError, type SendTransport, type WireEvent } from "./transport.ts";

const soon = (holds: () => void): Promise<void> => vi.waitFor(holds, { timeout: 5_000, interval: 5 });
const quiet = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 30));
const refused = () => new SendError({ kind: "never", reason: "rejected" });

/** A disk whose writes seal what they are given first, and land when they are let. */
class Device {
  readonly clock = createManualClock();
  readonly disk = new IDBFactory();
  readonly values = new Map<string, Json>();
  readonly sent: WireEvent[] = [];
  put: (event: WireEvent) => Promise<string> = async () => `$${this.sent.length}`;
  upload: () => Promise<string> = async () => "mxc://x/1";
  /** Writes that have not landed; null: each lands at once. */
  held: { readonly json: string; readonly land: (fault?: Error) => void }[] | null = null;

  run(): { outbox: Outbox; scope: Scope; online: ReturnType<typeof signal<boolean>> } {
    const scope = createScope();
    const online = signal(true);
    const sealed: SealedStore = {
      get: async <T extends Json>(key: string) => (this.values.get(key) as T | undefined) ?? null,
      put: async (key, value) => {
        const { held } = this;
        if (held !== null) {
          const fault = await new Promise<Error | undefined>((land) =>
            held.push({ json: JSON.stringify(value), land }),
          );
          if (fault !== undefined) throw fault;
        }
        this.values.set(key, value);
      },
      delete: async (key) => void this.values.delete(key),
      keys: async (prefix) => [...this.values.keys()].filter((key) => key.startsWith(prefix)).sort(),
    };
    const transport: SendTransport = {
      isEncrypted: () => true,
      mustEncrypt: async () => true,
      newest: () => "$newest",
      shows: () => false,
      find: async () => "absent",
      put: async (event) => {
        this.sent.push(event);
        return await this.put(event);
      },
      upload: async () => await this.upload(),
    };
    const outbox = createOutboxOn({
      transport,
      sealed,
      files: buildLocalFiles(this.disk),
      online,
      clock: this.clock,
      random: systemRandom,
      scope,
      log: silentLog,
    });
    return { outbox, scope, online };
  }

  /** Holds the writes from now on. */
  hold(): void {
    this.held = [];
  }

  /** Lets all writes land, the newest first: where nothing keeps them in order, the disk need not. */
  async land(): Promise<void> {
    const held = this.held ?? [];
    this.held = null;
    for (const { land } of held.reverse()) {
      land();
      await quiet();
    }
  }

  async writing(count = 1): Promise<void> {
    await soon(() => expect(this.held?.length).toBe(count));
  }

  /** What the next run sends. */
  async sentByNextRun(): Promise<readonly WireEvent[]> {
    const before = this.sent.length;
    this.put = async () => `$${this.sent.length}`;
    this.upload = async () => "mxc://x/next";
    const { outbox, scope } = this.run();
    await outbox.start();
    await quiet();
    scope.end();
    return this.sent.slice(before);
  }
}

const words = (body: string, target: Outgoing["target"] = null): Outgoing => ({
  roomId: "!a",
  kind: "message",
  type: "m.room.message",
  content: { msgtype: "m.text", body },
  target,
});
const file: readonly NewFile[] = [{ role: "file", file: new Blob(["secret"]), type: "image/png" }];

describe("what is taken back while it is being written down", () => {
  async function expectGone(device: Device, run: { scope: Scope }, discarded: Promise<void>): Promise<void> {
    await quiet();
    await device.land();
    await discarded;
    await quiet();
    run.scope.end();
    expect([...device.values.keys()]).toEqual([]);
    expect(await device.sentByNextRun()).toEqual([]);
  }

  it("stays away: a file that has just gone up", async () => {
    const device = new Device();
    const run = device.run();
    await run.outbox.start();
    const { promise, resolve } = Promise.withResolvers<string>();
    device.upload = () => promise;
    const txnId = await run.outbox.enqueue(words("a.png"), file);
    device.hold();
    resolve("mxc://x/1");
    await device.writing();
    await expectGone(device, run, run.outbox.discard(txnId));
    expect(device.sent).toEqual([]);
  });

  it("stays away: a refused message that is being tried again", async () => {
    const device = new Device();
    const run = device.run();
    await run.outbox.start();
    device.put = async () => Promise.reject(refused());
    const txnId = await run.outbox.enqueue(words("no"));
    await quiet();
    device.hold();
    const retried = run.outbox.retry(txnId);
    await device.writing();
    await expectGone(device, run, run.outbox.discard(txnId));
    await retried;
    expect(run.outbox.pending("!a").value).toEqual([]);
    expect(device.sent).toHaveLength(1);
  });

  it("stays away: a message that has just been refused", async () => {
    const device = new Device();
    const run = device.run();
    await run.outbox.start();
    device.put = async () => {
      device.hold();
      throw refused();
    };
    const txnId = await run.outbox.enqueue(words("no"));
    await device.writing();
    await expectGone(device, run, run.outbox.discard(txnId));
  });

  it("stays away: an answer whose target has just arrived", async () => {
    const device = new Device();
    const run = device.run();
    run.online.value = false;
    await run.outbox.start();
    const asked = await run.outbox.enqueue(words("asked"));
    const answer = await run.outbox.enqueue(words("answered", { txnId: asked }));
    device.put = async () => {
      device.hold();
      return "$asked";
    };
    run.online.value = true;
    await device.writing();
    await expectGone(device, run, run.outbox.discard(answer));
    expect(device.sent).toHaveLength(1);
  });

  it("does not leave while what points to it is being erased", async () => {
    const device = new Device();
    const { outbox, online } = device.run();
    online.value = false;
    await outbox.start();
    const asked = await outbox.enqueue(words("asked"));
    await outbox.enqueue(words("answered", { txnId: asked }));
    const discarded = outbox.discard(asked);
    online.value = true;
    await discarded;
    await quiet();
    expect(device.sent).toEqual([]);
    expect(device.values.size).toBe(0);
  });
});

describe("what is written of one entry at the same time", () => {
  it("keeps both what an answer points to and where its picture lies", async () => {
    const device = new Device();
    const run = device.run();
    run.online.value = false;
    await run.outbox.start();
    const asked = await run.outbox.enqueue(words("asked"));
    await run.outbox.enqueue(words("a.png", { txnId: asked }), file);
    const arrived = Promise.withResolvers<string>();
    const uploaded = Promise.withResolvers<string>();
    device.put = ({ content }) => (content.body === "asked" ? arrived.promise : new Promise(() => {}));
    device.upload = () => uploaded.promise;
    run.online.value = true;
    await soon(() => expect(device.sent).toHaveLength(1));
    device.hold();
    uploaded.resolve("mxc://x/once");
    await device.writing();
    arrived.resolve("$asked");
    await quiet();
    await device.land();
    await quiet();
    run.scope.end();
    const sent = await device.sentByNextRun();
    expect(sent.map(({ content }) => content)).toMatchObject([
      { file: { url: "mxc://x/once" }, "m.relates_to": { "m.in_reply_to": { event_id: "$asked" } } },
    ]);
  });

  it("lets an answer know its target that arrived while the answer was first written down", async () => {
    const device = new Device();
    const run = device.run();
    await run.outbox.start();
    const arrived = Promise.withResolvers<string>();
    device.put = ({ content }) => (content.body === "asked" ? arrived.promise : new Promise(() => {}));
    const asked = await run.outbox.enqueue(words("asked"));
    await soon(() => expect(device.sent).toHaveLength(1));
    device.hold();
    const written = run.outbox.enqueue(words("answered", { txnId: asked }));
    await device.writing();
    arrived.resolve("$asked");
    await quiet();
    await device.land();
    await written;
    await quiet();
    run.scope.end();
    const sent = await device.sentByNextRun();
    expect(sent.map(({ content }) => content["m.relates_to"])).toEqual([{ "m.in_reply_to": { event_id: "$asked" } }]);
  });

  it("does not write down what was not accepted", async () => {
    const device = new Device();
    const run = device.run();
    await run.outbox.start();
    const arrived = Promise.withResolvers<string>();
    device.put = () => arrived.promise;
    const asked = await run.outbox.enqueue(words("asked"));
    await soon(() => expect(device.sent).toHaveLength(1));
    device.hold();
    const written = run.outbox.enqueue(words("answered", { txnId: asked }));
    const rejected = expect(written).rejects.toThrow("full");
    await device.writing();
    arrived.resolve("$asked");
    await quiet();
    device.held?.[0]?.land(new Error("full"));
    device.held = null;
    await rejected;
    await quiet();
    expect([...device.values.keys()]).toEqual([]);
  });

  it("does not take back what was tried again twice and is on its way", async () => {
    const device = new Device();
    const { outbox } = device.run();
    await outbox.start();
    device.put = async () => Promise.reject(refused());
    const txnId = await outbox.enqueue(words("no"));
    await quiet();
    device.put = () => new Promise(() => {});
    await Promise.all([outbox.retry(txnId), outbox.retry(txnId)]);
    await quiet();
    expect(device.sent).toHaveLength(2);
    expect(outbox.pending("!a").value[0]?.send?.state).toBe("sending");
    await expect(outbox.discard(txnId)).rejects.toMatchObject({ code: "MATRIX_ALREADY_SENDING" });
  });

  it("remembers that a released removal has been tried", async () => {
    const device = new Device();
    const { outbox } = device.run();
    await outbox.start();
    device.put = () => new Promise(() => {});
    const heldUntil = device.clock.now() + 8_000;
    const removal: Outgoing = { ...words(""), kind: "redaction", content: {}, target: { eventId: "$said" }, heldUntil };
    await outbox.enqueue(removal);
    await outbox.release("!a");
    await soon(() => expect(device.sent).toHaveLength(1));
    await quiet();
    const [standing] = device.values.values();
    expect(standing).toMatchObject({ triedAt: device.clock.now() });
    expect(standing).not.toHaveProperty("heldUntil");
  });

  it("ends with the run: what had not begun is not done any more", async () => {
    const device = new Device();
    const run = device.run();
    await run.outbox.start();
    device.put = async () => Promise.reject(refused());
    const txnId = await run.outbox.enqueue(words("no"));
    await quiet();
    device.hold();
    const retried = run.outbox.retry(txnId);
    await device.writing();
    const discarded = expect(run.outbox.discard(txnId)).rejects.toMatchObject({ code: "MATRIX_STORE_LOST" });
    run.scope.end();
    await device.land();
    await Promise.all([retried, discarded]);
    expect(device.values.size).toBe(1);
    expect((await device.sentByNextRun()).map(({ content }) => content.body)).toEqual(["no"]);
    expect(device.values.size).toBe(0);
  });
});

describe("before the session ends for good", () => {
  const removal = (roomId: string, heldUntil: number): Outgoing => ({
    roomId,
    kind: "redaction",
    type: "m.room.redaction",
    content: {},
    target: { eventId: `$said-in-${roomId}` },
    heldUntil,
  });

  it("what is held back leaves, of every room, and is waited for", async () => {
    const device = new Device();
    const first = device.run();
    first.online.value = false;
    await first.outbox.start();
    for (const room of ["!a", "!a", "!b"]) {
      await first.outbox.enqueue(removal(room, device.clock.now() + 8_000));
    }
    first.scope.end();
    const { outbox } = device.run();
    // The tab has only just taken over: its queue is not read yet.
    void outbox.start();
    await outbox.releaseAll();
    expect(device.sent.map(({ redacts }) => redacts)).toEqual(["$said-in-!a", "$said-in-!b", "$said-in-!a"]);
    expect(device.values.size).toBe(0);
  });

  it("is not waited for longer than a moment, and not at all when there is nothing", async () => {
    const device = new Device();
    const { outbox, online } = device.run();
    await outbox.start();
    await outbox.releaseAll();
    online.value = false;
    await outbox.enqueue(removal("!a", device.clock.now() + 8_000));
    let ended = false;
    const done = outbox.releaseAll().then(() => {
      ended = true;
    });
    await quiet();
    expect(ended).toBe(false);
    device.clock.tick(5_000);
    await done;
    expect(device.clock.waiting).toBe(0);
  });
});
