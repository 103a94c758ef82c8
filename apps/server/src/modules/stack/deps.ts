import type { Clock, Log, Random } from "@parley/kernel";
import type { Settings } from "../../config/settings.ts";
import type { DataFolder } from "../../platform/data-folder.ts";
import type { Files } from "../../platform/data-folder-files.ts";
import type { Secrets } from "../../platform/ports.ts";
import type { Parts } from "../../platform/processes/parts.ts";
import type { Processes } from "../../platform/processes/port.ts";

/** What the stack is built from. */
export interface StackParts {
  readonly settings: Pick<Settings, "homeserver" | "sfu" | "host">;
  readonly folder: DataFolder;
  readonly files: Files;
  readonly processes: Processes;
  /** Installed programs. */
  readonly installed: Parts;
  readonly secrets: Secrets;
  /** Our own origin as people type it, without a trailing slash. */
  readonly publicUrl: () => string;
  /** Where call tokens are had, as the homeserver tells clients. */
  readonly callService: () => string;
  /** Where our own children call us; null: nobody listens. */
  readonly internal: Internal | null;
  readonly machine: Machine;
}

/** What children are told of us. */
export interface Internal {
  /** Where the homeserver tells what happens in rooms, and what it shows there. */
  readonly events: { readonly url: string; readonly token: string };
  /** Where LiveKit tells of comings and goings. */
  readonly webhook: string;
}

/** The machine that we run on. */
export interface Machine {
  readonly clock: Clock;
  readonly random: Random;
  readonly fetch: typeof fetch;
  readonly log: Log;
  /** `process.platform` and `process.arch`. */
  readonly platform: { readonly system: string; readonly arch: string };
  /** Whether TCP `port` can be listened on at `host` now. */
  readonly portIsFree: (port: number, host: string) => Promise<boolean>;
  /** The IPv4 addresses of this machine's interfaces. */
  readonly addresses: () => readonly string[];
  /** A log of its own for the lines of a program, bounded. A full disk costs lines, nothing else. */
  readonly keepLines: (path: string) => (line: string) => void;
  /** Removes live secrets from a line of a log. */
  readonly redact: (line: string) => string;
}
