import { enableCompileCache } from "node:module";
import { homedir } from "node:os";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { makeFolders } from "./platform/make-folders.ts";

/**
 * Entry of the server. Exit codes: 0 ended as asked, 1 a fault of ours or of the machine, 2 the settings, the port or
 * the data folder cannot be used as they are.
 *
 * Everything else is imported after the compile cache is on: it is what keeps the start short while types are stripped.
 */
setFlagsFromString("--max-semi-space-size=2");
const compiled = join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "parley", "compiled");
try {
  makeFolders(compiled);
  enableCompileCache(compiled);
} catch {
  // Where no folder can be made a start is slower, nothing else.
}
const { run } = await import("./run.ts");
await run(process.argv.slice(2), process.env);
