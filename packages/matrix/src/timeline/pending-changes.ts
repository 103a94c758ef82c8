import type { EventView, PendingView, Target } from "../content/event-view.ts";
import { keyOfTxn } from "../content/row-key.ts";

/** Own changes to one message that are on their way. */
export interface OwnChanges {
  readonly edits: readonly PendingView[];
  readonly reactions: readonly PendingView[];
  readonly redactions: readonly PendingView[];
}

/** All own changes of a room by what they change. */
export interface PendingChanges {
  /** Event ids, and keys of messages that have none. */
  readonly targets: ReadonlySet<string>;
  /** Events that are being taken back, in the same terms. */
  readonly removed: ReadonlySet<string>;
  of(eventId: string, txnId: string | null): OwnChanges;
}

/** A change that has not failed: what it makes of its message shows already. */
export const isUnderWay = (entry: PendingView | undefined): boolean =>
  entry !== undefined && entry.send?.state !== "failed";

const NO_CHANGES: OwnChanges = { edits: [], reactions: [], redactions: [] };

export function groupPending(
  pending: readonly PendingView[],
  eventOfTxn: (txnId: string) => string | undefined,
): PendingChanges {
  const groups = new Map<string, { edits: PendingView[]; reactions: PendingView[]; redactions: PendingView[] }>();
  const idOf = (target: Target): string =>
    "eventId" in target ? target.eventId : (eventOfTxn(target.txnId) ?? keyOfTxn(target.txnId));
  const removed = new Set<string>();
  for (const entry of pending) {
    if (entry.kind === "redaction" && entry.target !== null && isUnderWay(entry)) removed.add(idOf(entry.target));
  }
  for (const entry of pending) {
    if (entry.target === null || entry.kind === "message") continue;
    // Taken back before it arrived: a reaction that is no more.
    if (removed.has(idOf({ txnId: entry.txnId })) || (entry.eventId !== null && removed.has(entry.eventId))) continue;
    const id = idOf(entry.target);
    const group = groups.get(id) ?? { edits: [], reactions: [], redactions: [] };
    groups.set(id, group);
    if (entry.kind === "edit") group.edits.push(entry);
    else if (entry.kind === "reaction") group.reactions.push(entry);
    else group.redactions.push(entry);
  }
  return {
    targets: new Set(groups.keys()),
    removed,
    of: (eventId, txnId) =>
      groups.get(eventId) ?? (txnId === null ? undefined : groups.get(keyOfTxn(txnId))) ?? NO_CHANGES,
  };
}

/** An own message on its way, as if it were an event. */
export function pendingAsView(entry: PendingView, me: string): EventView {
  return {
    id: entry.eventId ?? keyOfTxn(entry.txnId),
    txnId: entry.txnId,
    type: entry.type,
    sender: me,
    ts: entry.ts,
    stateKey: null,
    content: entry.content,
    prevContent: null,
    relation: null,
    redacted: null,
    decrypting: false,
    encrypted: false,
    failure: null,
    highlight: false,
    local: entry.local ?? null,
  };
}
