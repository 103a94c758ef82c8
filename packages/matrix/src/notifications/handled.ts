import { ClientEvent, type MatrixEvent, RelationType, type Room } from "matrix-js-sdk";
import { handledIn, handledType } from "../rooms/handled.ts";
import { unreadEvents } from "../rooms/unread.ts";
import type { ClientHandle } from "../sdk/client-handle.ts";

/** As many as the inbox holds. */
const most = 200;

/** What was put away, on all devices. */
export interface Handled {
  has(eventId: string): boolean;
  /** Resolves when the homeserver has it. */
  note(eventId: string): Promise<void>;
}

/** `changed`: another device may have put something away. */
export function createHandled({ client, ports, scope }: ClientHandle, changed: () => void): Handled {
  /** Put away here; the sync brings it back a moment later. */
  const own = new Map<string, number>();
  let last: Promise<unknown> = Promise.resolve();
  const onAccountData = (event: MatrixEvent): void => {
    if (event.getType() === handledType) changed();
  };
  client.on(ClientEvent.AccountData, onAccountData);
  scope.onEnd(() => client.off(ClientEvent.AccountData, onAccountData));
  return {
    has: (eventId) => own.has(eventId) || handledIn(client).has(eventId),
    async note(eventId) {
      own.set(eventId, ports.clock.now());
      // The content is replaced as a whole: each write must see the one before it.
      const written = last.then(async () => {
        const newest = [...new Map([...handledIn(client), ...own])].sort(([, a], [, b]) => b - a).slice(0, most);
        await client.setAccountDataRaw(handledType, { events: Object.fromEntries(newest) });
      });
      last = written.catch(() => own.delete(eventId));
      await written;
    },
  };
}

/** Whether a receipt at a message reads that alone: nothing that was said before it is new. */
export function isNextToRead(room: Room, userId: string, eventId: string): boolean {
  const { events, exact } = unreadEvents(room, userId);
  const said = events.filter(
    (event) => !event.isRelation(RelationType.Annotation) && !event.isRelation(RelationType.Replace),
  );
  return exact && said.at(-1)?.getId() === eventId;
}
