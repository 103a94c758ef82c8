import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { availableParallelism, hostname, networkInterfaces } from "node:os";
import { fileURLToPath } from "node:url";
import { AppError, createSecret, type Log, messageOf, systemClock, systemRandom } from "@parley/kernel";
import { type App, type AppConfig, type AppDeps, build } from "./app.ts";
import { callServiceOf, webhookPath } from "./calls-addresses.ts";
import { type ConfigFile, openSettings, settingsHelp } from "./config/config-file.ts";
import { faultLine, isLoopbackHost, type Settings } from "./config/settings.ts";
import { createEnding } from "./ending.ts";
import { createStack } from "./modules/stack/module.ts";
import type { Redactor } from "./platform/call.ts";
import { type DataFolder, openDataFolder } from "./platform/data-folder.ts";
import { systemFiles } from "./platform/data-folder-files.ts";
import { choosePort, portIsFree } from "./platform/data-folder-port.ts";
import { startInternalServer } from "./platform/http/internal-server.ts";
import { createFileSink, createLog, createPartLog, type LineSink } from "./platform/log/log.ts";
import { createRedactor } from "./platform/log/redactor.ts";
import { readLines } from "./platform/log/tail.ts";
import type { Secrets, Stack } from "./platform/ports.ts";
import { createParts, type Parts } from "./platform/processes/parts.ts";
import { createProcesses, type OwnProcesses, thisProcess } from "./platform/processes/processes.ts";
import { createSecrets, readMasterKey } from "./platform/secrets/secrets.ts";
import { type OpenStore, openStore } from "./platform/store/store.ts";

const version = "0.1.0";
/** The link is shown when the homeserver can be used, or after so long all the same: the page says how far it is. */
const linkMs = 100_000;
const maxUploadBytes = 128 * 1024 * 1024;
const webRoot = fileURLToPath(new URL("../../web/dist", import.meta.url));
/** Codes that mean: nothing is broken, but it cannot run like this. */
const unusable = new Set([
  "FOLDER_HELD",
  "FOLDER_NEWER",
  "FOLDER_BROKEN",
  "NO_ACCESS",
  "PORT_TAKEN",
  "NAME_FIXED",
  "DATA_NEWER",
  "MASTER_KEY",
  "TLS_FILES",
]);

/** What must be ended when the server stops, in the order of starting. */
interface Running {
  readonly app: App;
  readonly stack: Stack;
  readonly log: Log;
  /** By force, at once. */
  endChildren(): void;
  /** Closes the store, lets go of the data folder. */
  finish(): Promise<void>;
}

/** Runs the server until a signal ends it. `argv` without the program's own name. */
export async function run(argv: readonly string[], env: Env): Promise<void> {
  if (argv.includes("--help")) {
    print(settingsHelp());
    return;
  }
  const sources = { argv, env, readFile: (path: string) => readFileSync(path, "utf8") };
  const read = openSettings(sources, { write: systemFiles.write });
  if (!read.ok) {
    for (const fault of read.faults) warn(faultLine(fault));
    process.exitCode = 2;
    return;
  }
  let running: Running | null = null;
  let asked: string | null = null;
  const ending = createEnding({
    clock: systemClock,
    stop(reason) {
      asked = reason;
      if (running !== null) void stop(running, reason);
    },
    endChildren: () => running?.endChildren(),
    giveUp: () => process.exit(1),
  });
  // Before anything runs: what is asked while it starts is done when it has.
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => ending.signal(signal === "SIGINT" ? "interrupted" : "ended"));
  }
  // As programs that stay do: read the settings anew.
  process.on("SIGHUP", () => running?.app.reloadSettings("SIGHUP"));
  // `npm start` holds a channel to us: when it is gone, nobody would pass Ctrl-C on.
  process.once("disconnect", () => ending.lost("the launcher is gone"));
  // It may have gone before anybody listened.
  if (process.send !== undefined && !process.connected) ending.lost("the launcher is gone");
  // A closed terminal, or a pipe that nobody reads any more: the log has it all.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});
  try {
    running = await start(read.settings, read.file, env);
    if (asked !== null) void stop(running, asked);
  } catch (thrown) {
    warn(messageOf(thrown));
    process.exit(thrown instanceof AppError && unusable.has(thrown.code) ? 2 : 1);
  }
}

type Env = Readonly<Record<string, string | undefined>>;

async function start(settings: Settings, file: ConfigFile, env: Env): Promise<Running> {
  const folder = openDataFolder({
    path: settings.dataFolder,
    files: systemFiles,
    clock: systemClock,
    self: thisProcess(),
  });
  try {
    return await startInside(folder, { settings, file }, env);
  } catch (thrown) {
    folder.close();
    throw thrown;
  }
}

