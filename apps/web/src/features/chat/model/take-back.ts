import type { Files, MessageItem, Timeline } from "@parley/matrix";
import type { Attachments } from "../../../shared/chat-slots.ts";
import type { Composer } from "./composer.ts";

/** Keys of those whose bytes are being read: pressed again, that is under way. */
const taking = new Set<string>();

/**
 * Takes an own file that is on its way back to where it was sent from: its words into the field, itself beside them
 * (`beside` null: nothing stands there). Rejects as `Timeline.discard` does, and nothing has changed then.
 */
export async function takeBackFile(
  item: MessageItem,
  { timeline, composer }: { readonly timeline: Timeline; readonly composer: Composer },
  files: Files,
  beside: Attachments | null,
): Promise<void> {
  const { body, key } = item;
  if (body.type !== "media" || taking.has(key)) return;
  const type = body.mimetype ?? "application/octet-stream";
  taking.add(key);
  try {
    // Before it goes with its message. What cannot be read is gone either way: the words are not.
    const bytes =
      beside === null || body.source === null ? null : await files.read(body.source, { type }).catch(() => null);
    await timeline.discard(key);
    composer.putBack(item);
    if (bytes !== null) beside?.add([new File([bytes], body.name, { type })]);
  } finally {
    taking.delete(key);
  }
}
