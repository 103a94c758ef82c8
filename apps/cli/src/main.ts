import { homedir } from "node:os";
import { readArguments, usage } from "./arguments.ts";
import { runCommand } from "./run-command.ts";
import { createTerminal } from "./terminal.ts";

/** Entry of the command line. Exit codes: 0 done, 1 refused or failed, 2 wrong usage, 3 no server runs there. */
const read = readArguments(process.argv.slice(2), process.env, homedir());
if ("fault" in read) {
  process.stderr.write(`${read.fault}\n\n${usage}\n`);
  process.exitCode = 2;
} else if (read.help) {
  process.stdout.write(`${usage}\n`);
} else {
  process.exitCode = await runCommand(read, createTerminal(process.stdin, process.stdout, process.stderr));
}
