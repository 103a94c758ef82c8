import { spawn } from "node:child_process";
import { join } from "node:path";
import { root } from "../node26.mjs";
import { checkDisk, checkMachine } from "./checks.mjs";
import { dataFolder, flag, runningServer, synapseInstalled } from "./folders.mjs";
import { endHelpers, runNode26 } from "./node.mjs";
import { installPackages, packagesInstalled } from "./packages.mjs";
import { step, Trouble } from "./screen.mjs";
import { isOrphaned, serve } from "./serve.mjs";
import { buildWeb, webBuilt } from "./web.mjs";

const signals = ["SIGINT", "SIGTERM", "SIGHUP"];

/** Installs and builds what is missing, then runs the server until it ends. Answers the exit code. */
export async function startServer(argv) {
  const begun = Date.now();
  const onSignal = () => {
    endHelpers();
    process.exit(130);
  };
  for (const signal of signals) process.on(signal, onSignal);
  const watch = setInterval(() => isOrphaned() && onSignal(), 500);

  try {
    if (!argv.includes("--help")) {
      await prepare(argv);
      const running = runningServer(dataFolder(argv));
      if (running !== null && argv.includes("--setup-link")) return await newSetupLink(argv);
    } else if (!packagesInstalled()) await installPackages();
  } catch (thrown) {
    if (!(thrown instanceof Trouble)) throw thrown;
    console.error(`\n${thrown.message}`);
    return thrown.code;
  } finally {
    clearInterval(watch);
  }

  for (const signal of signals) process.off(signal, onSignal);
  return await serve(argv, { begun, onReady: (url) => openBrowser(url, argv) });
}

async function prepare(argv) {
  const attached = flag(argv, "--homeserver") !== undefined || Boolean(process.env.PARLEY_HOMESERVER);
  const needsSynapse = !attached && !synapseInstalled();
  const needsPackages = !packagesInstalled();
  const needsWeb = needsPackages || !webBuilt();
  if (!needsSynapse && !needsPackages && !needsWeb) return;
  console.log("Parley: preparing this machine (the first time takes a minute or two)");
  await step("This machine", () => checkMachine(argv));
  checkDisk();
  if (needsPackages) await step("Packages", installPackages);
  const results = await Promise.allSettled([
    needsSynapse ? step("Synapse (Matrix homeserver)", () => installSynapse(argv)) : undefined,
    needsWeb ? step("Web client", buildWeb) : undefined,
  ]);
  const failed = results.find((result) => result.status === "rejected");
  if (failed) throw failed.reason;
}

async function installSynapse(argv) {
  const { code, output } = await runNode26([join(root, "apps/server/stack/install.ts"), ...argv]);
  if (code !== 0) throw new Trouble(output.trim().split("\n").slice(-8).join("\n"), code);
  return /synapse-([0-9.]+)-py([0-9.]+)-/.exec(output)?.slice(1, 3).join(", Python ") ?? "";
}

/** A new one-time link from the server that runs already. */
async function newSetupLink(argv) {
  const { code, output } = await runNode26([
    join(root, "apps/cli/src/main.ts"),
    "setup-link",
    "--data",
    dataFolder(argv),
  ]);
  console.log(output.trim());
  return code;
}

function openBrowser(url, argv) {
  const wanted = !argv.includes("--no-open") && process.env.PARLEY_OPEN !== "false" && process.env.PARLEY_OPEN !== "0";
  const screen = process.platform === "darwin" || process.env.DISPLAY || process.env.WAYLAND_DISPLAY;
  if (!wanted || !screen || !process.stdout.isTTY) return;
  const opener = spawn(process.platform === "darwin" ? "open" : "xdg-open", [url], { stdio: "ignore", detached: true });
  // No browser: the link stands on the screen.
  opener.on("error", () => {});
  opener.unref();
}
