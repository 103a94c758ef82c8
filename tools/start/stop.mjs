import { dataFolder, runningServer } from "./folders.mjs";

const patienceMs = 15_000;

/** Ends the server of a data folder and waits until it is gone. Answers the exit code. */
export async function stopServer(argv) {
  const folder = dataFolder(argv);
  const holder = runningServer(folder);
  if (holder === null) {
    console.log(`No Parley server runs on ${folder}.`);
    return 0;
  }
  const begun = Date.now();
  process.kill(holder.pid, "SIGTERM");
  while (runningServer(folder)?.pid === holder.pid) {
    if (Date.now() - begun > patienceMs) {
      console.error(
        `Process ${holder.pid} has not ended after ${patienceMs / 1000} s. To end it by force: kill -9 ${holder.pid}`,
      );
      return 1;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  console.log(`Stopped after ${((Date.now() - begun) / 1000).toFixed(1)} s.`);
  return 0;
}
