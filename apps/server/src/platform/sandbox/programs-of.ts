import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Clock } from "@parley/kernel";
import { openSandbox, type Sandbox } from "./sandbox.ts";

const bwrap = "/usr/bin/bwrap";

/**
 * Where programs of agents run, and the folders that they write to. As root they run as nobody, who cannot pass through the
 * data folder: their folders lie beside it then, open to pass through and to nothing else.
 */
export function programsOf(dataFolder: string, clock: Clock): { sandbox(): Promise<Sandbox>; workspaces: string } {
  const root = process.getuid?.() === 0;
  const workspaces = root ? `${dataFolder}-workspaces` : join(dataFolder, "workspaces");
  let opened: Promise<Sandbox> | undefined;
  return {
    workspaces,
    // Once: what a machine lacks it lacks until somebody installs it and starts us anew.
    sandbox() {
      opened ??= (async () => {
        const sandbox = await openSandbox({ bwrap, root, clock });
        if (sandbox.unavailable === null) mkdirSync(workspaces, { recursive: true, mode: root ? 0o711 : 0o700 });
        return sandbox;
      })();
      return opened;
    },
  };
}
