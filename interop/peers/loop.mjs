/** Loaded into a measured server: keeps the longest time that its event loop stood still, in milliseconds, in a file. */
import { writeFileSync } from "node:fs";
import { monitorEventLoopDelay } from "node:perf_hooks";

const file = process.env.LOOP_FILE;
if (file) {
  const resolution = 10;
  const delay = monitorEventLoopDelay({ resolution });
  // What it starts with, its own modules first of all, is told by the time until the hello.
  setTimeout(() => delay.enable(), 1000).unref();
  setInterval(() => writeFileSync(`${file}.${process.pid}`, String(delay.max / 1e6 - resolution)), 500).unref();
}
