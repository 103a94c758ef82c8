import { AppError, createSecret, messageOf } from "@parley/kernel";
import { partWords } from "@parley/protocol";
import type { DataFolder } from "../../../platform/data-folder.ts";
import type { Homeserver } from "../../../platform/ports.ts";
import type { CommandSpec } from "../../../platform/processes/port.ts";
import type { StackParts } from "../deps.ts";
import { freeLoopbackPort } from "../free-port.ts";
import { createPart, type Part } from "../part.ts";
import { waitReady } from "../wait-ready.ts";
import { createServiceUser, createSynapseAdmin } from "./admin.ts";
import { registrationOf, type SynapseSecrets, synapseConfig, synapseLogConfig } from "./config.ts";
import { clearHalfMade } from "./half-made.ts";
import { installSynapse, synapseVersion } from "./install.ts";
import { readSynapseSecrets } from "./secrets.ts";

/** Milliseconds to the first answer: a database that an upgrade migrates takes its time. */
const startDeadlineMs = 180_000;

/** Synapse as our child: installed, configured anew at each start, watched. */
export function createSynapse(parts: StackParts): { homeserver: Homeserver; part: Part } {
  const { settings, folder, files, processes, publicUrl, machine } = parts;
  const { clock, random, log, fetch } = machine;
  if (settings.homeserver.mode !== "embedded") throw new Error("the homeserver runs elsewhere");
  const { domain, limits } = settings.homeserver;
  fixFromSettings(folder, domain);

  const home = folder.inside("synapse");
  let python = "";
  let upstream: string | null = null;
  let secrets: SynapseSecrets | null = null;
  const secretsOf = (): SynapseSecrets => {
    secrets ??= readSynapseSecrets(files, `${home}/secrets.json`, () => createSecret(random));
    return secrets;
  };

  const prepare = async (): Promise<CommandSpec> => {
    const serverName = folder.facts.serverName;
    if (serverName === null) throw new AppError("SETUP_NEEDED", "The server name is not chosen yet.");
    files.makeFolder(`${home}/media`);
    clearHalfMade(files, home);
    const port = await freeLoopbackPort();
    const logFile = folder.inside("logs", "homeserver.log");
    const registrationFile = register(parts, home);
    const input = { serverName, publicUrl: publicUrl(), port, folder: home, logFile, secrets: secretsOf(), limits };
    const config = `${home}/homeserver.json`;
    files.write(
      config,
      `${JSON.stringify(synapseConfig({ ...input, callService: parts.callService(), registrationFile }), null, 1)}\n`,
    );
    files.write(`${home}/log.json`, `${JSON.stringify(synapseLogConfig(logFile), null, 1)}\n`);
    const args = ["-m", "synapse.app.homeserver", "-c", config];
    if (!files.exists(`${home}/signing.key`)) {
      const made = await processes.run(
        { program: python, args: [...args, "--generate-keys"], folder: home },
        { deadlineMs: 60_000 },
      );
      if (made.code !== 0)
        throw explainSynapse(made.stderr.split("\n")) ?? new AppError("PART_DOWN", "Synapse could not make its key.");
    }
    upstream = `http://127.0.0.1:${port}`;
    return { program: python, args, folder: home };
  };

  const supervised = processes.supervise({
    name: "homeserver",
    label: partWords.homeserver,
    prepare,
    probe: async (signal) => (await fetch(`${upstream}/_matrix/client/versions`, { signal })).ok,
    startDeadlineMs,
    stopGraceMs: 6000,
    onOutput: machine.keepLines(folder.inside("logs", "homeserver-output.log")),
    explain: explainSynapse,
  });
  const part = createPart({
    name: "homeserver",
    supervised,
    configured: () => folder.facts.serverName !== null,
    install: async (signal) => {
      const { platform } = machine;
      python = await installSynapse({ parts: parts.installed, processes, platform, signal });
      return synapseVersion;
    },
    clock,
    log,
  });

  const whenReady = (deadlineMs: number) => waitReady(part, clock, deadlineMs);
  const reach = async (): Promise<string> => {
    await whenReady(10_000);
    return upstream ?? "";
  };
  let serviceUser: ReturnType<typeof createServiceUser> | null = null;
  const homeserver: Homeserver = {
    mode: "embedded",
    // Only while it answers: the proxy says STARTING by itself, and need not find out.
    upstream: () => (part.state().state === "ready" ? upstream : null),
    baseUrl: publicUrl,
    signInOrigins: () => [],
    serverName: () => folder.facts.serverName,
    part: () => part.state(),
    async fixServerName(name) {
      fixName(folder, name);
      part.wake();
    },
    whenReady,
    onChange: (listener) => part.onChange(listener),
    admin: createSynapseAdmin({
      upstream: reach,
      token: (address, fresh) => {
        serviceUser ??= createServiceUser({
          secrets: parts.secrets,
          registrationSecret: secretsOf().registration,
          fetch,
          random,
        });
        return serviceUser(address, fresh);
      },
      fetch,
      now: () => clock.now(),
    }),
  };
  return { homeserver, part };
}

/** Writes by what Synapse tells us of rooms; null where nobody listens. */
function register({ files, internal, machine }: StackParts, home: string): string | null {
  if (internal === null) return null;
  const file = `${home}/registration.json`;
  const { url, token } = internal.events;
  // Ours opens nothing that we use.
  const registration = registrationOf(url, { ours: createSecret(machine.random), theirs: token });
  files.write(file, `${JSON.stringify(registration, null, 1)}\n`);
  return file;
}

function fixFromSettings(folder: DataFolder, domain: string | null): void {
  if (domain !== null) fixName(folder, domain);
}

/** Stores the server name once; throws NAME_FIXED with the reason when another one stands there. */
export function fixName(folder: DataFolder, name: string): void {
  const fixed = folder.facts.serverName;
  if (fixed === name) return;
  if (fixed !== null) {
    throw new AppError(
      "NAME_FIXED",
      `The server name of ${folder.path} is ${fixed} and cannot become ${name}: it is part of every account, room and signature. For another name start with a new --data folder.`,
    );
  }
  try {
    folder.remember({ serverName: name });
  } catch (thrown) {
    // A full disk, mostly: its sentence is for whoever sets the server up.
    const isFull = thrown instanceof AppError && thrown.code === "DISK_FULL";
    throw new AppError("PART_DOWN", messageOf(thrown), {
      retryable: true,
      cause: thrown,
      ...(isFull ? { details: { cause: "disk-full" } } : {}),
    });
  }
}

/** Known last words of Synapse as a sentence and what to do. */
function explainSynapse(tail: readonly string[]): AppError | null {
  const text = tail.join("\n");
  const down = (message: string, advice: string) => new AppError("PART_DOWN", message, { details: { advice } });
  if (/No space left on device|database or disk is full/i.test(text)) {
    const advice = "Free some space; it is started again by itself.";
    return new AppError("DISK_FULL", "The disk is full.", { details: { advice } });
  }
  if (/Address already in use|CannotListenError/i.test(text))
    return down("Its port was taken in between.", "Nothing: another one is tried.");
  if (/database disk image is malformed/i.test(text)) {
    return down("Its database is damaged.", "Restore the data folder from a backup.");
  }
  if (/PermissionError|Permission denied/i.test(text)) {
    return down("It may not read or write its folder.", "Give the data folder back to the user that runs Parley.");
  }
  if (/Found server name in database|server_name.*does not match/i.test(text)) {
    return down(
      "Its database belongs to another server name.",
      "Restore folder.json of the data folder from a backup.",
    );
  }
  return null;
}
