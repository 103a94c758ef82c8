import { ClientEvent, type MatrixClient, type MatrixEvent, Method, RelationType, type Room } from "matrix-js-sdk";
import { toMatrixError } from "../errors.ts";
import { handledIn, handledOf, handledType } from "../rooms/handled.ts";
import { unreadEvents } from "../rooms/unread.ts";
import type { ClientHandle } from "../sdk/client-handle.ts";

/** As many as the inbox holds. */
const most = 200;

/** Another device may be writing as well, and be about to hear of it. */
const settleMs = 3_000;
/** So often a run puts back what another device has written over. */
const mostMends = 20;

/** What was put away, on all devices. */
export interface Handled {
  has(eventId: string): boolean;
  /** Resolves when the homeserver has it; before that it is not put away. */
  note(eventId: string): Promise<void>;
}

/** `changed`: another device may have put something away. */
export function createHandled({ client, account, ports, scope }: ClientHandle, changed: () => void): Handled {
  /** Written by this device: the sync brings it back a moment later, unless another one wrote over it. */
  const own = new Map<string, number>();
  let last: Promise<unknown> = Promise.resolve();
  /** The content is replaced as a whole: each write must see the one before it, and what other devices have written. */
  const write = (eventId?: string): Promise<void> => {
    const written = last.then(async () => {
      const at: [string, number][] = eventId === undefined ? [] : [[eventId, ports.clock.now()]];
      const held = await heldBy(client, account.userId);
      const newest = newestOf([...handledIn(client), ...held, ...own, ...at]);
      await client.setAccountDataRaw(handledType, { events: Object.fromEntries(newest) });
      const kept = newestOf([...own, ...at]);
      own.clear();
      for (const [id, ts] of kept) own.set(id, ts);
    });
    last = written.catch(() => {});
    return written;
  };
  const isLost = (): boolean => {
    const there = handledIn(client);
    return own.size > 0 && newestOf([...there, ...own]).some(([id]) => !there.has(id));
  };
  let mends = 0;
  let cancel: (() => void) | null = null;
  const mendLater = (): void => {
    if (cancel !== null || mends >= mostMends || scope.ended || !isLost()) return;
    // Two devices that wrote at once do not do so again.
    const [chance = 0] = ports.random.bytes(1);
    cancel = ports.clock.after(settleMs + chance * 10, () => {
      cancel = null;
      if (!isLost()) return;
      mends += 1;
      write().catch((thrown: unknown) => {
        ports.log.info("what was put away could not be noted again", { code: toMatrixError(thrown).code });
        mendLater();
      });
    });
  };
  const onAccountData = (event: MatrixEvent): void => {
    if (event.getType() !== handledType) return;
    changed();
    mendLater();
  };
  client.on(ClientEvent.AccountData, onAccountData);
  scope.onEnd(() => {
    cancel?.();
    client.off(ClientEvent.AccountData, onAccountData);
  });
  return { has: (eventId) => own.has(eventId) || handledIn(client).has(eventId), note: write };
}

const newestOf = (entries: Iterable<readonly [string, number]>): [string, number][] =>
  [...new Map(entries)].sort(([, a], [, b]) => b - a).slice(0, most);

/** What stands at the homeserver now: the SDK answers from what the last sync has brought. */
async function heldBy(client: MatrixClient, userId: string): Promise<ReadonlyMap<string, number>> {
  const path = `/user/${encodeURIComponent(userId)}/account_data/${handledType}`;
  const content: unknown = await client.http.authedRequest(Method.Get, path).catch((thrown: unknown) => {
    if (toMatrixError(thrown).code === "MATRIX_NOT_FOUND") return {};
    throw thrown;
  });
  return handledOf(typeof content === "object" && content !== null ? content : {});
}

/** Whether a receipt at a message reads that alone: nothing that was said before it is new. */
export function isNextToRead(room: Room, userId: string, eventId: string): boolean {
  const { events, exact } = unreadEvents(room, userId);
  const said = events.filter(
    (event) => !event.isRelation(RelationType.Annotation) && !event.isRelation(RelationType.Replace),
  );
  return exact && said.at(-1)?.getId() === eventId;
}
