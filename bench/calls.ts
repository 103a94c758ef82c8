import { join } from "node:path";
import { installInterop } from "../tools/test/interop-packages.ts";
import { run } from "../tools/test/run.ts";

/** Runs the bench of `interop/`, which stands beside what the product may depend on. Answers an exit code. */
export async function benchCalls(root: string, words: readonly string[]): Promise<number> {
  if (!(await installInterop(root, run))) return 1;
  return (await run(process.execPath, [join(root, "interop/bench/main.ts"), ...words], { seconds: 5400 })) ?? 1;
}
