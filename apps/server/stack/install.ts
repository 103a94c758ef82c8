/**
 * Installs Synapse (and, with `--livekit-too`, LiveKit) into the parts folder, by the same code as the server does it.
 * Takes the flags of the server, installs nothing that they say runs elsewhere; exits 2 when they are wrong.
 * `npm start` and `npm test` run it beside the build of the web client. One line on stdout for each step.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { messageOf, silentLog, systemClock, systemRandom } from "@parley/kernel";
import { readSettings } from "../src/config/read-settings.ts";
import { faultLine } from "../src/config/settings.ts";
import { installLivekit, installSynapse } from "../src/modules/stack/module.ts";
import { systemFiles } from "../src/platform/data-folder-files.ts";
import { createParts } from "../src/platform/processes/parts.ts";
import { createProcesses } from "../src/platform/processes/processes.ts";

const { env, argv } = process;
const flags = argv.slice(2).filter((word) => word !== "--livekit-too");
const read = readSettings({ argv: flags, env, readFile: (path) => readFileSync(path, "utf8") });
if (!read.ok) {
  console.error(read.faults.map(faultLine).join("\n"));
  process.exit(2);
}
const { partsFolder, homeserver } = read.settings;
const controller = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => controller.abort());

const common = {
  parts: createParts(partsFolder, systemFiles, systemClock),
  processes: createProcesses({
    files: systemFiles,
    dataFolder: join(partsFolder, "none"),
    env,
    clock: systemClock,
    random: systemRandom,
    log: silentLog,
  }),
  fetch,
  platform: { system: process.platform, arch: process.arch },
  signal: controller.signal,
  onStep: (line: string) => console.log(line),
};

try {
  if (homeserver.mode === "embedded") console.log(`synapse ${await installSynapse(common)}`);
  if (argv.includes("--livekit-too"))
    console.log(`livekit ${(await installLivekit({ ...common, binary: null })).program}`);
} catch (thrown) {
  const details = typeof thrown === "object" && thrown !== null && "details" in thrown ? thrown.details : null;
  const advice =
    typeof details === "object" && details !== null && "advice" in details ? ` ${String(details.advice)}` : "";
  console.error(`${messageOf(thrown)}${advice}`);
  process.exitCode = 1;
}
