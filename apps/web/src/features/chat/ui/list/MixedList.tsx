import type { RoomList, RoomSummary } from "@parley/matrix";
import { Compass, MessageCircle, Plus, Search, SquarePen } from "lucide-react";
import { Suspense, useContext, useMemo, useState } from "react";
import { AgentRowsContext } from "../../../../shared/agent-slots.ts";
import { useNavigation } from "../../../../shared/navigation.ts";
import { useRoomSlots } from "../../../../shared/room-slots.ts";
import { useNow } from "../../../../shared/time.ts";
import { useStrings } from "../../../../shared/use-strings.ts";
import { Button } from "../../../../ui/Button.tsx";
import { EmptyState } from "../../../../ui/EmptyState.tsx";
import { IconButton } from "../../../../ui/IconButton.tsx";
import { Menu, MenuItem } from "../../../../ui/Menu.tsx";
import { ScrollArea } from "../../../../ui/ScrollArea.tsx";
import { WindowedList } from "../../../../ui/WindowedList.tsx";
import { mixedRooms, spacesOfRooms } from "../../model/list.ts";
import { chatStrings } from "../../strings/index.ts";
import { CreateServerDialog, NewDirectDialog } from "../dialogs/lazy.ts";
import { moveByArrows } from "./arrow-keys.ts";
import { ComingRooms, useComing } from "./ComingRooms.tsx";
import { Invites, Notes } from "./InviteRow.tsx";
import { MixedRow } from "./MixedRow.tsx";
import { SpaceStrip } from "./SpaceStrip.tsx";

const idOf = (room: RoomSummary): string => room.id;

/** The phone's first page: every room, newest first, with what was said last. */
export function MixedList({ list }: { readonly list: RoomList }) {
  const t = useStrings(chatStrings);
  const now = useNow();
  const navigation = useNavigation();
  const slots = useRoomSlots();
  const AgentRows = useContext(AgentRowsContext);
  const [dialog, setDialog] = useState<"direct" | "server" | null>(null);
  const coming = useComing();
  const rooms = useMemo(() => mixedRooms(list), [list]);
  const spaces = useMemo(() => spacesOfRooms(list), [list]);
  return (
    <>
      <header className="flex h-header shrink-0 items-center border-line border-b pr-2 pl-4">
        <h1 className="flex-1 font-semibold text-22">{t("chats")}</h1>
        <IconButton
          label={t("goTo")}
          tip={false}
          onClick={() => navigation.openSwitcher()}
          icon={<Search aria-hidden="true" className="size-5" strokeWidth={1.75} />}
        />
        <Menu
          align="end"
          trigger={
            <IconButton
              label={t("startSomething")}
              tip={false}
              icon={<SquarePen aria-hidden="true" className="size-5" strokeWidth={1.75} />}
            />
          }
        >
          <MenuItem icon={<SquarePen className="size-4" />} onSelect={() => setDialog("direct")}>
            {t("newDirect")}
          </MenuItem>
          <MenuItem icon={<Plus className="size-4" />} onSelect={() => setDialog("server")}>
            {t("createServer")}
          </MenuItem>
          <MenuItem icon={<Compass className="size-4" />} onSelect={() => navigation.go({ at: "discover" })}>
            {t("discover")}
          </MenuItem>
        </Menu>
      </header>
      <ScrollArea memory="list chats" onKeyDown={moveByArrows}>
        <SpaceStrip spaces={list.spaces} />
        <Suspense>{AgentRows !== null && <AgentRows shape="line" />}</Suspense>
        <div className="px-4 *:first:pt-2">
          <Invites invites={list.invites} />
          <Notes space={null} everywhere />
        </div>
        <Suspense>{slots !== null && list.spaces.length === 0 && <slots.Awaited />}</Suspense>
        {rooms.length === 0 && list.invites.length > 0 ? null : rooms.length === 0 && coming ? (
          <ComingRooms />
        ) : rooms.length === 0 ? (
          <EmptyState
            icon={<MessageCircle className="size-5" strokeWidth={1.75} />}
            title={t("noChats")}
            action={
              <Button look="primary" onClick={() => setDialog("direct")}>
                {t("newDirect")}
              </Button>
            }
          >
            {t("noChatsHint")}
          </EmptyState>
        ) : (
          <div className="py-1">
            <WindowedList items={rooms} keyOf={idOf} rowPx={64}>
              {(room) => <MixedRow room={room} space={spaces.get(room.id) ?? null} now={now} />}
            </WindowedList>
          </div>
        )}
      </ScrollArea>
      <Suspense>
        {dialog === "direct" && <NewDirectDialog onClose={() => setDialog(null)} />}
        {dialog === "server" && <CreateServerDialog onClose={() => setDialog(null)} />}
      </Suspense>
    </>
  );
}