async function startInside(
  folder: DataFolder,
  { settings, file }: { settings: Settings; file: ConfigFile },
  env: Env,
): Promise<Running> {
  // What of the settings may change while it runs.
  let live = settings;
  step(`Parley ${version}, data in ${folder.path}`);
  const redactor = createRedactor();
  const logFile = folder.inside("logs", "server.log");
  const sink = createFileSink(logFile, { now: systemClock.now, fallback: warn });
  const log = createLog({ clock: systemClock, redactor, file: sink, terminal: warn });
  process.on("unhandledRejection", (thrown) => log.error("a promise was not handled", faultFields(thrown)));
  const store = openStore(folder.inside("parley.db"));
  const secrets = createSecrets(
    store,
    readMasterKey(folder.inside("master.key"), systemRandom, store),
    systemRandom,
    redactor,
  );
  const port = await choosePort(folder, settings.port, settings.host);
  const tls = readTls(settings);
  const publicUrl = publicUrlOf(settings, port);
  const localToken = createSecret(systemRandom);
  // Made anew each time, as the homeserver's configuration is.
  const tellingToken = createSecret(systemRandom);
  redactor.keep(tellingToken);
  // It must be there before the homeserver is configured; who answers is known a moment later.
  let answer: App["internal"] = () => false;
  const internal = await startInternalServer((request, response) => answer(request, response));
  const processes = createProcesses({
    files: systemFiles,
    dataFolder: folder.path,
    env,
    clock: systemClock,
    random: systemRandom,
    log,
  });
  // However this process ends, short of by force: none of them runs on.
  process.on("exit", processes.endNow);
  const installed = createParts(settings.partsFolder, systemFiles, systemClock);
  const platform = { system: process.platform, arch: process.arch };
  const stack = createStack({
    settings,
    folder,
    files: systemFiles,
    processes,
    installed,
    secrets,
    publicUrl: () => publicUrl,
    callService: () => callServiceOf(publicUrl),
    internal: {
      events: { url: internal.url, token: tellingToken },
      webhook: `${internal.url}${webhookPath}`,
    },
    machine: {
      clock: systemClock,
      random: systemRandom,
      fetch,
      log,
      platform,
      portIsFree,
      addresses: () =>
        Object.values(networkInterfaces()).flatMap((all = []) =>
          all.filter(({ family }) => family === "IPv4").map(({ address }) => address),
        ),
      keepLines: (path) => createPartLog(path, systemClock.now),
      redact: redactor.redact,
    },
  });
  const app = build({
    config: configOf(() => live, {
      publicUrl,
      version,
      dataFolder: folder.path,
      webRoot,
      network: { host: settings.host, trustedProxies: settings.trustedProxies, tls },
      tellingToken: settings.homeserver.mode === "embedded" ? tellingToken : null,
      localToken,
      limits: { maxUploadBytes },
    }),
    stack,
    data: { store, secrets, chainKey: chainKeyOf(store, secrets), settings: { file, apply: (next) => (live = next) } },
    redactor,
    world: { clock: systemClock, random: systemRandom, fetch },
    process: {
      memory: () => process.memoryUsage.rss(),
      logTail: tailOf(sink, redactor),
      logFrom: pieceOf(logFile, redactor),
      local: localMachine(processes, installed, platform),
    },
    log,
  });
  answer = app.internal;
  // Before the homeserver is there: whoever waits sees how far it is.
  await app.http.listen({ port, host: settings.host });
  systemFiles.write(folder.inside("cli-token"), `${localToken}\n`, 0o600);
  folder.announce(`${tls ? "https" : "http"}://${localNameOf(settings.host)}:${port}`);
  step(`listening at ${publicUrl}`);
  stack.start();
  void showLink(app, stack, publicUrl).catch((thrown) => log.error("the link could not be made", faultFields(thrown)));
  return {
    app,
    stack,
    log,
    endChildren: processes.endNow,
    async finish() {
      await internal.close();
      await store.close();
      systemFiles.remove(folder.inside("cli-token"));
      folder.close();
      sink.close();
    },
  };
}

type Machine = AppDeps["process"]["local"];

/** What models in files run on. */
function localMachine(processes: OwnProcesses, parts: Parts, platform: Machine["platform"]): Machine {
  const availableBytes = () => process.availableMemory();
  return { start: processes.talk, parts, processes, platform, cores: availableParallelism(), availableBytes };
}

