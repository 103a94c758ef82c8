/** Installs the engine of local models by the server's own code, beside the tests that need it. */
import { join } from "node:path";
import { silentLog, systemClock, systemRandom } from "@parley/kernel";
import { installEngine } from "../../apps/server/src/modules/local/install.ts";
import { systemFiles } from "../../apps/server/src/platform/data-folder-files.ts";
import { createParts } from "../../apps/server/src/platform/processes/parts.ts";
import { createProcesses } from "../../apps/server/src/platform/processes/processes.ts";

const folder = join(import.meta.dirname, "node_modules/parts");
await installEngine({
  parts: createParts(folder, systemFiles, systemClock),
  processes: createProcesses({
    files: systemFiles,
    dataFolder: join(folder, "none"),
    env: process.env,
    clock: systemClock,
    random: systemRandom,
    log: silentLog,
  }),
  platform: { system: process.platform, arch: process.arch },
  signal: new AbortController().signal,
});
