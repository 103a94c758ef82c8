import type { Run } from "./run.ts";

/**
 * Installs Synapse, then LiveKit, into the parts folder as `npm start` does. Answers why tests with real parts cannot
 * run, if so: without Synapse none can; without LiveKit those that need it say so themselves.
 */
export async function prepareParts(run: Run): Promise<string | undefined> {
  const install = "apps/server/stack/install.ts";
  if ((await run("node", [install], { seconds: 300 })) !== 0) {
    return "Synapse could not be installed; the output of this run says why";
  }
  if ((await run("node", [install, "--livekit-too"], { seconds: 360 })) !== 0) {
    console.log("LiveKit could not be installed: tests that need it are skipped.");
  }
  return undefined;
}
