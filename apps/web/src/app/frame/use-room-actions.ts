import { Bell, BellOff, CheckCheck, CircleDot, Link, LogOut, Settings2 } from "lucide-react";
import { placedRooms } from "../../features/notifications/index.ts";
import type { SwitcherAction } from "../../features/switcher/index.ts";
import { nameWithHash } from "../../shared/channel-sign.ts";
import { useSession } from "../../shared/contexts.ts";
import { hrefOf, type Place, useNavigation } from "../../shared/navigation.ts";
import { useStrings } from "../../shared/use-strings.ts";
import { useToast } from "../../ui/Toast.tsx";
import { roomOf } from "./FrameContent.tsx";
import { dialogStrings } from "./strings/index.ts";

/** What can be done with the room that is open: what its own menu offers. */
export function useRoomActions(place: Place, leave: () => void): readonly SwitcherAction[] {
  const t = useStrings(dialogStrings);
  const { rooms, notifications } = useSession();
  const navigation = useNavigation();
  const toast = useToast();
  const id = roomOf(place);
  const room = id === undefined ? undefined : placedRooms(rooms.list.peek()).get(id)?.room;
  if (room === undefined) return [];
  const attempt = (change: Promise<void>) => {
    change.catch(() => toast({ title: t("notSaved"), priority: "high" }));
  };
  const name = nameWithHash(room);
  const unread = room.unread || room.mentions > 0 || room.unreadCount > 0;
  const reading: SwitcherAction = unread
    ? { id: "room-read", label: t("markRead"), icon: CheckCheck, run: () => attempt(notifications.markRead(room.id)) }
    : {
        id: "room-unread",
        label: t("markUnread"),
        icon: CircleDot,
        run: () => attempt(notifications.markUnread(room.id)),
      };
  const sound: SwitcherAction = {
    id: "room-mute",
    label: t(room.muted ? "unmute" : "mute", { name }),
    words: t("muteWords"),
    icon: room.muted ? Bell : BellOff,
    run: () => attempt(notifications.setLevel(room.id, room.muted ? null : "mute")),
  };
  return [
    { ...reading, words: name },
    sound,
    {
      id: "room-link",
      label: t("copyLink", { name }),
      icon: Link,
      run() {
        navigator.clipboard.writeText(new URL(hrefOf(place), location.origin).href).then(
          () => toast({ title: t("linkCopied") }),
          () => toast({ title: t("copyRefused"), priority: "high" }),
        );
      },
    },
    {
      id: "room-settings",
      label: t(room.kind === "channel" ? "channelSettings" : "roomSettings"),
      words: name,
      icon: Settings2,
      run: () => navigation.go({ at: "manage", roomId: room.id }),
    },
    {
      id: "room-leave",
      label: t(room.kind === "channel" ? "leaveChannel" : room.kind === "direct" ? "leaveDirect" : "leaveRoom"),
      words: name,
      icon: LogOut,
      run: leave,
    },
  ];
}
