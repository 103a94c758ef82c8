import { readFileSync } from "node:fs";
import { AppError, type Clock } from "@parley/kernel";
import type { PartState } from "@parley/protocol";
import type { Homeserver, Sfu } from "../../platform/ports.ts";
import type { Machine } from "./deps.ts";
import { signInOrigins } from "./sign-in-origins.ts";
import { createSynapseAdmin } from "./synapse/admin.ts";
import { waitReady } from "./wait-ready.ts";

const pollReadyMs = 5000;
const pollDownMs = 2000;
const probeDeadlineMs = 5000;
/** How long it is believed where the sign-in page lives. */
const originsMs = 10 * 60_000;

/** Something that runs elsewhere: nothing is started, its health is asked for. */
interface Watch {
  state(): PartState;
  start(): void;
  stop(): void;
  /** Asks at once. */
  again(): Promise<void>;
  onChange(listener: () => void): () => void;
}

interface WatchSpec {
  readonly name: PartState["name"];
  readonly address: string;
  /** Answers the version, or null where there is none to be had; throws when it does not answer. */
  readonly probe: (signal: AbortSignal) => Promise<string | null>;
  readonly clock: Clock;
}

/** Asks every 5 s while it answers, every 2 s while it does not. */
function createWatch({ name, address, probe, clock }: WatchSpec): Watch {
  let state: PartState = {
    name,
    state: "stopped",
    since: clock.now(),
    version: null,
    run: "attached",
    restarts: 0,
    lastError: null,
    advice: null,
    cause: null,
  };
  let running = false;
  let cancel = () => {};
  const listeners = new Set<() => void>();
  const set = (change: Partial<PartState>) => {
    const moved = change.state !== undefined && change.state !== state.state;
    state = { ...state, ...change, ...(moved ? { since: clock.now() } : {}) };
    if (moved) for (const listener of [...listeners]) listener();
  };
  const look = async (): Promise<void> => {
    cancel();
    const controller = new AbortController();
    const stopWaiting = clock.after(probeDeadlineMs, () => controller.abort());
    try {
      const version = await probe(controller.signal);
      if (running) set({ state: "ready", version, lastError: null, advice: null });
    } catch {
      if (running) {
        set({
          state: "down",
          lastError: `${address} does not answer.`,
          advice: "Look whether it runs and can be reached from this machine; Parley goes on asking.",
        });
      }
    } finally {
      stopWaiting();
      if (running) cancel = clock.after(state.state === "ready" ? pollReadyMs : pollDownMs, () => void look());
    }
  };
  return {
    state: () => state,
    start() {
      if (running) return;
      running = true;
      set({ state: "starting" });
      void look();
    },
    stop() {
      running = false;
      cancel();
      set({ state: "stopped" });
    },
    again: look,
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

interface AttachedHomeserver {
  readonly url: string;
  readonly domain: string;
  readonly adminTokenFile: string | null;
}

/** A homeserver that runs elsewhere; administration only with the token file of one of its administrators. */
export function createAttachedHomeserver(
  { url, domain, adminTokenFile }: AttachedHomeserver,
  { clock, fetch }: Machine,
): { homeserver: Homeserver; watch: Watch } {
  let origins: readonly string[] = [];
  let askedAt: number | null = null;
  const watch = createWatch({
    name: "homeserver",
    address: url,
    clock,
    probe: async (signal) => {
      const answer = await fetch(`${url}/_matrix/client/versions`, { signal });
      if (!answer.ok) throw new Error(`status ${answer.status}`);
      if (askedAt === null || clock.now() - askedAt >= originsMs) {
        // It answers all the same: what is not known now is asked for with the next look.
        const found = await signInOrigins(fetch, url, signal).catch(() => null);
        if (found !== null) {
          origins = found;
          askedAt = clock.now();
        }
      }
      return null;
    },
  });
  const whenReady = (deadlineMs: number) => waitReady(watch, clock, deadlineMs);
  const homeserver: Homeserver = {
    mode: "attached",
    upstream: () => url,
    baseUrl: () => url,
    signInOrigins: () => origins,
    serverName: () => domain,
    part: () => watch.state(),
    async fixServerName(name) {
      if (name !== domain) {
        throw new AppError("NAME_FIXED", `The attached homeserver is ${domain}; its name was given with --domain.`);
      }
    },
    whenReady,
    onChange: (listener) => watch.onChange(listener),
    admin:
      adminTokenFile === null
        ? null
        : createSynapseAdmin({
            upstream: async () => {
              await whenReady(probeDeadlineMs);
              return url;
            },
            // Read each time: whoever rotates the token needs no restart.
            token: async () => readFileSync(adminTokenFile, "utf8").trim(),
            fetch,
            now: () => clock.now(),
          }),
  };
  return { homeserver, watch };
}

/** A LiveKit that runs elsewhere. */
export function createAttachedSfu(
  { url, key }: { url: string; key: { key: string; secret: string } },
  { clock, fetch }: Machine,
): { sfu: Sfu; watch: Watch } {
  const http = url.replace(/^ws/, "http");
  const watch = createWatch({
    name: "sfu",
    address: url,
    clock,
    probe: async (signal) => {
      // LiveKit answers `OK` at its root.
      const answer = await fetch(`${http}/`, { signal });
      if (!answer.ok) throw new Error(`status ${answer.status}`);
      return null;
    },
  });
  return {
    sfu: {
      mode: "attached",
      upstream: () => http,
      key: () => key,
      part: () => watch.state(),
      onChange: (fn) => watch.onChange(fn),
    },
    watch,
  };
}
