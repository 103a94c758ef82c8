import type { Clock, Log, Random } from "@parley/kernel";
import type { Files } from "../data-folder-files.ts";
import { processStart } from "./identity.ts";
import type { Processes } from "./port.ts";
import { createChildRegister, ownerVariable } from "./register.ts";
import { createChildGroups, createStartChild, runToEnd } from "./spawn.ts";
import { createSupervised } from "./supervisor.ts";
import { createStartTalker, type StartTalker } from "./talker.ts";

export interface ProcessesParts {
  readonly files: Files;
  /** The data folder that children belong to. */
  readonly dataFolder: string;
  /** Of the whole process; children see a fixed selection. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

/** What a child may see of our environment: paths, language, proxies and the settings of pip, Go and npm; no PARLEY_*, no tokens. */
const passedOn =
  /^(?:PATH|HOME|USER|LOGNAME|LANG|LC_[A-Z]+|TZ|TMPDIR|XDG_[A-Z_]+|SSL_CERT_(?:FILE|DIR)|REQUESTS_CA_BUNDLE|(?:https?|no|all)_proxy|PIP_[A-Z_]+|NPM_CONFIG_(?:REGISTRY|USERCONFIG|CACHE)|GOPROXY|GOSUMDB|GONOSUMDB|GOFLAGS|GONOSUMCHECK|GOINSECURE|PYENV_[A-Z_]+)$/i;

/** What names this process for good. */
export const thisProcess = () => ({ pid: process.pid, startTime: processStart(process.pid) });

export interface OwnProcesses extends Processes {
  /** Ends everything that runs by force, at once, for who cannot wait any longer. What is supervised would come back. */
  endNow(): void;
  /** Starts a child that is talked to. */
  readonly talk: StartTalker;
}

/** The children of one data folder. */
export function createProcesses(parts: ProcessesParts): OwnProcesses {
  const env: Record<string, string> = { [ownerVariable]: parts.dataFolder };
  for (const [name, value] of Object.entries(parts.env)) {
    if (value !== undefined && passedOn.test(name)) env[name] = value;
  }
  const groups = createChildGroups();
  const startChild = createStartChild(env, groups);
  const { clock, random, log } = parts;
  const file = `${parts.dataFolder}/run/children.json`;
  const register = createChildRegister(parts.files, file, parts.dataFolder, { clock, log });
  return {
    run: (spec, options) => runToEnd({ env, groups }, spec, options),
    supervise: (spec) => createSupervised(spec, { startChild, register, clock, random, log }),
    endOrphans: () => register.endOrphans(),
    endNow: () => groups.end(),
    talk: createStartTalker(env.PATH, groups),
  };
}
