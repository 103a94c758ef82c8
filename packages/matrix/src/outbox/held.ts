import { type Clock, type Scope, sleep } from "@parley/kernel";
import type { Entry } from "./entry.ts";
import type { Ledger, Live } from "./ledger.ts";
import type { Sender } from "./sender.ts";

/** The longest that is waited for what was held back to leave. */
const LEAVE_MS = 5_000;

const released = ({ heldUntil: _, ...entry }: Entry): Entry => entry;

function isHeld({ entry, state, stored }: Live): boolean {
  return entry.heldUntil !== undefined && state === "queued" && stored;
}

/** Lets what of `lives` was held back go now. */
export async function releaseHeld(ledger: Ledger, sender: Sender, lives: readonly Live[]): Promise<void> {
  const held = lives.filter(isHeld);
  // Sent first, written down after: there may be no time for both.
  for (const live of held) live.entry = released(live.entry);
  for (const { entry } of held) sender.schedule(entry.roomId);
  for (const live of held) await ledger.write(live, released);
}

/** Lets all that was held back go now, and waits until it has gone: after this the run may end for good. */
export async function letHeldGo(
  deps: { readonly ledger: Ledger; readonly sender: Sender; readonly clock: Clock; readonly scope: Scope },
  loaded: Promise<unknown>,
): Promise<void> {
  const { ledger, sender, clock, scope } = deps;
  const end = scope.child();
  const gone = async (): Promise<void> => {
    await loaded;
    const held = ledger.all().filter(isHeld);
    if (end.ended || held.length === 0) return;
    // What cannot be written down is sent all the same.
    releaseHeld(ledger, sender, held).catch(() => {});
    const waits = () => held.some((live) => ledger.get(live.entry.txnId) === live && isUnderWay(live));
    await new Promise<void>((resolve) => {
      end.onEnd(resolve);
      end.onEnd(ledger.waiting.subscribe(() => !waits() && resolve()));
    });
  };
  try {
    await Promise.race([gone(), sleep(clock, LEAVE_MS, end.signal).catch(() => {})]);
  } finally {
    end.end();
  }
}

const isUnderWay = ({ state }: Live): boolean => state === "queued" || state === "sending";
