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
});
