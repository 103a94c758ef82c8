import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { startParley, startRealStack } from "@parley/testkit/stack";
import { measureBundle } from "../tools/check/bundle.ts";
import { benchCalls } from "./calls.ts";
import { createChannels, measureSending, measureWarmList, openPair } from "./chat.ts";
import { type Figure, overLimit, table } from "./figures.ts";
import { createFloor } from "./floor.ts";
import { benchGateway } from "./gateway.ts";
import { benchLimits } from "./limits.ts";
import { measureScale } from "./scale.ts";
import { measureMemory, measureStarts } from "./server.ts";

/**
 * `npm run bench`: what promises speed, measured against floors of the same run. Exit code 1 when a figure is over its
 * limit. `calls` measures the joining of calls instead, `limits` what calls cost and how many they carry, `gateway` the agent gateway beside others of its family. `scale` measures accounts of 500 and 5,000 rooms instead, `scale 500` one of them alone (and keeps no results). `--quick` takes fewer samples and keeps no results.
 */
const root = join(import.meta.dirname, "..");
const quick = process.argv.includes("--quick");
const large = process.argv.includes("scale");
const accounts = [
  { rooms: 500, members: 500, messages: 3000 },
  { rooms: 5000, members: 5000, messages: 20_000 },
];
const asked = accounts.filter(({ rooms }) => process.argv.includes(String(rooms)));

// No page is looked at there.
if (process.argv.includes("gateway")) process.exit(await benchGateway(root));
execFileSync(join(root, "node_modules/.bin/vite"), ["build", "apps/web", "--logLevel", "warn"], {
  cwd: root,
  stdio: "inherit",
});
// It needs programs that are none of ours, and prints its own figures.
if (process.argv.includes("calls")) process.exit(await benchCalls(root, process.argv.slice(2)));
if (process.argv.includes("limits")) process.exit(await benchLimits(root, process.argv.slice(2)));
const figures = large ? await scaleFigures() : [...bundleFigures(), ...(await chatFigures(quick ? 3 : 20))];
const versions = {
  parley: JSON.parse(readFileSync(join(root, "package.json"), "utf8")).version,
  node: process.versions.node,
  matrixJsSdk: JSON.parse(readFileSync(join(root, "node_modules/matrix-js-sdk/package.json"), "utf8")).version,
};
console.log(`\n${table(figures)}\n`);
console.log(
  Object.entries({ ...versions, cores: cpus().length })
    .map((pair) => pair.join(" "))
    .join(" · "),
);
if (!quick && asked.length === 0) keep();
const over = overLimit(figures);
for (const { name } of over) console.error(`over its limit: ${name}`);
process.exit(over.length === 0 ? 0 : 1);

function bundleFigures(): Figure[] {
  return measureBundle(root).map(({ name, kilobytes, limit }) => ({
    name: `${name}, brotli`,
    unit: "KB",
    values: [kilobytes],
    limit,
  }));
}

async function chatFigures(samples: number): Promise<Figure[]> {
  const figures: Figure[] = [];
  const parley = await startParley();
  try {
    const pair = await openPair(parley);
    const floorStack = await startRealStack();
    const floor = await createFloor(floorStack.baseUrl, (name) => floorStack.register(name));
    // The first messages share keys and warm both sides up.
    await measureSending(pair, 2);
    await floor.measure(2);
    const bare = [...(await floor.measure(samples / 2))];
    const sent = await measureSending(pair, samples);
    bare.push(...(await floor.measure(samples / 2)));
    floor.close();
    await floorStack.stop();
    const floorOf = { name: "two bare matrix-js-sdk sessions", values: bare };
    figures.push({ name: "Enter → painted in the other browser", unit: "ms", values: sent, floor: floorOf });

    await createChannels(pair.writer, "Bench", quick ? 3 : 39);
    const warm = await measureWarmList(pair.writer, quick ? 2 : 7);
    figures.push({ name: "room list after a warm start, 40 rooms", unit: "ms", values: warm });
    await pair.close();
    figures.push(await measureMemory(parley, "own process after serving both, resident"));
    figures.push(...(await measureStarts(parley, quick ? 2 : 5)));
    figures.push(await measureMemory(parley, "own process idle after a start, resident", 120));
  } finally {
    await parley.dispose();
  }
  return figures;
}

async function scaleFigures(): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const account of asked.length > 0 ? asked : accounts.slice(0, quick ? 1 : 2)) {
    const measured = await measureScale(account);
    // The next takes minutes, and may fail.
    console.log(`\n${table(measured)}`);
    figures.push(...measured);
  }
  return figures;
}

function keep(): void {
  const day = new Date().toISOString().slice(0, 10);
  mkdirSync(join(root, "bench/results"), { recursive: true });
  const rounded = figures.map(({ floor, ...figure }) => ({
    ...figure,
    values: figure.values.map(tenths),
    ...(floor === undefined ? {} : { floor: { name: floor.name, values: floor.values.map(tenths) } }),
  }));
  const record = { day, versions, cores: cpus().length, figures: rounded };
  writeFileSync(
    join(root, `bench/results/${day}${large ? "-scale" : ""}.json`),
    `${JSON.stringify(record, undefined, 1)}\n`,
  );
}

function tenths(value: number): number {
  return Math.round(value * 10) / 10;
}
