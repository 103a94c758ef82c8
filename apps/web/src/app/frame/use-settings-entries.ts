import {
  Activity,
  Bell,
  ChartNoAxesColumn,
  Cpu,
  DoorOpen,
  EyeOff,
  Link2,
  Phone,
  Plug,
  ScrollText,
  ShieldCheck,
  SlidersHorizontal,
} from "lucide-react";
import { lazy, useMemo } from "react";
import { AllowedSettings } from "../../features/approvals/index.ts";
import { CallsSettings } from "../../features/calls/index.ts";
import { NotificationsPage } from "../../features/notifications/index.ts";
import { PrivacySettings } from "../../features/rooms/index.ts";
import type { SettingsEntry } from "../../features/settings/index.ts";
import { useLivesHere, useParley } from "../../shared/contexts.ts";
import { useSignal } from "../../shared/use-signal.ts";
import { useStrings } from "../../shared/use-strings.ts";
import { strings } from "../strings/index.ts";

const InvitesSettings = lazy(() =>
  import("../../features/invites/index.ts").then((module) => ({ default: module.InvitesSettings })),
);

const MembershipSettings = lazy(() =>
  import("../../features/status/index.ts").then((module) => ({ default: module.MembershipSettings })),
);

const ModelsSettings = lazy(() =>
  import("../../features/models/index.ts").then((module) => ({ default: module.ModelsSettings })),
);

const ProgramsSettings = lazy(() =>
  import("../../features/programs/index.ts").then((module) => ({ default: module.ProgramsSettings })),
);

const GatewaySettings = lazy(() =>
  import("../../features/gateway/index.ts").then((module) => ({ default: module.GatewaySettings })),
);

const LogSettings = lazy(() =>
  import("../../features/status/index.ts").then((module) => ({ default: module.LogSettings })),
);

const UsageSettings = lazy(() =>
  import("../../features/usage/index.ts").then((module) => ({ default: module.UsageSettings })),
);

/** What other features bring to the settings, for the account that is signed in. */
export function useSettingsEntries(): readonly SettingsEntry[] {
  const t = useStrings(strings);
  const me = useSignal(useParley().account);
  const livesHere = useLivesHere();
  const isMember = me !== null;
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
        id: "privacy",
        label: t("privacy"),
        words: t("privacyWords"),
        icon: EyeOff,
        group: "account",
        page: PrivacySettings,
      },
      // Accounts of elsewhere have no tokens here.
      ...(isMember && livesHere
        ? [
            {
              id: "programs",
              label: t("programs"),
              words: t("programWords"),
              icon: Plug,
              group: "account" as const,
              page: ProgramsSettings,
            },
          ]
        : []),
      {
        id: "calls",
        label: t("calls"),
        words: t("callWords"),
        icon: Phone,
        group: "thisDevice",
        page: CallsSettings,
      },
      ...(livesHere
        ? [
            {
              id: "invitations",
              label: t("invitations"),
              words: t("invitationWords"),
              icon: Link2,
              page: InvitesSettings,
            },
          ]
        : []),
      ...(isMember
        ? [
            { id: "models", label: t("models"), words: t("modelWords"), icon: Cpu, page: ModelsSettings },
            {
              id: "usage",
              label: t("usage"),
              words: t("usageWords"),
              icon: ChartNoAxesColumn,
              page: UsageSettings,
            },
          ]
        : []),
      ...(isMember && !livesHere
        ? [
            {
              id: "membership",
              label: t("membership"),
              words: t("membershipWords"),
              icon: DoorOpen,
              page: MembershipSettings,
            },
          ]
        : []),
      ...(isAdmin && livesHere
        ? [
            {
              id: "allowed",
              label: t("allowed"),
              words: t("allowedWords"),
              icon: ShieldCheck,
              group: "account" as const,
              page: AllowedSettings,
            },
            {
              id: "status",
              label: t("status"),
              words: t("statusWords"),
              icon: Activity,
              place: { at: "status" } as const,
            },
            {
              id: "gateway",
              label: t("gateway"),
              words: t("gatewayWords"),
              icon: SlidersHorizontal,
              page: GatewaySettings,
            },
            { id: "log", label: t("log"), words: t("logWords"), icon: ScrollText, page: LogSettings },
          ]
        : []),
    ],
    [t, isMember, isAdmin, livesHere],
  );
}
