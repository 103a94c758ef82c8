import { join } from "node:path";
import type { Clock, Log } from "@parley/kernel";
import type { HandlersOf } from "../../platform/call.ts";
import type { EgressFetch } from "../../platform/egress-fetch.ts";
import type { Parts } from "../../platform/processes/parts.ts";
import type { Processes } from "../../platform/processes/port.ts";
import type { StartTalker } from "../../platform/processes/talker.ts";
import { createDownloads } from "./downloads.ts";
import { createLocalEngine } from "./engine.ts";
import { createModelFiles } from "./files.ts";
import { installEngine } from "./install.ts";

const idleMs = 5 * 60_000;

/** What of the machine models in files run on. */
export interface LocalMachine {
  readonly start: StartTalker;
  readonly parts: Parts;
  readonly processes: Pick<Processes, "run">;
  readonly platform: { readonly system: string; readonly arch: string };
  readonly cores: number;
  /** What may still be taken of the memory. */
  readonly availableBytes: () => number;
}

/** Models in files on this machine: they lie in the data folder's `models`, and run in a child when they are asked. */
export function createLocalModelsModule(deps: {
  readonly machine: LocalMachine;
  readonly dataFolder: string;
  /** Ways out for downloads, ended by whoever made them. */
  readonly ways: { readonly named: EgressFetch; readonly public: EgressFetch };
  readonly clock: Clock;
  readonly log: Log;
}) {
  const { machine, dataFolder, ways, clock, log } = deps;
  const folder = join(dataFolder, "models");
  const files = createModelFiles(folder);
  const over = new AbortController();
  const engine = createLocalEngine({
    start: machine.start,
    install: () => installEngine({ ...machine, signal: over.signal }),
    find: files.find,
    states: join(dataFolder, "model-states"),
    machine,
    idleMs,
    clock,
    log,
  });
  const fetches = { named: ways.named.fetch, public: ways.public.fetch };
  const downloads = createDownloads({ folder, ways: fetches, clock, log });
  const handlers: HandlersOf<"localModels.list" | "localModels.download" | "localModels.stop"> = {
    async "localModels.list"() {
      return { folder, files: files.list(), engine: engine.state(), downloads: downloads.list() };
    },
    "localModels.download": async (asked) => ({ download: downloads.start(asked) }),
    async "localModels.stop"({ name }) {
      downloads.stop(name);
      return { name };
    },
  };
  return {
    handlers,
    engine: engine.engine,
    find: files.find,
    /** What agents were told is kept no longer: one of them was changed or deleted. */
    forget: engine.forget,
    close() {
      over.abort();
      downloads.close();
      engine.close();
    },
  };
}
