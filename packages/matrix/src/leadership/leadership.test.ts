import { createScope, type Scope, silentLog, systemRandom } from "@parley/kernel";
import { expect, it } from "vitest";
import type { ChannelPort, LocksPort } from "../contract/ports.ts";
import { competeForLeadership } from "./leadership.ts";

/** Web Locks as the specification has them, for one exclusive lock: first come first served, `ifAvailable`, `steal`. */
class FakeLocks implements LocksPort {
  #held: { reject: (fault: unknown) => void } | null = null;
  #queue: { start: () => void }[] = [];

  request<T>(
    _name: string,
    options: { ifAvailable?: boolean; steal?: boolean; signal?: AbortSignal },
    held: (lock: unknown) => Promise<T>,
  ): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const grant = (): void => {
        const holding = { reject };
        this.#held = holding;
        held({}).then(
          (value) => {
            resolve(value);
            this.#free(holding);
          },
          (fault) => {
            reject(fault);
            this.#free(holding);
          },
        );
      };
      if (options.steal === true) {
        this.#held?.reject(new DOMException("stolen", "AbortError"));
        grant();
      } else if (this.#held === null) grant();
      else if (options.ifAvailable === true) held(null).then(resolve, reject);
      else {
        const waiting = { start: grant };
        this.#queue.push(waiting);
        options.signal?.addEventListener("abort", () => {
          this.#queue = this.#queue.filter((entry) => entry !== waiting);
          reject(new DOMException("aborted", "AbortError"));
        });
      }
    });
  }

  #free(holding: object): void {
    if (this.#held !== holding) return;
    this.#held = null;
    this.#queue.shift()?.start();
  }
}

class FakeClock {
  #now = 1_000_000;
  #timers: { at: number; fn: () => void }[] = [];

  now(): number {
    return this.#now;
  }

  after(ms: number, fn: () => void): () => void {
    const timer = { at: this.#now + ms, fn };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((entry) => entry !== timer);
    };
  }

