import type { RoomSummary, SpaceSummary } from "@parley/matrix";
import { Bell, BellOff, CheckCheck, FolderPlus, Link, LogOut, Plus, Settings2, UserPlus } from "lucide-react";
import type { ReactNode } from "react";
import { useSession } from "../../../../shared/contexts.ts";
import { useNavigation } from "../../../../shared/navigation.ts";
import { useSignal } from "../../../../shared/use-signal.ts";
import { useStrings } from "../../../../shared/use-strings.ts";
import { MenuItem, MenuSeparator } from "../../../../ui/Menu.tsx";
import { useToast } from "../../../../ui/Toast.tsx";
import { chatStrings } from "../../strings/index.ts";
import type { SpaceQuestion } from "./SpaceQuestions.tsx";
import { useCopyLink } from "./use-copy-link.ts";

/** The menu of a server: at its name, and on its tile. */
export function SpaceDeeds({
  space,
  ask,
  moves = null,
}: {
  readonly space: SpaceSummary;
  readonly ask: (question: SpaceQuestion) => void;
  /** Where it can go, for who sees the others beside it. */
  readonly moves?: ReactNode;
}) {
  const t = useStrings(chatStrings);
  const navigation = useNavigation();
  const copyLink = useCopyLink();
  return (
    <>
      <Telling channels={space.categories.flatMap(({ channels }) => channels)} />
      <MenuSeparator />
      {space.canInvite && (
        <MenuItem icon={<UserPlus className="size-4" />} onSelect={() => navigation.invitePeople(space)}>
          {t("invitePeople")}
        </MenuItem>
      )}
      {space.canManage && (
        <>
          <MenuItem icon={<Plus className="size-4" />} onSelect={() => ask({ kind: "channel", categoryId: null })}>
            {t("createChannel")}
          </MenuItem>
          <MenuItem icon={<FolderPlus className="size-4" />} onSelect={() => ask({ kind: "category" })}>
            {t("createCategory")}
          </MenuItem>
        </>
      )}
      <MenuItem icon={<Link className="size-4" />} onSelect={() => copyLink({ at: "space", spaceId: space.id })}>
        {t("copyLink")}
      </MenuItem>
      <MenuItem
        icon={<Settings2 className="size-4" />}
        onSelect={() => navigation.go({ at: "manage", roomId: space.id })}
      >
        {t("serverSettings")}
      </MenuItem>
      <MenuSeparator />
      {moves}
      <MenuItem danger icon={<LogOut className="size-4" />} onSelect={() => ask({ kind: "leave" })}>
        {t("leaveServer")}
      </MenuItem>
    </>
  );
}

/** The menu of a category, at its heading. `children`: what its managers can do with it besides. */
export function CategoryDeeds({
  space,
  categoryId,
  ask,
  children,
}: {
  readonly space: SpaceSummary;
  readonly categoryId: string;
  readonly ask: (question: SpaceQuestion) => void;
  readonly children: ReactNode;
}) {
  const t = useStrings(chatStrings);
  const category = space.categories.find(({ id }) => id === categoryId);
  return (
    <>
      <Telling channels={category?.channels ?? []} />
      {space.canManage && (
        <>
          <MenuSeparator />
          <MenuItem icon={<Plus className="size-4" />} onSelect={() => ask({ kind: "channel", categoryId })}>
            {t("createChannel")}
          </MenuItem>
          {children}
        </>
      )}
    </>
  );
}

/** Reading and muting channels at once: a server or category has no level of its own. */
function Telling({ channels }: { readonly channels: readonly RoomSummary[] }) {
  const t = useStrings(chatStrings);
  const { notifications } = useSession();
  const toast = useToast();
  const { exceptions } = useSignal(notifications.rules);
  const unread = channels.filter((room) => room.unread || room.mentions > 0 || room.unreadCount > 0);
  const isMuted = (roomId: string) => exceptions.get(roomId) === "mute";
  const allMuted = channels.length > 0 && channels.every(({ id }) => isMuted(id));
  /** One after the other: a homeserver bears no fifty at once. */
  const eachOf = async (roomIds: readonly string[], change: (roomId: string) => Promise<void>) => {
    try {
      for (const roomId of roomIds) await change(roomId);
    } catch {
      toast({ title: t("serverChangeFailed"), priority: "high" });
    }
  };
  const idsWhere = (mute: boolean) => channels.map(({ id }) => id).filter((id) => isMuted(id) === mute);
  const MuteSign = allMuted ? Bell : BellOff;
  return (
    <>
      <MenuItem
        icon={<CheckCheck className="size-4" />}
        disabled={unread.length === 0}
        onSelect={() =>
          void eachOf(
            unread.map(({ id }) => id),
            notifications.markRead,
          )
        }
      >
        {t("markServerRead")}
      </MenuItem>
      <MenuItem
        icon={<MuteSign className="size-4" />}
        disabled={channels.length === 0}
        onSelect={() => void eachOf(idsWhere(allMuted), (id) => notifications.setLevel(id, allMuted ? null : "mute"))}
      >
        {t(allMuted ? "unmuteServer" : "muteServer")}
      </MenuItem>
    </>
  );
}
