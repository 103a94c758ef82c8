import { defineConfig } from "vitest/config";

const ours = ["packages/*/src/**", "apps/*/src/**", "apps/web/{dev,vite}/**", "tools/**", "bench/**"];
const real = ours.map((folder) => `${folder}/*.real.test.{ts,tsx}`);

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          include: ours.map((folder) => `${folder}/*.test.{ts,tsx}`),
          exclude: ["**/node_modules/**", ...real],
          testTimeout: 10_000,
          restoreMocks: true,
          // By itself one core is kept free: of two, that is one file after the other. Processes, not threads: native code
          // that crashes in a thread takes the whole run with it, without a word.
          pool: "forks",
          maxWorkers: "100%",
        },
      },
      {
        test: {
          name: "real",
          include: real,
          testTimeout: 120_000,
          hookTimeout: 180_000,
          // One homeserver at a time: two cores, and times that mean something.
          fileParallelism: false,
        },
      },
    ],
  },
});
