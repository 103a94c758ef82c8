import type { RoomList } from "@parley/matrix";
import { type MouseEvent, type ReactNode, Suspense, useState } from "react";
import { useRoomMenuItems } from "../../../../shared/room-menu.ts";
import { useStrings } from "../../../../shared/use-strings.ts";
import { MenuAt } from "../../../../ui/Menu.tsx";
import { findRoom } from "../../model/list.ts";
import { chatStrings } from "../../strings/index.ts";

interface Opened {
  readonly roomId: string;
  readonly at: { readonly x: number; readonly y: number };
  readonly row: HTMLElement;
}

/** The menu of a row: by the right button, by the menu key, by a long press where the browser tells of one. */
export function useRoomContextMenu(list: RoomList): {
  readonly onContextMenu: (event: MouseEvent) => void;
  readonly menu: ReactNode;
} {
  const t = useStrings(chatStrings);
  const RoomItems = useRoomMenuItems();
  const [opened, setOpened] = useState<Opened | null>(null);
  const room = opened === null ? null : findRoom(list, opened.roomId);
  return {
    onContextMenu(event) {
      const row = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-room]") : null;
      const roomId = row?.dataset.room;
      // With Shift one gets the browser's own, which opens the row in a new tab.
      if (RoomItems === null || row === null || roomId === undefined || event.shiftKey) return;
      event.preventDefault();
      const { left, bottom } = row.getBoundingClientRect();
      const byKey = event.clientX === 0 && event.clientY === 0;
      setOpened({ roomId, at: byKey ? { x: left, y: bottom } : { x: event.clientX, y: event.clientY }, row });
    },
    menu: RoomItems !== null && opened !== null && room !== null && (
      <MenuAt
        label={t("roomMenu", { room: room.name })}
        at={opened.at}
        from={opened.row}
        onClose={() => setOpened(null)}
      >
        <Suspense>
          <RoomItems room={room} />
        </Suspense>
      </MenuAt>
    ),
  };
}
