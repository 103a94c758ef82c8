import type { InboxItem } from "../contract/notifications.ts";
import { toMatrixError } from "../errors.ts";
import type { ClientHandle } from "../sdk/client-handle.ts";
import type { Json } from "../storage/sealed-store.ts";

const sealedName = "inbox";
const writeAfterMs = 2000;

/** Reads the sealed list; what is not of its shape is left out. */
export async function readInbox({ sealed }: Pick<ClientHandle, "sealed">): Promise<InboxItem[]> {
  const kept = await sealed.get<Json>(sealedName);
  if (typeof kept !== "object" || kept === null || !("items" in kept) || !Array.isArray(kept.items)) return [];
  const items: readonly unknown[] = kept.items;
  return items.filter(isItem);
}

function isItem(value: unknown): value is InboxItem {
  if (typeof value !== "object" || value === null) return false;
  const item: Readonly<Record<string, unknown>> = { ...value };
  const texts = [item.roomId, item.eventId, item.senderId, item.senderName, item.reason, item.kind];
  const maybe = [item.text, item.senderAvatarMxc].every((entry) => entry === null || typeof entry === "string");
  if (item.editId !== undefined && typeof item.editId !== "string") return false;
  return maybe && texts.every((entry) => typeof entry === "string") && typeof item.ts === "number";
}

/** Writes the list down some time after it has changed; never after the client has ended. */
export function createInboxWriter(handle: ClientHandle, items: () => readonly InboxItem[]): () => void {
  const { ports, scope, sealed } = handle;
  let cancel: (() => void) | null = null;
  scope.onEnd(() => cancel?.());
  return () => {
    if (scope.ended) return;
    cancel ??= ports.clock.after(writeAfterMs, () => {
      cancel = null;
      sealed.put(sealedName, { version: 1, items: items().map((item) => ({ ...item })) }).catch((thrown) => {
        ports.log.warn("the list of mentions could not be kept", { code: toMatrixError(thrown).code });
      });
    });
  };
}