  async pass(ms: number): Promise<void> {
    const end = this.#now + ms;
    await settled();
    for (;;) {
      const due = this.#timers.filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at)[0];
      if (due === undefined) break;
      this.#timers = this.#timers.filter((entry) => entry !== due);
      this.#now = Math.max(this.#now, due.at);
      due.fn();
      await settled();
    }
    this.#now = end;
  }
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A browser with any number of tabs. A tab that is `deaf` neither hears nor answers, like one that is frozen. */
function browser() {
  const locks = new FakeLocks();
  const clock = new FakeClock();
  const ears = new Set<ChannelPort>();
  const tab = (name: string, { deaf = false, closeMs = 0 } = {}) => {
    const seen: string[] = [];
    const scope: Scope = createScope();
    let reign: Scope | null = null;
    const leadership = competeForLeadership({
      name: "parley::@a:b::D",
      locks,
      channel: () => {
        const port: ChannelPort = {
          onmessage: null,
          postMessage(data) {
            if (deaf) return;
            for (const other of ears) if (other !== port) other.onmessage?.({ data });
          },
          close: () => ears.delete(port),
        };
        if (!deaf) ears.add(port);
        return port;
      },
      ports: { clock, random: systemRandom, log: silentLog },
      scope,
      onLead: (own) => {
        reign = own;
        seen.push("leads");
        own.onEnd(() => seen.push("halts"));
        return async () => {
          if (closeMs > 0) {
            await new Promise<void>((resolve) => {
              clock.after(closeMs, resolve);
            });
          }
          seen.push("closed");
        };
      },
      onFollow: () => seen.push("follows"),
    });
    return { name, seen, scope, leadership, leads: () => reign !== null && !reign.ended };
  };
  return { tab, clock };
}

it("lets one tab lead and the next wait", async () => {
  const { tab } = browser();
  const first = tab("first");
  const second = tab("second");
  await first.leadership.ready;
  await second.leadership.ready;
  expect(first.seen).toEqual(["leads"]);
  expect(second.seen).toEqual(["follows"]);
});

it("hands over when asked, and only after everything was closed", async () => {
  const { tab, clock } = browser();
  const first = tab("first", { closeMs: 300 });
  const second = tab("second");
  await settled();
  const asked = second.leadership.takeOver();
  await clock.pass(200);
  expect(first.seen).toEqual(["leads", "halts"]);
  expect(second.leads()).toBe(false);
  await clock.pass(200);
  await asked;
  expect(second.leads()).toBe(true);
  expect(first.seen).toEqual(["leads", "halts", "closed", "follows"]);
});

it("steals after 5 s of silence and no sooner, and whoever lost the lock halts at once", async () => {
  const { tab, clock } = browser();
  const frozen = tab("frozen", { deaf: true });
  const second = tab("second");
  await settled();
  const asked = second.leadership.takeOver();
  await clock.pass(4900);
  expect(second.leads()).toBe(false);
  expect(frozen.leads()).toBe(true);
  await clock.pass(200);
  await asked;
  expect(second.leads()).toBe(true);
  expect(frozen.leads()).toBe(false);
  expect(frozen.seen.slice(0, 2)).toEqual(["leads", "halts"]);
});

it("takes over although a third tab has waited longer", async () => {
  const { tab, clock } = browser();
  const first = tab("first");
  await settled();
  const third = tab("third");
  await settled();
  const second = tab("second");
  await settled();
  const asked = second.leadership.takeOver();
  await clock.pass(1000);
  await asked;
  expect([first.leads(), second.leads(), third.leads()]).toEqual([false, true, false]);
});

it("lets the waiting tab lead when the first one is closed", async () => {
  const { tab, clock } = browser();
  const first = tab("first");
  const second = tab("second");
  await settled();
  first.scope.end();
  await first.leadership.resigned;
  await clock.pass(0);
  expect(first.seen).toEqual(["leads", "halts", "closed"]);
  expect(second.leads()).toBe(true);
});

it("never has two leaders, however often they take over from each other", async () => {
  const { tab, clock } = browser();
  const tabs = [tab("a"), tab("b", { closeMs: 50 }), tab("c")];
  await settled();
  for (let turn = 0; turn < 12; turn++) {
    const next = tabs[(turn * 2) % 3];
    const asked = next?.leadership.takeOver();
    for (let step = 0; step < 20; step++) {
      await clock.pass(100);
      expect(tabs.filter((one) => one.leads()).length).toBeLessThanOrEqual(1);
    }
    await asked;
    expect(next?.leads()).toBe(true);
  }
});

it("ends with one leader when two tabs ask at the same time", async () => {
  const { tab, clock } = browser();
  const first = tab("first");
  const second = tab("second");
  const third = tab("third");
  await settled();
  const asked = [second.leadership.takeOver(), third.leadership.takeOver()];
  for (let step = 0; step < 200; step++) {
    await clock.pass(100);
    expect([first, second, third].filter((one) => one.leads()).length).toBeLessThanOrEqual(1);
  }
  await Promise.all(asked);
  expect([first.leads(), second.leads() !== third.leads()]).toEqual([false, true]);
});

it("leads at once where there are no locks, and resigns after closing", async () => {
  const scope = createScope();
  const seen: string[] = [];
  const leadership = competeForLeadership({
    name: "x",
    locks: null,
    channel: null,
    ports: { clock: new FakeClock(), random: systemRandom, log: silentLog },
    scope,
    onLead: () => {
      seen.push("leads");
      return async () => {
        seen.push("closed");
      };
    },
    onFollow: () => seen.push("follows"),
  });
  await leadership.ready;
  expect(seen).toEqual(["leads"]);
  scope.end();
  await leadership.resigned;
  expect(seen).toEqual(["leads", "closed"]);
});
