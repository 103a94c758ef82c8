import type { Draft, QueuedItem, RoomList } from "@parley/matrix";
import { useState } from "react";
import { useSession } from "../../../shared/contexts.ts";
import type { Place } from "../../../shared/navigation.ts";
import { useSignal } from "../../../shared/use-signal.ts";
import { useStrings } from "../../../shared/use-strings.ts";
import { Dialog } from "../../../ui/Dialog.tsx";
import { strings } from "../strings/index.ts";
import { QueueRow } from "./QueueRow.tsx";

/** What waits to be sent, over all rooms: to look at, to change, to take back. `draftOf`: words, with whom they name. */
export function QueueDialog({
  draftOf,
  onClose,
}: {
  readonly draftOf: (roomId: string, text: string) => Promise<Draft>;
  readonly onClose: () => void;
}) {
  const t = useStrings(strings);
  const session = useSession();
  const items = useSignal(session.queue.items);
  const list = useSignal(session.rooms.list);
  const [editing, setEditing] = useState<string | null>(null);
  return (
    <Dialog open onClose={onClose} title={t("title")} description={t("about")} size="lg">
      {items.length === 0 ? (
        <p role="status" className="py-4 text-14 text-ink-2">
          {t("none")}
        </p>
      ) : (
        <ol className="divide-y divide-line">
          {items.map((item) => (
            <QueueRow
              key={item.key}
              item={item}
              room={roomOf(list, item)}
              draftOf={draftOf}
              editing={editing === item.key}
              onEdit={(open) => setEditing(open ? item.key : null)}
              onGo={onClose}
            />
          ))}
        </ol>
      )}
    </Dialog>
  );
}

/** The room an item is for, as the list knows it. */
function roomOf(list: RoomList, { roomId }: QueuedItem): { readonly name: string; readonly place: Place } | null {
  for (const space of list.spaces) {
    for (const { channels } of space.categories) {
      const room = channels.find(({ id }) => id === roomId);
      if (room !== undefined) return { name: `#${room.name}`, place: { at: "space", spaceId: space.id, roomId } };
    }
  }
  const left = (list.replaced ?? []).map(({ room }) => room);
  const room = [...list.directs, ...list.rooms, ...left].find(({ id }) => id === roomId);
  return room === undefined ? null : { name: room.name, place: { at: "home", roomId } };
}