/** What stands fixed for this run, and what the settings say now. */
function configOf(
  now: () => Settings,
  fixed: Omit<AppConfig, "others" | "membersFrom" | "mcpServers" | "hookMappings" | "keep">,
): AppConfig {
  return {
    ...fixed,
    get others() {
      return now().otherHomeservers;
    },
    get membersFrom() {
      return now().membersFrom;
    },
    get mcpServers() {
      return now().mcpServers;
    },
    get hookMappings() {
      return now().hookMappings;
    },
    get keep() {
      return now().keep;
    },
  };
}

/** Made once: rows that were bound with another one would all seem to be forged. */
function chainKeyOf(store: Pick<OpenStore, "raw">, secrets: Secrets): Uint8Array {
  const known = secrets.get("chain-key");
  if (known !== null) return Buffer.from(known, "base64url");
  if (store.raw.prepare("SELECT 1 FROM chain_rows LIMIT 1").get() !== undefined) {
    throw new AppError(
      "CHAIN_KEY",
      "The key that binds history and audit is missing from the database: put it back from a backup.",
    );
  }
  const made = createSecret(systemRandom);
  secrets.set("chain-key", made);
  return Buffer.from(made, "base64url");
}

/** Says when the homeserver can be used, and then the one link. */
async function showLink(app: App, stack: Stack, publicUrl: string): Promise<void> {
  const { homeserver } = stack;
  await new Promise<void>((resolve) => {
    const look = () => {
      const { state } = homeserver.part();
      if (state === "installing" || state === "starting" || state === "restarting" || state === "stopped") return;
      cancel();
      release();
      resolve();
    };
    const release = homeserver.onChange(look);
    const cancel = systemClock.after(linkMs, () => {
      release();
      resolve();
    });
    look();
  });
  const part = homeserver.part();
  if (part.state === "ready") step(`homeserver ready${part.version === null ? "" : ` (${part.version})`}`);
  else if (part.state !== "unconfigured")
    step(`homeserver ${part.state}${part.lastError ? `: ${part.lastError}` : ""}`);
  const link = await app.setupLink();
  print(link === null ? `\nParley: ${publicUrl}\n` : `\nSet Parley up here (once, within 24 hours):\n${link}\n`);
  if (process.connected) process.send?.({ type: "ready", url: link ?? publicUrl });
}

async function stop(running: Running, reason: string): Promise<void> {
  const { app, stack, log } = running;
  log.info("stopping", { reason });
  const results = await Promise.allSettled([app.close(reason), stack.stop()]);
  for (const result of results) {
    if (result.status === "rejected") log.error("a part did not stop cleanly", faultFields(result.reason));
  }
  await running.finish();
  process.exit(0);
}

function readTls(settings: Settings): { cert: Buffer; key: Buffer } | null {
  if (!settings.tls) return null;
  try {
    return { cert: readFileSync(settings.tls.certFile), key: readFileSync(settings.tls.keyFile) };
  } catch (cause) {
    throw new AppError("TLS_FILES", `The TLS certificate or key cannot be read: ${messageOf(cause)}`, { cause });
  }
}

/** The address that people type. Loopback is always called localhost: it is one origin, and a secure one. */
function publicUrlOf(settings: Settings, port: number): string {
  if (settings.publicUrl !== null) return settings.publicUrl;
  const host = isAnywhere(settings.host) ? hostname() : localNameOf(settings.host);
  return new URL(`${settings.tls ? "https" : "http"}://${host}:${port}`).origin;
}

/** How programs on this machine reach what listens on `host`. */
function localNameOf(host: string): string {
  if (isLoopbackHost(host) || isAnywhere(host)) return "localhost";
  return host.includes(":") ? `[${host}]` : host;
}

function isAnywhere(host: string): boolean {
  return host === "0.0.0.0" || host === "::";
}

function tailOf(sink: LineSink, redactor: Redactor): (lines: number) => readonly string[] {
  // Redacted again: a secret may have become known after its line was written.
  return (lines) => sink.tail(lines).map(redactor.redact);
}

function pieceOf(path: string, redactor: Redactor): AppDeps["process"]["logFrom"] {
  return async (asked) => {
    const piece = await readLines(path, asked);
    return { ...piece, lines: piece.lines.map(redactor.redact) };
  };
}

function faultFields(thrown: unknown): { error: string; fault: string } {
  const stack = thrown instanceof Error ? (thrown.stack ?? "") : "";
  return { error: messageOf(thrown), fault: createHash("sha256").update(stack).digest("hex").slice(0, 8) };
}

function step(text: string): void {
  print(`${process.uptime().toFixed(2).padStart(6)} s  ${text}`);
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

function warn(line: string): void {
  process.stderr.write(`${line}\n`);
}
