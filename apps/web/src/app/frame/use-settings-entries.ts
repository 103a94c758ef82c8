import { Activity, Bell, Link2 } from "lucide-react";
import { lazy, useMemo } from "react";
import { NotificationsPage } from "../../features/notifications/index.ts";
import type { SettingsEntry } from "../../features/settings/index.ts";
import { useParley } from "../../shared/contexts.ts";
import { useSignal } from "../../shared/use-signal.ts";
import { useStrings } from "../../shared/use-strings.ts";
import { strings } from "../strings/index.ts";

const InvitesSettings = lazy(() =>
  import("../../features/invites/index.ts").then((module) => ({ default: module.InvitesSettings })),
);

/** What other features bring to the settings, for the account that is signed in. */
export function useSettingsEntries(): readonly SettingsEntry[] {
  const t = useStrings(strings);
  const me = useSignal(useParley().account);
  const isAdmin = me?.scopes.includes("operator.admin") ?? false;
  return useMemo(
    () => [
      {
        id: "notifications",
        label: t("notifications"),
        words: t("notificationWords"),
        icon: Bell,
        group: "account",
        page: NotificationsPage,
      },
      {
        id: "invitations",
        label: t("invitations"),
        words: t("invitationWords"),
        icon: Link2,
        page: InvitesSettings,
      },
      ...(isAdmin
        ? [
            {
              id: "status",
              label: t("status"),
              words: t("statusWords"),
              icon: Activity,
              place: { at: "status" } as const,
            },
          ]
        : []),
    ],
    [t, isAdmin],
  );
}
