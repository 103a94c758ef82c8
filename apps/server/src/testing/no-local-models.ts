import type { LocalMachine } from "../modules/local/module.ts";

/** A machine that runs nothing. */
export const noLocalModels: LocalMachine = {
  start: () => {
    throw new Error("no child is started here");
  },
  parts: { find: () => null, ensure: () => Promise.reject(new Error("nothing is installed here")) },
  processes: { run: () => Promise.reject(new Error("nothing is run here")) },
  platform: { system: "linux", arch: "x64" },
  cores: 2,
  availableBytes: () => 1e9,
};
