import { defineConfig } from "@playwright/test";

const quiet = [
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--allow-loopback-in-peer-connection",
];
const path = process.env.PARLEY_CHROMIUM;

export default defineConfig({
  testDir: "e2e",
  outputDir: "test-results",
  // Each test has its own stack and two browsers: two cores carry one at a time.
  workers: 1,
  // The run names what passed only then, and bears few of them: docs/decisions/0026.
  retries: 1,
  timeout: 120_000,
  expect: { timeout: 15_000 },
  // Each is a run of its own, with its own limit of time.
  projects: [
    { name: "e2e", testIgnore: "calls/**" },
    { name: "e2e-calls", testMatch: "calls/**/*.spec.ts" },
  ],
  use: {
    locale: "en-GB",
    trace: "retain-on-failure",
    launchOptions: {
      ...(path ? { executablePath: path } : {}),
      args: process.getuid?.() === 0 ? ["--no-sandbox", ...quiet] : quiet,
    },
  },
});
