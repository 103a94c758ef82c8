#!/usr/bin/env node
// `npx parley …` in a clone: hands over to the command line client under Node 26.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { findNode26, root } from "./node26.mjs";

const node = findNode26();
if (node === undefined) {
  console.error("Parley's packages are not installed yet. Run npm start (or npm ci) once in this folder.");
  process.exit(1);
}
const child = spawn(node, [join(root, "apps/cli/src/main.ts"), ...process.argv.slice(2)], {
  cwd: process.env.INIT_CWD ?? process.cwd(),
  stdio: "inherit",
});
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
child.on("error", (fault) => {
  console.error(fault.message);
  process.exit(1);
});
child.on("exit", (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
