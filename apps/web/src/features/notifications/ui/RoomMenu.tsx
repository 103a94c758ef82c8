import type { NotifyLevel, RoomSummary } from "@parley/matrix";
import { CheckCheck, CircleDot } from "lucide-react";
import { useSession } from "../../../shared/contexts.ts";
import { useSignal } from "../../../shared/use-signal.ts";
import { useStrings } from "../../../shared/use-strings.ts";
import { MenuChoices, MenuItem, MenuSeparator } from "../../../ui/Menu.tsx";
import { useToast } from "../../../ui/Toast.tsx";
import { strings } from "../strings/index.ts";

type Choice = NotifyLevel | "usual";

/** In a room's menu: read or unread, and what it tells of. */
export function RoomMenu({ room }: { readonly room: RoomSummary }) {
  const t = useStrings(strings);
  const toast = useToast();
  const { notifications } = useSession();
  const rules = useSignal(notifications.rules);
  const unread = room.unread || room.mentions > 0 || room.unreadCount > 0;
  const attempt = (change: Promise<void>) => {
    change.catch(() => toast({ title: t("changeFailed"), priority: "high" }));
  };
  const usual = rules[room.kind === "direct" ? "directs" : "rooms"];
  return (
    <>
      {unread ? (
        <MenuItem icon={<CheckCheck className="size-4" />} onSelect={() => attempt(notifications.markRead(room.id))}>
          {t("markRead")}
        </MenuItem>
      ) : (
        <MenuItem icon={<CircleDot className="size-4" />} onSelect={() => attempt(notifications.markUnread(room.id))}>
          {t("markUnread")}
        </MenuItem>
      )}
      <MenuSeparator />
      <MenuChoices<Choice>
        label={t("notify")}
        value={rules.exceptions.get(room.id) ?? "usual"}
        onChange={(next) => attempt(notifications.setLevel(room.id, next === "usual" ? null : next))}
        options={[
          { value: "usual", label: t("usualIs", { level: t(usual) }) },
          { value: "all", label: t("all") },
          { value: "mentions", label: t("mentions") },
          { value: "mute", label: t("mute") },
        ]}
      />
    </>
  );
}
