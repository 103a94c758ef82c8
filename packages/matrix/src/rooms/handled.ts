import type { MatrixClient } from "matrix-js-sdk";

/**
 * Account data: `{events: {[eventId]: ms}}`, messages of the inbox that were put away one by one, and when. A receipt
 * would read everything before them as well. The homeserver learns of them what it learns by a receipt at that message.
 */
export const handledType = "app.parley.handled";
declare module "matrix-js-sdk/lib/@types/event.js" {
  interface AccountDataEvents {
    [handledType]: { events: Record<string, number> };
  }
}

const none: ReadonlyMap<string, number> = new Map();
const read = new WeakMap<object, ReadonlyMap<string, number>>();

/** What such a content says; what is not of its shape is left out. */
export function handledOf({ events }: { readonly events?: unknown }): ReadonlyMap<string, number> {
  const entries = typeof events === "object" && events !== null ? Object.entries(events) : [];
  return new Map(entries.filter((entry): entry is [string, number] => typeof entry[1] === "number"));
}

/** As the sync has brought it; what is not of its shape is left out. */
export function handledIn(client: MatrixClient): ReadonlyMap<string, number> {
  const event = client.getAccountData(handledType);
  if (event === undefined) return none;
  let known = read.get(event);
  if (known === undefined) {
    known = handledOf(event.getContent());
    read.set(event, known);
  }
  return known;
}
