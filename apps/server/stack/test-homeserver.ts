/**
 * For tests: makes a Synapse ready to run in `--folder DIR` on `--port N` by the code that the server uses, with relaxed
 * limits, installing it when it is not there. Prints one line of JSON: { python, config, registrationSecret }.
 */
import { mkdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { createSecret, messageOf, silentLog, systemClock, systemRandom } from "@parley/kernel";
import { readSettings } from "../src/config/read-settings.ts";
import { installSynapse, synapseConfig, synapseLogConfig } from "../src/modules/stack/module.ts";
import { systemFiles } from "../src/platform/data-folder-files.ts";
import { createParts } from "../src/platform/processes/parts.ts";
import { createProcesses } from "../src/platform/processes/processes.ts";

const { values } = parseArgs({
  options: { folder: { type: "string" }, port: { type: "string" }, name: { type: "string", default: "localhost" } },
});
const folder = resolve(values.folder ?? "");
const read = readSettings({
  argv: ["--data", folder],
  env: process.env,
  readFile: (path) => readFileSync(path, "utf8"),
});
if (!read.ok) throw new Error("the environment holds bad PARLEY_* settings");
const { partsFolder } = read.settings;

try {
  const python = await installSynapse({
    parts: createParts(partsFolder, systemFiles, systemClock),
    processes: createProcesses({
      files: systemFiles,
      dataFolder: folder,
      env: process.env,
      clock: systemClock,
      random: systemRandom,
      log: silentLog,
    }),
    platform: { system: process.platform, arch: process.arch },
    signal: AbortSignal.timeout(600_000),
  });
  mkdirSync(join(folder, "media"), { recursive: true });
  const logFile = join(folder, "homeserver.log");
  const registrationSecret = createSecret();
  const port = Number(values.port);
  const config = synapseConfig({
    serverName: values.name,
    publicUrl: `http://localhost:${port}`,
    port,
    folder,
    logFile,
    secrets: { registration: registrationSecret, macaroon: createSecret(), form: createSecret() },
    limits: "relaxed",
    callService: null,
    registrationFile: null,
  });
  systemFiles.write(join(folder, "homeserver.json"), JSON.stringify(config));
  systemFiles.write(join(folder, "log.json"), JSON.stringify(synapseLogConfig(logFile)));
  // The form of Synapse's own signing.key: name, version, unpadded base64 of 32 random bytes.
  const seed = Buffer.from(systemRandom.bytes(32)).toString("base64").replaceAll("=", "");
  systemFiles.write(join(folder, "signing.key"), `ed25519 a_test ${seed}\n`);
  console.log(JSON.stringify({ python, config: join(folder, "homeserver.json"), registrationSecret }));
} catch (thrown) {
  console.error(messageOf(thrown));
  process.exitCode = 1;
}
