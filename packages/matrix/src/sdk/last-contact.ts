import { type Clock, type Log, messageOf } from "@parley/kernel";
import type { SealedStore } from "../storage/sealed-store.ts";

/** When the homeserver was last heard, kept over reloads: else each reload would let an outage begin anew. */
export interface ContactLog {
  /** The last contact of the run that this one continues, in milliseconds since the epoch; null: there is none. */
  readonly before: number | null;
  /** The homeserver has answered. */
  heard(): void;
  /** This page is here and waits for it. */
  waiting(): void;
}

interface Kept {
  /** When the homeserver was last heard. */
  readonly at: number;
  /** When a page of this account last waited for it. */
  readonly seenAt: number;
}

const contactName = "last-contact";
/** Who comes back within this time has waited on: a page that was closed for a day has not. */
const pauseMs = 60_000;
const writeEveryMs = { heard: 10_000, waiting: 20_000 };

function keptOf(value: unknown): Kept | null {
  if (typeof value !== "object" || value === null || !("at" in value) || !("seenAt" in value)) return null;
  const { at, seenAt } = value;
  return typeof at === "number" && typeof seenAt === "number" ? { at, seenAt } : null;
}

/** Opens the account's note of its last contact. What cannot be read or written only makes an age begin later. */
export async function openContactLog(
  sealed: Pick<SealedStore, "get" | "put">,
  { clock, log }: { readonly clock: Clock; readonly log: Log },
): Promise<ContactLog> {
  const kept = keptOf(await sealed.get(contactName).catch(() => null));
  const began = clock.now();
  const continued = kept !== null && kept.at <= began && began - kept.seenAt <= pauseMs;
  let at = continued ? kept.at : began;
  let writtenAt = Number.NEGATIVE_INFINITY;
  let writtenContact = kept?.at ?? null;
  const write = (): void => {
    writtenAt = clock.now();
    writtenContact = at;
    sealed
      .put(contactName, { at, seenAt: writtenAt }, "relaxed")
      .catch((thrown) => log.debug("the last contact could not be kept", { reason: messageOf(thrown) }));
  };
  return {
    before: continued ? kept.at : null,
    heard() {
      at = clock.now();
      if (at - writtenAt >= writeEveryMs.heard) write();
    },
    waiting() {
      if (writtenContact !== at || clock.now() - writtenAt >= writeEveryMs.waiting) write();
    },
  };
}
