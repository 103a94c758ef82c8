import {
  BellDot,
  Clock,
  Download,
  Keyboard,
  MonitorSmartphone,
  Moon,
  Plus,
  SquarePen,
  Sun,
  UserPlus,
} from "lucide-react";
import { useContext } from "react";
import { useAction } from "../../shared/actions.ts";
import { useLivesHere, useSession } from "../../shared/contexts.ts";
import { type Place, useNavigation } from "../../shared/navigation.ts";
import { usePreferences } from "../../shared/preferences.ts";
import { useSignal } from "../../shared/use-signal.ts";
import { useStrings } from "../../shared/use-strings.ts";
import { InstallContext } from "../install-context.ts";
import { strings } from "../strings/index.ts";
import { queueOpen } from "../switcher-open.ts";
import { useMoveRooms } from "./use-frame-shortcuts.ts";

/** What the quick switcher offers everywhere to be done. */
export function useFrameActions(
  place: Place,
  open: { readonly direct: () => void; readonly server: () => void; readonly shortcuts: () => void },
): void {
  const t = useStrings(strings);
  const navigation = useNavigation();
  const { theme, set } = usePreferences();
  const move = useMoveRooms(place);
  const list = useSignal(useSession().rooms.list);
  const here = place.at === "space" ? list.spaces.find(({ id }) => id === place.spaceId) : undefined;
  const inviteTo = here?.canInvite === true ? here : list.spaces.find(({ canInvite }) => canInvite);
  const dark = theme === "dark" || (theme === "system" && matchMedia("(prefers-color-scheme: dark)").matches);
  useAction({ id: "unread", label: t("nextUnread"), icon: BellDot, keys: "alt+shift+ArrowDown" }, () => move(1, true));
  useAction({ id: "queue", label: t("showQueue"), words: t("showQueueWords"), icon: Clock }, () => {
    queueOpen.value = true;
  });
  useAction({ id: "direct", label: t("newDirect"), words: t("newDirectWords"), icon: SquarePen }, open.direct);
  useAction({ id: "server", label: t("createServer"), icon: Plus }, open.server);
  const invite = { id: "invite", label: t("invitePeople"), words: inviteTo?.name ?? "", icon: UserPlus };
  useAction(useLivesHere() ? invite : null, () => {
    if (inviteTo !== undefined) navigation.invitePeople(inviteTo);
    else navigation.go({ at: "settings", page: "invitations" });
  });
  useAction(
    { id: "theme", label: dark ? t("toLight") : t("toDark"), words: t("themeWords"), icon: dark ? Sun : Moon },
    () => set({ theme: dark ? "light" : "dark" }),
  );
  useAction({ id: "system-theme", label: t("toSystemTheme"), words: t("themeWords"), icon: MonitorSmartphone }, () =>
    set({ theme: "system" }),
  );
  const install = useContext(InstallContext);
  const installable = useSignal(install.way) === "asks";
  useAction(
    installable ? { id: "install", label: t("installAction"), words: t("installWords"), icon: Download } : null,
    () => void install.ask(),
  );
  useAction(
    { id: "shortcuts", label: t("showShortcuts"), words: t("shortcuts"), icon: Keyboard, keys: "mod+/" },
    open.shortcuts,
  );
}
