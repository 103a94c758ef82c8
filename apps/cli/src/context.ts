import type { ParleyClient } from "@parley/client";
import type { Arguments } from "./arguments.ts";
import type { Terminal } from "./terminal.ts";

/** What a command works with. */
export interface Context {
  readonly client: ParleyClient;
  readonly terminal: Terminal;
  readonly given: Arguments;
}
