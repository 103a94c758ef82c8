import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import type { Run } from "./run.ts";

/** A browser to test with, or why there is none. */
export type Browser = { readonly path: string } | { readonly reason: string };

interface Machine {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly root: boolean;
  readonly exists: (path: string) => boolean;
  readonly run: Run;
  readonly playwrightsOwn: () => Promise<string>;
}

const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/** The browser, the signs that pages show in it, and what other tests skip themselves without. */
const packages = ["chromium", "fonts-noto-color-emoji", "bubblewrap", "redis-server"];

/**
 * Chromium from PARLEY_CHROMIUM or the PATH; else, as root on Debian, from the distribution's packages (at most 4 min);
 * else Playwright's own, if its download comes within 20 s.
 */
export async function findBrowser(machine: Machine): Promise<Browser> {
  const named = machine.env.PARLEY_CHROMIUM;
  if (named)
    return machine.exists(named) ? { path: named } : { reason: `PARLEY_CHROMIUM names ${named}, which is not there` };
  const found = onPath(machine);
  if (found) return { path: found };
  if (machine.root && machine.exists("/etc/debian_version") && machine.exists("/usr/bin/apt-get")) {
    console.log("No browser on the PATH: installing chromium from the distribution's packages …");
    const env = { DEBIAN_FRONTEND: "noninteractive" };
    await machine.run("apt-get", ["update", "-qq"], { seconds: 60, env });
    const install = ["install", "-y", "-qq", "--no-install-recommends", ...packages];
    const fetched = await machine.run("apt-get", [...install, "--download-only"], { seconds: 150, env });
    if (fetched === 0) await machine.run("apt-get", install, { seconds: 90, env, finishes: true });
    const installed = onPath(machine);
    if (installed) return { path: installed };
  }
  const own = await machine.playwrightsOwn();
  if (machine.exists(own)) return { path: own };
  console.log("Trying Playwright's own browser …");
  await machine.run("playwright", ["install", "chromium"], { seconds: 20 });
  if (machine.exists(own)) return { path: own };
  return { reason: `no browser: none of ${names.join(", ")} is on the PATH, and none could be installed` };
}

function onPath({ env, exists }: Machine): string | undefined {
  const folders = (env.PATH ?? "").split(delimiter);
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find(exists);
}

/** This machine. */
export function thisMachine(run: Run): Machine {
  return {
    env: process.env,
    root: process.getuid?.() === 0,
    exists: existsSync,
    run,
    playwrightsOwn: async () => (await import("@playwright/test")).chromium.executablePath(),
  };
}
