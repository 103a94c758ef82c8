import type { Clock } from "@parley/kernel";
import type { PresenceEntry } from "@parley/protocol";
import type { EventSink, HandlersOf } from "../../platform/call.ts";
import type { Presence } from "../../platform/ws/presence.ts";
import { createRegistry } from "./registry.ts";

/** What the module needs. */
export interface PresenceDeps {
  readonly events: EventSink;
  readonly clock: Clock;
  readonly self: { readonly version: string; readonly publicUrl: string; readonly startedAt: number };
}

type Methods = "system-presence" | "system-event";

/** Many who come at once, as after a restart, are told of together. */
const gatherMs = 100;
const queuedMost = 20;
const accountsMost = 1_000;

/** Which clients of an account are there, and what they told. Nobody hears of another account's. */
export function createPresenceModule({ events, clock, self }: PresenceDeps) {
  const registry = createRegistry(clock);
  const queued = new Map<string, string[]>();
  /** Accounts that are told in a moment, and how to leave it. */
  const untold = new Map<string, () => void>();
  let closed = false;
  let version = 1;

  const host = new URL(self.publicUrl).hostname;
  const gateway = (): PresenceEntry => ({
    host,
    version: self.version,
    mode: "gateway",
    reason: "self",
    text: `Gateway: ${host} · app ${self.version} · mode gateway · reason self`,
    ts: self.startedAt,
  });
  const of = (account: string) => [gateway(), ...registry.of(account)];

  const tell = (account: string) => {
    version++;
    if (untold.has(account) || closed) return;
    const cancel = clock.after(gatherMs, () => {
      untold.delete(account);
      events.emit("presence", { presence: of(account) }, { userId: account });
    });
    untold.set(account, cancel);
  };

  const queue = (account: string, text: string) => {
    const waiting = [...(queued.get(account) ?? []), text].slice(-queuedMost);
    queued.delete(account);
    queued.set(account, waiting);
    const idle = queued.size > accountsMost ? queued.keys().next().value : undefined;
    if (idle !== undefined) queued.delete(idle);
  };

  const handlers: HandlersOf<Methods> = {
    "system-presence": async (_params, { principal }) => of(principal.userId),
    async "system-event"(params, { principal }) {
      const { text, ...about } = params;
      const key = about.deviceId ?? about.instanceId ?? about.host ?? about.ip ?? text.slice(0, 64);
      registry.put(principal.userId, key, { ...about, text }, 0);
      tell(principal.userId);
      if (!text.startsWith("Node:")) queue(principal.userId, text);
      return { ok: true };
    },
  };

  const presence: Presence = {
    of,
    version: () => version,
    joined(account, key, entry) {
      registry.put(account, key, entry, 1);
      tell(account);
      return () => {
        registry.leave(account, key);
        tell(account);
      };
    },
  };

  return {
    handlers,
    presence,
    queue: {
      put: queue,
      /** Takes all of it. */
      take(account: string): readonly string[] {
        const waiting = queued.get(account) ?? [];
        queued.delete(account);
        return waiting;
      },
    },
    /** What waits for the agent of an account. */
    queuedOf: (account: string): readonly string[] => queued.get(account) ?? [],
    close(): void {
      closed = true;
      for (const cancel of untold.values()) cancel();
      untold.clear();
    },
  };
}
