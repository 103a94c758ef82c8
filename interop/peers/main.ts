import { execFile } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { type Figure, median, overLimit, table } from "../../bench/figures.ts";
import { measureFirstTokens } from "./first-token.ts";
import { createOurs, createPeers, type Measured, startBare } from "./servers.ts";

/**
 * `npm run bench -- gateway`: our gateway beside `ws` alone and beside those of its family that are installed here, in
 * one run. Exit code 1 when a figure is over its limit.
 */
const idleMs = 40_000;
const loadSeconds = 4;
const rounds = 3;
const starts = 3;
const most = {
  /** Of the slowest of the family. */
  start: 0.1,
  memory: 0.15,
  /** At least so much of what `ws` alone answers; as times, at most 1 / so much. */
  rate: 0.6,
  addedMs: 1,
  longTalk: 1.1,
  stillMs: 200,
};

const ours = await createOurs();
const peers = await createPeers();
const bare = await startBare();
const figures: Figure[] = [];
try {
  const all = [ours, ...peers];
  const started = new Map<Measured, number[]>();
  for (const server of all) {
    const times: number[] = [];
    for (let n = 0; n < starts; n += 1) times.push(await server.start());
    started.set(server, times);
  }
  await new Promise((resolve) => setTimeout(resolve, idleMs));
  for (const peer of [null, ...peers]) figures.push(...beside(peer, started));
  await rates(all);
  await firstTokens();
  for (const server of all) {
    const limit = server === ours ? { limit: most.stillMs } : {};
    figures.push({
      name: `${server.name}: event loop stood still`,
      unit: "ms",
      values: [server.stoodStill()],
      ...limit,
    });
  }
} finally {
  bare.close();
  await Promise.all([ours, ...peers].map((server) => server.dispose()));
}
console.log(`\n${table(figures)}\n`);
if (peers.length === 0) console.log("Nobody of the family is installed here: see interop/README.md");
const over = overLimit(figures);
for (const { name } of over) console.error(`over its limit: ${name}`);
process.exit(over.length === 0 ? 0 : 1);

/** Start and memory, beside one of the family, or alone. The goal is a share of openclaw's. */
function beside(peer: Measured | null, started: ReadonlyMap<Measured, readonly number[]>): Figure[] {
  const start = started.get(ours) ?? [];
  const memory = [residentOf(ours.pid())];
  if (peer === null) {
    return [
      { name: "start to hello", unit: "ms", values: start },
      { name: "resident memory, idle", unit: "MiB", values: memory },
    ];
  }
  const theirs = { start: started.get(peer) ?? [], memory: [residentOf(peer.pid())] };
  const judged = peer.name.startsWith("openclaw");
  const limit = (share: number, floor: readonly number[]) => (judged ? { limit: share * median(floor) } : {});
  const floor = (values: readonly number[]) => ({ floor: { name: peer.name, values } });
  return [
    {
      name: `start to hello, beside ${peer.name}`,
      unit: "ms",
      values: start,
      ...floor(theirs.start),
      ...limit(most.start, theirs.start),
    },
    {
      name: `resident memory, idle, beside ${peer.name}`,
      unit: "MiB",
      values: memory,
      ...floor(theirs.memory),
      ...limit(most.memory, theirs.memory),
    },
  ];
}

/** How long one `health` takes, by one client and by fifty, each in turn: fewer milliseconds are more answers. */
async function rates(all: readonly Measured[]): Promise<void> {
  for (const clients of [1, 50]) {
    const floor: number[] = [];
    const taken = new Map<Measured, number[]>(all.map((server) => [server, []]));
    for (let n = 0; n < rounds; n += 1) {
      floor.push(await load({ url: bare.url, token: "", protocol: 4 }, clients));
      for (const server of all) taken.get(server)?.push(await load(server, clients));
    }
    for (const [server, values] of taken) {
      const limit = server === ours ? { limit: median(floor) / most.rate } : {};
      const name = `${server.name}: thousand answers to health, ${clients} ${clients === 1 ? "client" : "clients"}`;
      figures.push({ name, unit: "ms", values, floor: { name: "ws alone", values: floor }, ...limit });
    }
  }
}

/** Milliseconds for a thousand answers. */
async function load(
  { url, token, protocol }: Pick<Measured, "url" | "token" | "protocol">,
  clients: number,
): Promise<number> {
  const asked = { url, token, protocol, clients, method: "health", seconds: loadSeconds };
  const program = join(import.meta.dirname, "load.mjs");
  const { stdout } = await promisify(execFile)(process.execPath, [program, JSON.stringify(asked)], {
    timeout: 60_000,
  });
  const { perSecond }: { perSecond: number } = JSON.parse(stdout);
  return 1_000_000 / perSecond;
}

async function firstTokens(): Promise<void> {
  const short = await measureFirstTokens(ours, { messages: 0, times: 60 });
  const long = await measureFirstTokens(ours, { messages: 1000, times: 30 });
  const floor = (values: readonly number[]) => ({ floor: { name: "the provider asked directly", values } });
  figures.push(
    { name: "first words, a new conversation", unit: "ms", values: short.ours, ...floor(short.direct) },
    {
      name: "added to the first words, a new conversation",
      unit: "ms",
      values: [median(short.ours) - median(short.direct)],
      limit: most.addedMs,
    },
    {
      name: "first words, a conversation of 1,000 messages",
      unit: "ms",
      values: long.ours,
      ...floor(long.direct),
      limit: most.longTalk * median(long.direct),
    },
  );
}

/** MiB of a process and of all that it started. */
function residentOf(pid: number): number {
  const status = (id: number, what: RegExp) => {
    try {
      return Number(what.exec(readFileSync(`/proc/${id}/status`, "utf8"))?.[1] ?? 0);
    } catch {
      return 0;
    }
  };
  const all = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  const parents = new Map(all.map((name) => [Number(name), status(Number(name), /^PPid:\s+(\d+)/m)]));
  const sum = (id: number): number => {
    const children = [...parents].filter(([, parent]) => parent === id).map(([child]) => child);
    return children.reduce((total, child) => total + sum(child), status(id, /^VmRSS:\s+(\d+) kB/m));
  };
  return sum(pid) / 1024;
}
