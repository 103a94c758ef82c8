import type { Draft, QueuedItem, RoomList } from "@parley/matrix";
import { useState } from "react";
import { useSession } from "../../../shared/contexts.ts";
import type { Place } from "../../../shared/navigation.ts";
import { useSignal } from "../../../shared/use-signal.ts";
import { useStrings } from "../../../shared/use-strings.ts";
import { Dialog } from "../../../ui/Dialog.tsx";
import { strings } from "../strings/index.ts";
import { type DeletedItem, DeletedRow } from "./DeletedRow.tsx";
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
  // As it was when it was taken up: it stays here although it may leave meanwhile, with the words that are typed.
  const [editing, setEditing] = useState<QueuedItem | null>(null);
  const [deleted, setDeleted] = useState<readonly DeletedItem[]>([]);
  const left = editing !== null && !items.some(({ key }) => key === editing.key) ? editing : null;
  const shown = left === null ? items : [left, ...items];
  return (
    <Dialog open onClose={onClose} title={t("title")} description={t("about")} size="lg">
      {shown.length === 0 && (
        <p role="status" className="py-4 text-14 text-ink-2">
          {t("none")}
        </p>
      )}
      <ol className="divide-y divide-line">
        {shown.map((item) => (
          <QueueRow
            key={item.key}
            item={item}
            room={roomOf(list, item)}
            draftOf={draftOf}
            editing={editing?.key === item.key}
            hasLeft={item === left}
            onEdit={(open) => setEditing(open ? item : null)}
            onDeleted={(bringBack) => setDeleted((before) => [...before, { item, bringBack }])}
            onGo={onClose}
          />
        ))}
      </ol>
      {deleted.map((one) => (
        <DeletedRow
          key={one.item.key}
          deleted={one}
          onBack={() => setDeleted((before) => before.filter((other) => other !== one))}
        />
      ))}
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
