import { defineConfig } from "@playwright/test";
import everywhere from "../playwright.config.ts";

/** As for the tests of the product; these stand apart because they need programs of others. */
export default defineConfig({
  ...everywhere,
  testDir: ".",
  projects: [{ name: "interop" }],
  testMatch: "*.spec.ts",
  outputDir: "../test-results/interop",
  timeout: 600_000,
  // Pictures of moving video, and of the page at each look at the statistics, cost more than the calls themselves.
  use: { ...everywhere.use, trace: { mode: "retain-on-failure", screenshots: false, snapshots: false } },
});
