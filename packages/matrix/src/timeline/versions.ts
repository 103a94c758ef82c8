import type { MatrixEvent } from "matrix-js-sdk";
import { bodyOf } from "../content/body.ts";
import type { EventView } from "../content/event-view.ts";
import type { MessageVersion } from "../contract/timeline.ts";
import { toMatrixError } from "../errors.ts";
import type { ClientHandle } from "../sdk/client-handle.ts";
import { isEditOf, newContent } from "./relations.ts";
import { viewOf } from "./sdk-view.ts";

/** Most versions that are fetched: who changed a message more often than this is not read about further. */
const MOST = 100;

/** What a message said, the first version first. The homeserver is asked: not all changes need be loaded here. */
export async function versionsOf(
  { client }: ClientHandle,
  roomId: string,
  eventId: string,
): Promise<readonly MessageVersion[]> {
  let original: MatrixEvent | null | undefined;
  let edits: readonly MatrixEvent[];
  try {
    const found = await client.relations(roomId, eventId, "m.replace", "m.room.message", { limit: MOST });
    original = found.originalEvent;
    edits = found.events;
    await Promise.all([original, ...edits].map((event) => event && client.decryptEventIfNeeded(event)));
  } catch (thrown) {
    throw toMatrixError(thrown);
  }
  if (original == null) return [];
  return versionsIn(
    viewOf(original, client),
    edits.map((event) => viewOf(event, client)),
  );
}

/** The versions among events that claim to be: only the author's own valid changes are. */
export function versionsIn(original: EventView, edits: readonly EventView[]): readonly MessageVersion[] {
  const versions: MessageVersion[] = [];
  const add = (view: EventView, content: EventView["content"] | null) => {
    const body = content === null ? null : bodyOf(original, content);
    if (body !== null && body.type !== "redacted") versions.push({ eventId: view.id, ts: view.ts, body });
  };
  add(original, original.content);
  const valid = edits.filter((edit) => edit.redacted === null && isEditOf(edit, original));
  for (const edit of valid.sort((a, b) => a.ts - b.ts || (a.id < b.id ? -1 : 1))) add(edit, newContent(edit.content));
  return versions.slice(0, MOST);
}
