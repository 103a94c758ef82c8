import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { silentLog } from "@parley/kernel";
import { afterEach, expect, test } from "vitest";
import { FakeClock } from "../../testing/test-app.ts";
import { openStore } from "../store/store.ts";
import { createJobs, type Job } from "./jobs.ts";

const hourMs = 60 * 60_000;
const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

function database() {
  const folder = mkdtempSync(join(tmpdir(), "parley-jobs-"));
  const store = openStore(join(folder, "parley.db"));
  ends.push(() => rmSync(folder, { recursive: true, force: true }), store.close);
  return store;
}
const hourly = (name: string, run: Job["run"]): Job => ({ name, next: (now) => now + hourMs, run });
const until = async (look: () => boolean) => {
  for (let tries = 0; tries < 200 && !look(); tries++) await new Promise((resolve) => setTimeout(resolve, 5));
  expect(look()).toBe(true);
};

test("a job runs when it is due, portion by portion, and then again", async () => {
  const clock = new FakeClock();
  let left = 3;
  const ran: number[] = [];
  const began = clock.now();
  const run = async () => {
    ran.push(clock.now() - began);
    return --left > 0 ? ("more" as const) : ("done" as const);
  };
  const jobs = createJobs({ store: database(), clock, log: silentLog }, [hourly("a", run)]);
  ends.push(jobs.close);
  await jobs.ready;
  await clock.pass(59 * 60_000);
  expect(ran).toEqual([]);
  for (let step = 0; step < 12; step++) await clock.pass(15_000);
  expect(ran).toHaveLength(3);
  expect(ran[0]).toBeGreaterThanOrEqual(hourMs);
  for (let step = 0; step < 70; step++) await clock.pass(60_000);
  expect(ran).toHaveLength(4);
});

test("what fails is tried again after growing pauses, and harms no other job", async () => {
  const clock = new FakeClock();
  const tried: number[] = [];
  let others = 0;
  const store = database();
  const jobs = createJobs({ store, clock, log: silentLog }, [
    hourly("bad", async () => {
      tried.push(clock.now());
      throw new Error("no");
    }),
    hourly("good", async () => {
      others++;
      return "done";
    }),
  ]);
  ends.push(jobs.close);
  await jobs.ready;
  for (let step = 0; step < 80; step++) await clock.pass(60_000);
  const pauses = tried.slice(1).map((at, index) => (at - (tried[index] ?? 0)) / 60_000);
  expect(pauses.slice(0, 3)).toEqual([1, 2, 4]);
  expect(others).toBe(1);
  const row = await store
    .reader<{ jobs: { name: string; fault: string } }>()
    .selectFrom("jobs")
    .select("fault")
    .where("name", "=", "bad")
    .executeTakeFirst();
  expect(row?.fault).toBe("no");
});

test("over a restart it is run once: at once where it was missed, and not while somebody has it", async () => {
  const clock = new FakeClock();
  const store = database();
  const first = createJobs({ store, clock, log: silentLog }, [hourly("a", async () => "done")]);
  await first.ready;
  await first.close();
  // Its hour passes while nobody is there.
  clock.skip(5 * hourMs);
  let ran = 0;
  const { promise: stays, resolve } = Promise.withResolvers<"done">();
  const slow = hourly("a", () => {
    ran++;
    return stays;
  });
  const one = createJobs({ store, clock, log: silentLog }, [slow]);
  const other = createJobs({ store, clock, log: silentLog }, [slow]);
  ends.push(one.close, other.close);
  await Promise.all([one.ready, other.ready]);
  await clock.pass(61_000);
  await until(() => ran > 0);
  await clock.pass(60_000);
  expect(ran).toBe(1);
  resolve("done");
  await new Promise((done) => setTimeout(done, 50));
  await clock.pass(60_000);
  expect(ran).toBe(1);
});

test("a server that was killed in the middle leaves a job that is taken up when its time is over", async () => {
  const clock = new FakeClock();
  const store = database();
  let ran = 0;
  const killed = createJobs({ store, clock, log: silentLog }, [
    hourly("a", () => {
      ran++;
      return new Promise(() => {});
    }),
  ]);
  await killed.ready;
  await clock.pass(hourMs + 61_000);
  await until(() => ran === 1);
  // As after a kill: nothing of it is written down. What was armed is not driven any more.
  const later = new FakeClock();
  later.skip(clock.now() - later.now());
  const next = createJobs({ store, clock: later, log: silentLog }, [
    hourly("a", async () => {
      ran++;
      return "done";
    }),
  ]);
  ends.push(next.close);
  await next.ready;
  await later.pass(61_000);
  await new Promise((done) => setTimeout(done, 30));
  expect(ran).toBe(1);
  for (let step = 0; step < 6; step++) await later.pass(60_000);
  await until(() => ran === 2);
});

test("a portion that does not end is left, and the server ends in spite of it", async () => {
  const clock = new FakeClock();
  let signal: AbortSignal | undefined;
  const jobs = createJobs({ store: database(), clock, log: silentLog }, [
    hourly("a", (given) => {
      signal = given;
      return new Promise(() => {});
    }),
  ]);
  await jobs.ready;
  await clock.pass(hourMs + 61_000);
  await until(() => signal !== undefined);
  await jobs.close();
  expect(signal?.aborted).toBe(true);
});
