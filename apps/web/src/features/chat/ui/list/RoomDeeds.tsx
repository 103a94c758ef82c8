import type { RoomSummary, SpaceSummary } from "@parley/matrix";
import { FolderMinus, Link, LogOut, Settings2, UserPlus } from "lucide-react";
import type { ReactNode } from "react";
import { isPrivate } from "../../../../shared/channel-sign.ts";
import { useSession } from "../../../../shared/contexts.ts";
import { type Place, useNavigation } from "../../../../shared/navigation.ts";
import { useSignal } from "../../../../shared/use-signal.ts";
import { useStrings } from "../../../../shared/use-strings.ts";
import { MenuItem, MenuSeparator } from "../../../../ui/Menu.tsx";
import { chatStrings } from "../../strings/index.ts";
import type { RoomDeed } from "./RoomQuestion.tsx";
import { useCopyLink } from "./use-copy-link.ts";

/** Where a room is shown. */
export const placeIn = (room: RoomSummary, space: SpaceSummary | null): Place =>
  space === null ? { at: "home", roomId: room.id } : { at: "space", spaceId: space.id, roomId: room.id };

/** The lower part of a room's menu, wherever it is opened. */
export function RoomDeeds({
  room,
  space,
  moves,
  ask,
}: {
  readonly room: RoomSummary;
  readonly space: SpaceSummary | null;
  /** Where it can be put in its list. */
  readonly moves?: ReactNode;
  readonly ask: (deed: RoomDeed) => void;
}) {
  const t = useStrings(chatStrings);
  const mayInvite = useSignal(useSession().rooms.details(room.id))?.permissions.invite ?? false;
  // A link into the server brings nobody into what is not open to its members.
  const inviteTo = isPrivate(room) ? (mayInvite ? room : null) : space?.canInvite === true ? space : null;
  const navigation = useNavigation();
  const copyLink = useCopyLink();
  const place = placeIn(room, space);
  return (
    <>
      <MenuItem icon={<Link className="size-4" />} onSelect={() => copyLink(place)}>
        {t("copyLink")}
      </MenuItem>
      {inviteTo !== null && (
        <MenuItem icon={<UserPlus className="size-4" />} onSelect={() => navigation.invitePeople(inviteTo)}>
          {t("invitePeople")}
        </MenuItem>
      )}
      <MenuItem
        icon={<Settings2 className="size-4" />}
        onSelect={() => navigation.go({ at: "manage", roomId: room.id })}
      >
        {t(room.kind === "channel" ? "channelSettings" : "roomSettings")}
      </MenuItem>
      <MenuSeparator />
      {moves}
      {room.kind === "channel" && space?.canManage === true && (
        <MenuItem danger icon={<FolderMinus className="size-4" />} onSelect={() => ask("unlist")}>
          {t("unlistChannel")}
        </MenuItem>
      )}
      <MenuItem danger icon={<LogOut className="size-4" />} onSelect={() => ask("leave")}>
        {t(room.kind === "channel" ? "leaveChannel" : room.kind === "direct" ? "leaveDirect" : "leaveRoom")}
      </MenuItem>
    </>
  );
}
