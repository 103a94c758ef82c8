import { AppError } from "@parley/kernel";
import type { PartState } from "@parley/protocol";
import type { Homeserver, Sfu, Stack } from "../../platform/ports.ts";
import { createAttachedHomeserver, createAttachedSfu } from "./attached.ts";
import type { StackParts } from "./deps.ts";
import { sfuSecrets } from "./livekit/key.ts";
import { createLivekit } from "./livekit/sfu.ts";
import { tailOfBoth, tailOfFile } from "./log-file.ts";
import { createSynapse, fixName } from "./synapse/homeserver.ts";

/** A part as `stop` and `restart` see it, child or not. */
interface Run {
  start(): void;
  stop(): Promise<void> | void;
  restart(): Promise<void>;
}

/**
 * Homeserver and SFU, as our children or elsewhere. Throws NAME_FIXED when the settings name another domain than the
 * data folder's. Nothing runs before `start`.
 */
export function createStack(parts: StackParts): Stack {
  const { folder, processes, machine, settings } = parts;
  const homeserver = homeserverOf(parts);
  const sfu = sfuOf(parts);
  const runs = { homeserver: homeserver.run, sfu: sfu.run };
  const state = (name: "homeserver" | "sfu"): PartState =>
    name === "homeserver" ? homeserver.homeserver.part() : sfu.sfu.part();
  let stopped = false;
  return {
    homeserver: homeserver.homeserver,
    sfu: sfu.sfu,
    parts: () => [state("homeserver"), state("sfu")],
    async logs(part, lines) {
      const file = (name: string) => folder.inside("logs", name);
      const tail =
        part === "homeserver"
          ? tailOfBoth(file("homeserver.log"), file("homeserver-output.log"), lines)
          : tailOfFile(file(`${part}.log`), lines);
      return tail.map(machine.redact);
    },
    async restart(name) {
      if (settings[name].mode === "attached") {
        throw new AppError("NOT_OFFERED", "It runs elsewhere; restart it there.");
      }
      await runs[name].restart();
      return state(name);
    },
    start() {
      // What a crash left behind holds databases and ports: it goes before anything new comes.
      void processes
        .endOrphans()
        .then((names) => {
          if (names.length > 0) machine.log.warn("ended children of an earlier run", { names: names.join(", ") });
        })
        .catch((thrown: unknown) =>
          machine.log.error("children of an earlier run could not be ended", { why: String(thrown) }),
        )
        .then(() => {
          if (stopped) return;
          runs.homeserver.start();
          runs.sfu.start();
        });
    },
    async stop() {
      stopped = true;
      await runs.sfu.stop();
      await runs.homeserver.stop();
    },
  };
}

function homeserverOf(parts: StackParts): { homeserver: Homeserver; run: Run } {
  const { settings, folder, machine } = parts;
  if (settings.homeserver.mode === "embedded") {
    const { homeserver, part } = createSynapse(parts);
    return { homeserver, run: part };
  }
  fixName(folder, settings.homeserver.domain);
  const { homeserver, watch } = createAttachedHomeserver(settings.homeserver, machine);
  return { homeserver, run: { ...watch, restart: watch.again } };
}

function sfuOf(parts: StackParts): { sfu: Sfu; run: Run } {
  const { settings, machine, secrets } = parts;
  if (settings.sfu.mode === "embedded") {
    const { sfu, part } = createLivekit(parts);
    return { sfu, run: part };
  }
  const { url, key, secret } = settings.sfu;
  secrets.set(sfuSecrets.key, key);
  secrets.set(sfuSecrets.secret, secret);
  const { sfu, watch } = createAttachedSfu({ url, key: { key, secret } }, machine);
  return { sfu, run: { ...watch, restart: watch.again } };
}
