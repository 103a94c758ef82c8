import { Moon, Search, Settings } from "lucide-react";
import { useQuietUntil } from "../../features/notifications/index.ts";
import { useSession } from "../../shared/contexts.ts";
import { MediaAvatar } from "../../shared/MediaAvatar.tsx";
import { useLink, useNavigation } from "../../shared/navigation.ts";
import { printedKeys } from "../../shared/shortcuts.ts";
import { clockTime } from "../../shared/time.ts";
import { useSignal } from "../../shared/use-signal.ts";
import { useStrings } from "../../shared/use-strings.ts";
import { IconButton } from "../../ui/IconButton.tsx";
import { strings } from "../strings/index.ts";

const isMac = /Mac|iPhone|iPad/.test(navigator.platform);

/** Under the list: who I am, whether I am connected, the way to the settings. */
export function MeBar() {
  const t = useStrings(strings);
  const session = useSession();
  const navigation = useNavigation();
  const profile = useSignal(session.own.profile);
  const { state } = useSignal(session.connection);
  const link = useLink();
  const quiet = useQuietUntil();
  const visible = useSignal(session.people.visible);
  const { userId } = session.account;
  const name = profile.displayName ?? userId.slice(1).split(":")[0] ?? userId;
  const words = {
    "starting": t("connecting"),
    "online": t(visible ? "online" : "hiddenOnline"),
    "catching-up": t("catchingUp"),
    "offline": t("offline"),
    "elsewhere": t("elsewhereShort"),
    "signed-out": t("offline"),
  } as const;
  return (
    <div className="flex h-14 shrink-0 items-center gap-2 bg-list-foot px-3">
      <MediaAvatar
        id={userId}
        name={name}
        mxc={profile.avatarMxc}
        size={32}
        {...(state === "online" && visible ? { presence: "online" as const } : {})}
      />
      <div className="min-w-0 flex-1">
        {/* In its own direction: cut at its end, whichever side that is. */}
        <div dir="auto" className="truncate text-left font-semibold text-13 text-ink" title={userId}>
          {name}
        </div>
        {quiet !== null && state === "online" ? (
          <a
            {...link({ at: "settings", page: "notifications" })}
            title={t("quietUntil", { time: clockTime(quiet, t.language) })}
            className="flex items-center gap-1 text-12 text-ink-2 hover:text-ink hover:underline"
          >
            <Moon aria-hidden="true" className="size-3 shrink-0" strokeWidth={1.75} />
            <span className="sr-only">{t("quietUntil", { time: clockTime(quiet, t.language) })}</span>
            {/* Beside the moon; all of it would be cut before the time. */}
            <span aria-hidden="true" className="truncate">
              {t("untilTime", { time: clockTime(quiet, t.language) })}
            </span>
          </a>
        ) : (
          <div className="truncate text-12 text-ink-2">{words[state]}</div>
        )}
      </div>
      <IconButton
        label={t("openSwitcher")}
        keys={printedKeys("mod+k", isMac)}
        onClick={() => navigation.openSwitcher()}
        icon={<Search aria-hidden="true" className="size-5" strokeWidth={1.75} />}
      />
      <IconButton
        label={t("settings")}
        onClick={() => navigation.go({ at: "settings" })}
        icon={<Settings aria-hidden="true" className="size-5" strokeWidth={1.75} />}
      />
    </div>
  );
}
