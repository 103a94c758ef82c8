import type { SpaceSummary } from "@parley/matrix";
import {
  AtSign,
  BellDot,
  CheckCheck,
  Clock,
  Compass,
  Download,
  Keyboard,
  LogOut,
  MonitorSmartphone,
  Moon,
  Plus,
  Settings2,
  SquarePen,
  Sun,
  UserPlus,
} from "lucide-react";
import { useContext } from "react";
import { unreadRooms } from "../../features/notifications/index.ts";
import type { SwitcherAction } from "../../features/switcher/index.ts";
import { useLivesHere, useSession } from "../../shared/contexts.ts";
import { type Place, useNavigation } from "../../shared/navigation.ts";
import { usePreferences } from "../../shared/preferences.ts";
import { useSignal } from "../../shared/use-signal.ts";
import { useStrings } from "../../shared/use-strings.ts";
import { InstallContext } from "../install-context.ts";
import { strings } from "../strings/index.ts";
import { queueOpen } from "../switcher-open.ts";
import { dialogStrings } from "./strings/index.ts";
import { useMoveRooms } from "./use-frame-shortcuts.ts";
import { useRoomActions } from "./use-room-actions.ts";

/** Opens the dialogs that belong to no place. */
export interface Openers {
  readonly direct: () => void;
  readonly server: () => void;
  /** In the server that is open. */
  readonly channel: () => void;
  readonly shortcuts: () => void;
  readonly signOut: () => void;
  /** Asks before the open room is left. */
  readonly leave: () => void;
  /** Asks before everything counts as read. */
  readonly allRead: () => void;
}

/** What the quick switcher offers to be done, at a place. */
export function useFrameActions(place: Place, open: Openers): readonly SwitcherAction[] {
  const t = useStrings(strings);
  const own = useStrings(dialogStrings);
  const navigation = useNavigation();
  const session = useSession();
  const livesHere = useLivesHere();
  const { theme, set } = usePreferences();
  const move = useMoveRooms(place);
  const install = useContext(InstallContext);
  const installable = useSignal(install.way) === "asks";
  const ofRoom = useRoomActions(place, open.leave);
  const list = session.rooms.list.peek();
  const { spaces } = list;
  const here = place.at === "space" ? spaces.find(({ id }) => id === place.spaceId) : undefined;
  const inviteTo = here?.canInvite === true ? here : spaces.find(({ canInvite }) => canInvite);
  const dark = theme === "dark" || (theme === "system" && matchMedia("(prefers-color-scheme: dark)").matches);
  const toTheme = { id: "theme", label: dark ? own("toLight") : own("toDark"), words: own("themeWords") };
  const invite = {
    id: "invite",
    label: own("invitePeople"),
    words: inviteTo?.name ?? "",
    icon: UserPlus,
    run() {
      if (inviteTo !== undefined) navigation.invitePeople(inviteTo);
      else navigation.go({ at: "settings", page: "invitations" });
    },
  };
  const ofServer = ({ id, name, canManage }: SpaceSummary): SwitcherAction[] => [
    ...(canManage
      ? [
          {
            id: "channel",
            label: own("createChannel"),
            words: `${own("createChannelWords")} ${name}`,
            icon: Plus,
            run: open.channel,
          },
        ]
      : []),
    {
      id: "server-settings",
      label: own("serverSettings", { name }),
      words: own("serverSettingsWords"),
      icon: Settings2,
      run: () => navigation.go({ at: "manage", roomId: id }),
    },
  ];
  return [
    { id: "unread", label: t("nextUnread"), icon: BellDot, keys: "alt+shift+ArrowDown", run: () => move(1, true) },
    {
      id: "activity",
      label: t("openActivity"),
      words: own("activityWords"),
      icon: AtSign,
      run: () => navigation.go({ at: "activity" }),
    },
    {
      id: "discover",
      label: own("discover"),
      words: own("discoverWords"),
      icon: Compass,
      run: () => navigation.go({ at: "discover" }),
    },
    ...(unreadRooms(list) > 0
      ? [
          {
            id: "read",
            label: own("markAllRead"),
            words: own("markAllReadWords"),
            icon: CheckCheck,
            run: open.allRead,
          },
        ]
      : []),
    {
      id: "queue",
      label: own("showQueue"),
      words: own("showQueueWords"),
      icon: Clock,
      run() {
        queueOpen.value = true;
      },
    },
    { id: "direct", label: own("newDirect"), words: own("newDirectWords"), icon: SquarePen, run: open.direct },
    { id: "server", label: own("createServer"), words: own("createServerWords"), icon: Plus, run: open.server },
    ...(here === undefined ? [] : ofServer(here)),
    ...(livesHere ? [invite] : []),
    ...ofRoom,
    { ...toTheme, icon: dark ? Sun : Moon, run: () => set({ theme: dark ? "light" : "dark" }) },
    {
      id: "system-theme",
      label: own("toSystemTheme"),
      words: own("themeWords"),
      icon: MonitorSmartphone,
      run: () => set({ theme: "system" }),
    },
    ...(installable
      ? [
          {
            id: "install",
            label: own("installAction"),
            words: own("installWords"),
            icon: Download,
            run: () => void install.ask(),
          },
        ]
      : []),
    {
      id: "shortcuts",
      label: t("showShortcuts"),
      words: t("shortcuts"),
      icon: Keyboard,
      keys: "mod+/",
      run: open.shortcuts,
    },
    { id: "sign-out", label: own("signOut"), words: own("signOutWords"), icon: LogOut, run: open.signOut },
  ];
}
