import { type Clock, createScope, type Random, type Scope, signal, silentLog } from "@parley/kernel";
import { IDBFactory } from "fake-indexeddb";
import { describe, expect, it } from "vitest";
import { buildLocalFiles } from "../media/testing/build-local-files.ts";
import type { Json, SealedStore } from "../storage/sealed-store.ts";
import type { Outgoing } from "./entry.ts";
import { createOutboxOn, type Outbox } from "./outbox.ts";
import { SendError, type SendTransport, type WireEvent } from "./transport.ts";

/** Time that stands until it is told to pass. */
class FakeClock implements Clock {
  #now = 1_800_000_000_000;
  #timers = new Map<number, { at: number; fn: () => void }>();
  #next = 1;

  now(): number {
    return this.#now;
  }

  after(ms: number, fn: () => void): () => void {
    const id = this.#next;
    this.#next += 1;
    this.#timers.set(id, { at: this.#now + ms, fn });
    return () => this.#timers.delete(id);
  }

  /** What waits goes on waiting as long as it would have. */
  setBack(ms: number): void {
    this.#now -= ms;
    for (const timer of this.#timers.values()) timer.at -= ms;
  }

  async pass(ms: number): Promise<void> {
    const end = this.#now + ms;
    await settled();
    for (;;) {
      const due = [...this.#timers].filter(([, timer]) => timer.at <= end).sort((a, b) => a[1].at - b[1].at)[0];
      if (due === undefined) break;
      this.#timers.delete(due[0]);
      this.#now = Math.max(this.#now, due[1].at);
      due[1].fn();
      await settled();
    }
    this.#now = end;
    await settled();
  }
}

/** Lets everything run that waits for promises only. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** What outlives a crash: the store's values, and a homeserver that remembers transactions. */
class FakeHomeserver {
  readonly events: { id: string; txnId: string; roomId: string; content: unknown; redacts: string | null }[] = [];
  forgetful = false;
  puts = 0;

  take(event: WireEvent): string {
    this.puts += 1;
    const known = this.forgetful ? undefined : this.events.find(({ txnId }) => txnId === event.txnId);
    if (known !== undefined) return known.id;
    const id = `$${this.events.length + 1}`;
    this.events.push({ id, txnId: event.txnId, roomId: event.roomId, content: event.content, redacts: event.redacts });
    return id;
  }
}

type Step = "ok" | "lost-answer" | "hang" | SendError;

interface Rig {
  readonly outbox: Outbox;
  readonly scope: Scope;
  readonly online: ReturnType<typeof signal<boolean>>;
}

class World {
  readonly clock = new FakeClock();
  readonly values = new Map<string, Json>();
  readonly server = new FakeHomeserver();
  /** What the next attempts come to; `ok` when there is none. */
  readonly script: Step[] = [];
  /** Called before each write or deletion of the store; may throw, or end the run. */
  beforeWrite: (key: string, kind: "put" | "delete") => void = () => {};
  finds: ({ eventId: string } | "absent" | "unknown")[] = [];
  encryptedRooms = new Set<string>();
  /** Events that stand in the timeline of this device. */
  shown = new Set<string>();
  /** Keys whose values do not open. */
  readonly damaged = new Set<string>();
  /** Files that wait, over runs. */
  readonly disk = new IDBFactory();
  upload: SendTransport["upload"] = async () => "mxc://x/1";
  #random = 0;

  run(): Rig {
    const scope = createScope();
    const online = signal(true);
    const random: Random = {
      bytes: (length) => {
        this.#random += 1;
        return new Uint8Array(length)
          .fill(0)
          .map((_, at) => (at === length - 1 ? this.#random % 256 : this.#random >> 8));
      },
    };
    const alive = () => {
      if (scope.ended) throw new Error("used after the end");
    };
    const sealed: SealedStore = {
      get: async <T extends Json>(key: string) => {
        if (this.damaged.has(key)) throw new Error("changed from outside");
        return (this.values.get(key) as T | undefined) ?? null;
      },
      put: async (key, value) => {
        alive();
        this.beforeWrite(key, "put");
        this.values.set(key, value);
      },
      delete: async (key) => {
        alive();
        this.beforeWrite(key, "delete");
        this.values.delete(key);
      },
      keys: async (prefix) => [...this.values.keys()].filter((key) => key.startsWith(prefix)).sort(),
    };
    const transport: SendTransport = {
      isEncrypted: (roomId) => this.encryptedRooms.has(roomId),
      newest: () => "$newest",
      shows: (_, eventId) => this.shown.has(eventId),
      put: async (event) => {
        alive();
        const step = this.script.shift() ?? "ok";
        if (step instanceof SendError) throw step;
        if (step === "hang") return new Promise<string>(() => {});
        const id = this.server.take(event);
        if (step === "lost-answer") throw new SendError({ kind: "later", afterMs: null });
        return id;
      },
      find: async () => this.finds.shift() ?? "absent",
      mustEncrypt: async (roomId) => this.encryptedRooms.has(roomId),
      upload: (file, type, progress, signal) => this.upload(file, type, progress, signal),
    };
    return {
      outbox: createOutboxOn({
        transport,
        sealed,
        files: buildLocalFiles(this.disk),
        online,
        clock: this.clock,
        random,
        scope,
        log: silentLog,
      }),
      scope,
      online,
    };
  }

  bodies(): unknown[] {
    return this.server.events.map(({ content }) => (content as { body?: unknown }).body ?? content);
  }
}

const message = (body: string, roomId = "!a"): Outgoing => ({
  roomId,
  kind: "message",
  type: "m.room.message",
  content: { msgtype: "m.text", body },
  target: null,
});
const lost = () => new SendError({ kind: "later", afterMs: null });
const states = (outbox: Outbox, roomId = "!a") => outbox.pending(roomId).value.map(({ send }) => send?.state ?? "sent");

describe("sending in order", () => {
  it("shows a message at once, writes it down, sends it and lets go with the echo", async () => {
    const world = new World();
    const { outbox } = world.run();
    await outbox.start();
    const done = outbox.enqueue(message("one"));
    expect(states(outbox)).toEqual(["queued"]);
    expect(outbox.queued.value).toBe(1);
    const txnId = await done;
    expect(world.values.size).toBe(1);
    await settled();
    expect(states(outbox)).toEqual(["sent"]);
    expect(outbox.pending("!a").value[0]?.eventId).toBe("$1");
    expect(outbox.queued.value).toBe(0);
    expect(world.values.size).toBe(0);
    outbox.echoed(txnId, "$1");
    await settled();
    expect(outbox.pending("!a").value).toEqual([]);
  });

  it("keeps 50 messages in order over faults, and other rooms go on", async () => {
    const world = new World();
    const { outbox } = world.run();
    await outbox.start();
    world.script.push("ok", lost(), "ok", lost(), "lost-answer", "ok", lost());
    for (let at = 0; at < 50; at += 1) await outbox.enqueue(message(`m${at}`));
    await settled();
    await outbox.enqueue(message("elsewhere", "!b"));
    await settled();
    expect(world.bodies()).toEqual(["m0", "elsewhere"]);
    await world.clock.pass(300_000);
    expect(world.bodies().filter((body) => body !== "elsewhere")).toEqual(
      Array.from({ length: 50 }, (_, at) => `m${at}`),
    );
    expect(outbox.queued.value).toBe(0);
  });

  it("backs off without an answer, gives up an attempt after a minute, and goes on by itself", async () => {
    const world = new World();
    const { outbox } = world.run();
    await outbox.start();
    world.script.push("hang", lost(), lost());
    await outbox.enqueue(message("one"));
    await settled();
    expect(states(outbox)).toEqual(["sending"]);
    await world.clock.pass(60_000);
    expect(states(outbox)).toEqual(["queued"]);
    await world.clock.pass(1_000);
    await world.clock.pass(2_000);
    await world.clock.pass(4_000);
    expect(world.bodies()).toEqual(["one"]);
  });

  it("does not send offline, and sends at once when the way is back", async () => {
    const world = new World();
    const { outbox, online } = world.run();
    online.value = false;
    await outbox.start();
    await outbox.enqueue(message("one"));
    await world.clock.pass(600_000);
    expect(world.server.puts).toBe(0);
    online.value = true;
    await settled();
    expect(world.bodies()).toEqual(["one"]);
  });

  it("leaves the homeserver alone for as long as it says, in all rooms", async () => {
    const world = new World();
    const { outbox } = world.run();
    await outbox.start();
    world.script.push(new SendError({ kind: "later", afterMs: 7_000 }));
    await outbox.enqueue(message("one"));
    await settled();
    await outbox.enqueue(message("two", "!b"));
    outbox.poke();
    await world.clock.pass(6_900);
    expect(world.server.puts).toBe(0);
    await world.clock.pass(200);
    expect(world.bodies().sort()).toEqual(["one", "two"]);
  });

  it("lets a refused message step aside, and sends it after the others when tried again", async () => {
    const world = new World();
    const { outbox } = world.run();
    await outbox.start();
    world.script.push(new SendError({ kind: "never", reason: "forbidden" }));
    const txnId = await outbox.enqueue(message("one"));
    await outbox.enqueue(message("two"));
    await settled();
    expect(world.bodies()).toEqual(["two"]);
    expect(outbox.pending("!a").value[0]?.send).toMatchObject({ state: "failed", reason: "forbidden" });
    expect(outbox.queued.value).toBe(0);
    await outbox.retry(txnId);
    await settled();
    expect(world.bodies()).toEqual(["two", "one"]);
    expect(new Set(world.server.events.map((event) => event.txnId)).size).toBe(2);
  });

  it("gives up on encryption after three tries, and drops reactions that are refused", async () => {
    const world = new World();
    const { outbox } = world.run();
    await outbox.start();
    const broken = () => new SendError({ kind: "encryption" });
    world.script.push(broken(), broken(), broken(), new SendError({ kind: "never", reason: "forbidden" }));
    await outbox.enqueue(message("one"));
    await world.clock.pass(10_000);
    expect(outbox.pending("!a").value[0]?.send).toMatchObject({ state: "failed", reason: "encryption" });
    await outbox.enqueue({ ...message("x"), kind: "reaction", type: "m.reaction", target: { eventId: "$9" } });
    await settled();
    expect(outbox.pending("!a").value).toHaveLength(1);
    expect(world.values.size).toBe(1);
  });

  it("has bounds", async () => {
    const world = new World();
    world.encryptedRooms.add("!e");
    const { outbox, online } = world.run();
    online.value = false;
    await outbox.start();
    await expect(outbox.enqueue(message("x".repeat(60_001)))).rejects.toMatchObject({ code: "MATRIX_TOO_LARGE" });
    await expect(outbox.enqueue(message("x".repeat(50_000), "!e"))).rejects.toMatchObject({ code: "MATRIX_TOO_LARGE" });
    for (let at = 0; at < 500; at += 1) await outbox.enqueue(message("x"));
    await expect(outbox.enqueue(message("x"))).rejects.toMatchObject({ code: "MATRIX_QUEUE_FULL" });
    expect(outbox.queued.value).toBe(500);
  });

  it("takes a message off the screen when it cannot be written down", async () => {
    const world = new World();
    const { outbox } = world.run();
    await outbox.start();
    world.beforeWrite = () => {
      throw new Error("disk full");
    };
    await expect(outbox.enqueue(message("one"))).rejects.toThrow("disk full");
    expect(outbox.pending("!a").value).toEqual([]);
    await world.clock.pass(10_000);
    expect(world.server.puts).toBe(0);
  });
});

describe("what points to a message that is still queued", () => {
  const change = (kind: "edit" | "reaction" | "redaction", txnId: string): Outgoing => ({
    roomId: "!a",
    kind,
    type: "m.any",
    content: kind === "redaction" ? {} : { "m.relates_to": { key: "x" } },
    target: { txnId },
  });

  it("leaves aside what cannot be opened and sends the rest", async () => {
    const world = new World();
    const first = world.run();
    first.online.value = false;
    await first.outbox.start();
    for (const body of ["one", "two", "three"]) await first.outbox.enqueue(message(body));
    first.scope.end();
    world.damaged.add([...world.values.keys()].sort()[1] ?? "");
    const second = world.run();
    await second.outbox.start();
    await settled();
    expect(world.bodies()).toEqual(["one", "three"]);
  });

  it("goes to its event once it is sent, after a reload too", async () => {
    const world = new World();
    const first = world.run();
    first.online.value = false;
    await first.outbox.start();
    const txnId = await first.outbox.enqueue(message("one"));
    await first.outbox.enqueue(change("edit", txnId));
    await first.outbox.enqueue(change("reaction", txnId));
    await first.outbox.enqueue(change("redaction", txnId));
    world.script.push("ok", lost());
    first.online.value = true;
    await settled();
    first.scope.end();
    expect(world.server.events).toHaveLength(1);
    const second = world.run();
    await second.outbox.start();
    await settled();
    expect(world.server.events.slice(1).map((event) => event.redacts ?? event.content)).toEqual([
      { "m.relates_to": { key: "x", rel_type: "m.replace", event_id: "$1" } },
      { "m.relates_to": { key: "x", rel_type: "m.annotation", event_id: "$1" } },
      "$1",
    ]);
  });

  it("waits with a failed one without holding back others, and goes with it when it is discarded", async () => {
    const world = new World();
    const { outbox } = world.run();
    await outbox.start();
    world.script.push(new SendError({ kind: "never", reason: "rejected" }));
    const txnId = await outbox.enqueue(message("one"));
    await outbox.enqueue(change("edit", txnId));
    await outbox.enqueue(message("two"));
    await settled();
    expect(world.bodies()).toEqual(["two"]);
    expect(outbox.pending("!a").value.map(({ kind }) => kind)).toEqual(["message", "edit", "message"]);
    await outbox.discard(txnId);
    await settled();
    expect(outbox.pending("!a").value.map(({ kind }) => kind)).toEqual(["message"]);
    expect(world.values.size).toBe(0);
  });

  it("does not take back what is on its way", async () => {
    const world = new World();
    const { outbox } = world.run();
    await outbox.start();
    world.script.push("hang");
    const txnId = await outbox.enqueue(message("one"));
    await settled();
    await expect(outbox.discard(txnId)).rejects.toMatchObject({ code: "MATRIX_ALREADY_SENDING" });
    await expect(outbox.discard("none")).rejects.toMatchObject({ code: "MATRIX_NOT_FOUND" });
  });
});

describe("exactly once over crashes", () => {
  /** Runs two sends and an echo, with the run ended at the n-th outward step; then a second run; returns the bodies. */
  async function crashAt(
    step: number,
    burst: boolean,
  ): Promise<{ bodies: unknown[]; accepted: string[]; reached: boolean }> {
    const world = new World();
    let steps = 0;
    let reached = false;
    const first = world.run();
    const crash = () => {
      steps += 1;
      if (steps !== step) return;
      reached = true;
      first.scope.end();
      throw new Error("crashed");
    };
    world.beforeWrite = crash;
    const take = world.server.take.bind(world.server);
    world.server.take = (event) => {
      crash();
      const id = take(event);
      // After the homeserver has it, before the answer is here.
      crash();
      return id;
    };
    const accepted: string[] = [];
    await first.outbox.start();
    for (const body of ["one", "two", "three"]) {
      await first.outbox.enqueue(message(body)).then(
        () => accepted.push(body),
        () => {},
      );
      if (!burst) await settled();
    }
    await settled();
    first.scope.end();
    await settled();
    world.beforeWrite = () => {};
    world.server.take = take;
    const second = world.run();
    await second.outbox.start();
    await world.clock.pass(120_000);
    expect(second.outbox.queued.value).toBe(0);
    expect([...world.values.keys()]).toEqual([]);
    return { bodies: world.bodies(), accepted, reached };
  }

  it.each([
    ["one after the other", false, 12],
    ["in one go", true, 14],
  ])("sends what was accepted %s once and in order, whatever step the crash hits", async (_, burst, steps) => {
    let crashes = 0;
    for (let step = 1; step < 40; step += 1) {
      const { bodies, accepted, reached } = await crashAt(step, burst);
      expect(bodies, `crash at step ${step}`).toEqual(accepted);
      if (reached) crashes += 1;
    }
    // Write, perhaps mark, put (before and after), erase: rounds without a crash prove that the end was reached.
    expect(crashes).toBe(steps);
  });

  it("looks before it sends again after 20 min, and believes what it finds", async () => {
    const world = new World();
    const first = world.run();
    await first.outbox.start();
    world.script.push("lost-answer");
    await first.outbox.enqueue(message("one"));
    await settled();
    first.scope.end();
    world.server.forgetful = true;
    await world.clock.pass(21 * 60_000);
    world.finds.push({ eventId: "$1" });
    const second = world.run();
    await second.outbox.start();
    await settled();
    expect(world.bodies()).toEqual(["one"]);
    expect(second.outbox.pending("!a").value[0]?.eventId).toBe("$1");
  });

  it("looks before it sends again when the clock has been set back since", async () => {
    const world = new World();
    const first = world.run();
    await first.outbox.start();
    await world.clock.pass(3_600_000);
    world.script.push("lost-answer");
    await first.outbox.enqueue(message("one"));
    await settled();
    first.scope.end();
    world.server.forgetful = true;
    world.finds.push({ eventId: "$1" });
    world.clock.setBack(7_200_000);
    const second = world.run();
    await second.outbox.start();
    await settled();
    expect(world.bodies()).toEqual(["one"]);
    expect(second.outbox.pending("!a").value[0]?.eventId).toBe("$1");
  });

  it.each([
    ["it cannot be seen whether it arrived", 21 * 60_000, "unknown"],
    ["a day has passed", 25 * 3_600_000, "absent"],
  ] as const)("asks the person when %s", async (_, age, found) => {
    const world = new World();
    const first = world.run();
    await first.outbox.start();
    world.script.push(lost());
    await first.outbox.enqueue(message("one"));
    await settled();
    first.scope.end();
    await world.clock.pass(age);
    world.finds.push(found);
    const second = world.run();
    await second.outbox.start();
    await settled();
    const [entry] = second.outbox.pending("!a").value;
    expect(entry?.send).toMatchObject({ state: "failed", reason: "uncertain" });
    expect(world.bodies()).toEqual([]);
    await second.outbox.retry(entry?.txnId ?? "");
    await settled();
    expect(world.bodies()).toEqual(["one"]);
  });

  const removal: Outgoing = {
    roomId: "!a",
    kind: "redaction",
    type: "m.room.redaction",
    content: {},
    target: { eventId: "$said" },
  };

  it.each([
    ["with more said since than can be looked through", 21 * 60_000],
    ["after a day", 25 * 3_600_000],
  ])("sends a removal without an answer again under the same transaction, %s", async (_, age) => {
    const world = new World();
    const first = world.run();
    await first.outbox.start();
    world.script.push(lost());
    const txnId = await first.outbox.enqueue(removal);
    await settled();
    first.scope.end();
    await world.clock.pass(age);
    world.finds.push("unknown");
    const second = world.run();
    await second.outbox.start();
    await settled();
    expect(world.server.events).toMatchObject([{ txnId, redacts: "$said" }]);
  });

  it("keeps a removal that was refused, over a reload too, until it is tried again", async () => {
    const world = new World();
    const first = world.run();
    await first.outbox.start();
    world.script.push(new SendError({ kind: "never", reason: "forbidden" }));
    const txnId = await first.outbox.enqueue(removal);
    await settled();
    expect(first.outbox.pending("!a").value[0]?.send).toMatchObject({ state: "failed", reason: "forbidden" });
    first.scope.end();
    const second = world.run();
    await second.outbox.start();
    await settled();
    expect(states(second.outbox)).toEqual(["failed"]);
    await second.outbox.retry(txnId);
    await settled();
    expect(world.server.events).toMatchObject([{ txnId, redacts: "$said" }]);
  });

  it("lets the removal of a refused reaction go with it: there is nothing to remove", async () => {
    const world = new World();
    const { outbox } = world.run();
    await outbox.start();
    world.script.push(new SendError({ kind: "never", reason: "forbidden" }));
    const reaction = { ...message("x"), kind: "reaction", type: "m.reaction", target: { eventId: "$9" } } as const;
    const txnId = await outbox.enqueue(reaction);
    await outbox.enqueue({ ...removal, target: { txnId } });
    await settled();
    expect(outbox.pending("!a").value).toEqual([]);
    expect(world.values.size).toBe(0);
  });

  it("sends an old message at once when it was never tried", async () => {
    const world = new World();
    const first = world.run();
    first.online.value = false;
    await first.outbox.start();
    await first.outbox.enqueue(message("one"));
    first.scope.end();
    await world.clock.pass(48 * 3_600_000);
    world.finds.push("unknown");
    const second = world.run();
    await second.outbox.start();
    await settled();
    expect(world.bodies()).toEqual(["one"]);
  });

  it("believes an echo when the answer was lost", async () => {
    const world = new World();
    const { outbox } = world.run();
    await outbox.start();
    world.script.push("hang");
    const txnId = await outbox.enqueue(message("one"));
    await settled();
    outbox.echoed(txnId, "$7");
    await world.clock.pass(60_000);
    expect(outbox.pending("!a").value).toEqual([]);
    expect(world.values.size).toBe(0);
    expect(world.server.puts).toBe(0);
  });

  it("lets go at once of what stands in the timeline from an earlier run", async () => {
    const world = new World();
    const first = world.run();
    await first.outbox.start();
    world.script.push("lost-answer");
    await first.outbox.enqueue(message("one"));
    await settled();
    first.scope.end();
    world.shown.add("$1");
    const second = world.run();
    await second.outbox.start();
    await settled();
    expect(second.outbox.pending("!a").value).toEqual([]);
    expect(world.bodies()).toEqual(["one"]);
  });

  it("does not keep a message at the end of the room whose echo was left out of a sync", async () => {
    const world = new World();
    const { outbox } = world.run();
    await outbox.start();
    await outbox.enqueue(message("one"));
    await settled();
    outbox.skipped("!a");
    await outbox.enqueue(message("two"));
    await settled();
    await world.clock.pass(9_000);
    expect(outbox.pending("!a").value).toHaveLength(2);
    await world.clock.pass(2_000);
    expect(outbox.pending("!a").value.map(({ content }) => content.body)).toEqual(["two"]);
  });

  it.each([
    ["tried again", 0, [] as const],
    ["looked for after 20 min", 30 * 60_000, [{ eventId: "$1" }] as const],
  ])("does so too where the answer had been lost before, and it is %s", async (_, offline, finds) => {
    const world = new World();
    const { outbox, online } = world.run();
    await outbox.start();
    world.script.push("lost-answer");
    await outbox.enqueue(message("one"));
    await settled();
    online.value = false;
    await world.clock.pass(offline);
    outbox.skipped("!a");
    world.finds.push(...finds);
    online.value = true;
    await world.clock.pass(1_000);
    expect(states(outbox)).toEqual(["sent"]);
    await world.clock.pass(10_000);
    expect(outbox.pending("!a").value).toEqual([]);
    expect(world.bodies()).toEqual(["one"]);
  });

  it("does so too where the sync came while it was on its way", async () => {
    const world = new World();
    const { outbox } = world.run();
    await outbox.start();
    world.script.push("hang");
    await outbox.enqueue(message("one"));
    await settled();
    outbox.skipped("!a");
    await world.clock.pass(80_000);
    expect(world.bodies()).toEqual(["one"]);
    expect(outbox.pending("!a").value).toEqual([]);
  });
});

describe("other words for what has not left", () => {
  const content = (body: string) => message(body).content;

  it("still know after a reload whom a waiting answer answers", async () => {
    const world = new World();
    const first = world.run();
    first.online.value = false;
    await first.outbox.start();
    await first.outbox.enqueue({ ...message("one"), repliedTo: "@jun:x" });
    first.scope.end();
    const second = world.run();
    second.online.value = false;
    await second.outbox.start();
    expect(second.outbox.pending("!a").value[0]?.repliedTo).toBe("@jun:x");
  });

  it("take the place of the old ones, over a reload too, and leave once", async () => {
    const world = new World();
    const first = world.run();
    first.online.value = false;
    await first.outbox.start();
    const txnId = await first.outbox.enqueue(message("one"));
    await first.outbox.enqueue(message("two"));
    expect(first.outbox.waiting.value.map(({ untouched }) => untouched)).toEqual([true, true]);
    expect(await first.outbox.rewrite(txnId, content("uno"))).toBe(true);
    first.scope.end();
    const second = world.run();
    await second.outbox.start();
    await settled();
    expect(world.bodies()).toEqual(["uno", "two"]);
    expect(second.outbox.waiting.value).toEqual([]);
  });

  it("never leave while they are being written down", async () => {
    const world = new World();
    const { outbox, online } = world.run();
    online.value = false;
    await outbox.start();
    const txnId = await outbox.enqueue(message("one"));
    const done = outbox.rewrite(txnId, content("uno"));
    online.value = true;
    await done;
    await settled();
    expect(world.bodies()).toEqual(["uno"]);
  });

  it("come too late for what was tried: it may have arrived", async () => {
    const world = new World();
    const { outbox } = world.run();
    await outbox.start();
    world.script.push("lost-answer");
    const txnId = await outbox.enqueue(message("one"));
    await settled();
    expect(states(outbox)).toEqual(["queued"]);
    expect(await outbox.rewrite(txnId, content("uno"))).toBe(false);
    expect(outbox.waiting.value[0]?.untouched).toBe(false);
    await world.clock.pass(60_000);
    expect(world.bodies()).toEqual(["one"]);
  });

  it("are held to the same length, and leave the old ones standing", async () => {
    const world = new World();
    const { outbox, online } = world.run();
    online.value = false;
    await outbox.start();
    const txnId = await outbox.enqueue(message("one"));
    const tooLong = outbox.rewrite(txnId, content("x".repeat(60_001)));
    await expect(tooLong).rejects.toMatchObject({ code: "MATRIX_TOO_LARGE" });
    online.value = true;
    await settled();
    expect(world.bodies()).toEqual(["one"]);
  });
});

describe("what is held back", () => {
  const removal = (heldUntil: number): Outgoing => ({
    roomId: "!a",
    kind: "redaction",
    type: "m.room.redaction",
    content: {},
    target: { eventId: "$said" },
    heldUntil,
  });

  it("leaves when its time has come, and holds nothing else up", async () => {
    const world = new World();
    const { outbox } = world.run();
    await outbox.start();
    await outbox.enqueue(removal(world.clock.now() + 8_000));
    await outbox.enqueue(message("meanwhile"));
    await world.clock.pass(7_999);
    expect(world.bodies()).toEqual(["meanwhile"]);
    expect(outbox.pending("!a").value[0]?.heldUntil).not.toBeNull();
    await world.clock.pass(1);
    expect(world.server.events.map(({ redacts }) => redacts)).toEqual([null, "$said"]);
  });

  it("can be taken back until then", async () => {
    const world = new World();
    const { outbox } = world.run();
    await outbox.start();
    const txnId = await outbox.enqueue(removal(world.clock.now() + 8_000));
    await outbox.discard(txnId);
    await world.clock.pass(60_000);
    expect(world.server.events).toEqual([]);
    expect(world.values.size).toBe(0);
  });

  it("survives a crash, and leaves at once when the page is about to go", async () => {
    const world = new World();
    const first = world.run();
    await first.outbox.start();
    await first.outbox.enqueue(removal(world.clock.now() + 8_000));
    first.scope.end();
    const second = world.run();
    await second.outbox.start();
    await settled();
    expect(world.server.events).toEqual([]);
    await second.outbox.release("!a");
    await settled();
    expect(world.server.events.map(({ redacts }) => redacts)).toEqual(["$said"]);
  });

  it("is not kept for ever when the clock is set back", async () => {
    const world = new World();
    const { outbox } = world.run();
    await outbox.start();
    await outbox.enqueue(removal(world.clock.now() + 3_600_000));
    await settled();
    expect(world.server.events).toHaveLength(1);
  });
});
