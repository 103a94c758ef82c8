import type { RoomList, RoomSummary } from "@parley/matrix";
import { SquarePen } from "lucide-react";
import { Suspense, useContext, useState } from "react";
import { AgentRowsContext } from "../../../../shared/agent-slots.ts";
import { useStrings } from "../../../../shared/use-strings.ts";
import { IconButton } from "../../../../ui/IconButton.tsx";
import { ScrollArea } from "../../../../ui/ScrollArea.tsx";
import { WindowedList } from "../../../../ui/WindowedList.tsx";
import { chatStrings } from "../../strings/index.ts";
import { NewDirectDialog } from "../dialogs/lazy.ts";
import { moveByArrows } from "./arrow-keys.ts";
import { Invites, Notes } from "./InviteRow.tsx";
import { OneStop } from "./OneStop.tsx";
import { RoomRow, rowPx } from "./RoomRow.tsx";

/** Direct messages and rooms without a server, beside the content. */
export function HomeList({ list, roomId }: { readonly list: RoomList; readonly roomId: string | null }) {
  const t = useStrings(chatStrings);
  const [writing, setWriting] = useState(false);
  const AgentRows = useContext(AgentRowsContext);
  return (
    <>
      <header className="flex h-header shrink-0 items-center gap-2 pr-3 pl-4">
        <h2 className="flex-1 font-semibold text-15 text-ink">{t("homeTitle")}</h2>
        <IconButton
          label={t("newDirect")}
          onClick={() => setWriting(true)}
          icon={<SquarePen aria-hidden="true" className="size-5" strokeWidth={1.75} />}
        />
      </header>
      <ScrollArea memory="list home" className="px-2 pt-1 pb-4" onKeyDown={moveByArrows}>
        <OneStop />
        <Invites invites={list.invites} />
        <Notes space={null} />
        {/* Without any, the content says what there is to do: once is enough. */}
        {list.directs.length > 0 && (
          <section aria-label={t("directMessages")}>
            <h3 className="px-2 pt-2 pb-1 font-medium text-12 text-ink-2">{t("directMessages")}</h3>
            <HomeRows rooms={list.directs} roomId={roomId} />
          </section>
        )}
        <Suspense>{AgentRows !== null && <AgentRows shape="rows" />}</Suspense>
        {list.rooms.length > 0 && (
          <section aria-label={t("rooms")}>
            <h3 className="px-2 pt-4 pb-1 font-medium text-12 text-ink-2">{t("rooms")}</h3>
            <HomeRows rooms={list.rooms} roomId={roomId} />
          </section>
        )}
      </ScrollArea>
      {writing && (
        <Suspense>
          <NewDirectDialog onClose={() => setWriting(false)} />
        </Suspense>
      )}
    </>
  );
}

const idOf = (room: RoomSummary): string => room.id;
const drawRow = (room: RoomSummary, isCurrent: boolean) => <RoomRow room={room} spaceId={null} current={isCurrent} />;

function HomeRows({ rooms, roomId }: { readonly rooms: readonly RoomSummary[]; readonly roomId: string | null }) {
  return (
    <WindowedList items={rooms} keyOf={idOf} rowPx={rowPx} current={roomId} className="flex flex-col gap-hair">
      {drawRow}
    </WindowedList>
  );
}
