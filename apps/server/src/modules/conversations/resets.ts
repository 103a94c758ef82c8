import type { Clock } from "@parley/kernel";
import type { AgentConfig } from "@parley/protocol";
import type { ConversationService } from "./service.ts";
import type { ConversationStore } from "./store.ts";

export type Reset = AgentConfig["reset"];

const minute = 60_000;

/** Conversations in which nothing was said since then begin anew; null: none does by itself. Hours are those of the machine's zone. */
export function resetBefore(reset: Reset, now: number): Due | null {
  if (reset.mode === "manual") return null;
  const pause: Due | null =
    reset.idleMinutes === undefined ? null : { before: now - reset.idleMinutes * minute, why: "idle" };
  const day: Due | null = reset.mode === "daily" ? { before: lastHour(now, reset.atHour), why: "daily" } : null;
  return pause === null || (day !== null && day.before >= pause.before) ? day : pause;
}

interface Due {
  readonly before: number;
  readonly why: "idle" | "daily";
}

/** When it was last that hour: also where the clocks were changed in between, and once where that hour comes twice. */
function lastHour(now: number, hour: number): number {
  const here = new Date(now);
  const onDay = (back: number) => new Date(here.getFullYear(), here.getMonth(), here.getDate() - back, hour).getTime();
  const today = onDay(0);
  return today <= now ? today : onDay(1);
}

/** Conversations that begin anew by themselves: as somebody speaks in one, and from time to time all that are due. */
export function createResets(parts: {
  readonly rows: ConversationStore;
  readonly service: ConversationService;
  /** Agents whose conversations do. */
  readonly agents: () => Promise<readonly { readonly id: string; readonly reset: Reset }[]>;
  /** Whether a run goes on there, or waits for a person. */
  readonly isBusy: (account: string, key: string) => Promise<boolean>;
  readonly clock: Clock;
}) {
  const { rows, service, agents, isBusy, clock } = parts;
  return {
    /** For whoever has the conversation to themselves. Whether it began anew. */
    async settle(account: string, key: string, reset: Reset): Promise<boolean> {
      const due = resetBefore(reset, clock.now());
      return due !== null && service.lapse(account, key, { ...due, unless: async () => false });
    },
    /** Begins at most `most` anew; answers how many. One that is busy waits for the next time. */
    async sweep(most: number): Promise<number> {
      let count = 0;
      for (const { id, reset } of await agents()) {
        const due = resetBefore(reset, clock.now());
        if (due === null) continue;
        for (const { account, key } of await rows.lapsed(id, due.before, most)) {
          if (count >= most) return count;
          if (await service.lapse(account, key, { ...due, unless: () => isBusy(account, key) })) count += 1;
        }
      }
      return count;
    },
  };
}
