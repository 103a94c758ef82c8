import { Globe, Hourglass, KeyRound, LockKeyhole, MonitorSmartphone, WifiOff } from "lucide-react";
import { type ReactNode, useCallback } from "react";
import { useSession } from "../../shared/contexts.ts";
import { ErrorNote } from "../../shared/ErrorNote.tsx";
import { isMissingPart } from "../../shared/missing-part.ts";
import { useNavigation } from "../../shared/navigation.ts";
import { duration, useNow } from "../../shared/time.ts";
import { useSignal } from "../../shared/use-signal.ts";
import { useStrings } from "../../shared/use-strings.ts";
import { useTask } from "../../shared/use-task.ts";
import { Banner, BannerAction } from "../../ui/Banner.tsx";
import { strings } from "../strings/index.ts";
import { queueOpen } from "../switcher-open.ts";
import { UpdateBanner } from "./UpdateBanner.tsx";
import { useBrowserOffline } from "./use-browser-offline.ts";

const sign = (Icon: typeof WifiOff): ReactNode => <Icon className="size-4" strokeWidth={1.75} />;

/** A short break in the line is nobody's business. */
const graceMs = 2000;

/** What holds for the whole app: the connection first, then the keys, then what our server says. At most two lines. */
export function Banners({
  refusal,
  problem,
  inRoom,
}: {
  readonly refusal: string | null;
  readonly problem: unknown;
  /** A room is shown: it offers to take over from the other tab itself, and one offer is enough. */
  readonly inRoom: boolean;
}) {
  const t = useStrings(strings);
  return (
    <section data-region="notices" tabIndex={-1} aria-label={t("notices")} className="empty:hidden">
      <ConnectionBanner problem={problem} inRoom={inRoom} />
      <StandingBanner refusal={refusal} />
      <UpdateBanner />
    </section>
  );
}

const keptWords = { message: "kept", edit: "keptEdit", reaction: "keptReaction", redaction: "keptRedaction" } as const;

/** What it is that waits, in words. */
function useKept() {
  const [first, ...others] = useSignal(useSession().queue.items).filter(({ send }) => send.state !== "failed");
  if (others.some(({ kind }) => kind !== first?.kind)) return "keptSome";
  return keptWords[first?.kind ?? "message"];
}

function ConnectionBanner({ problem, inRoom }: { readonly problem: unknown; readonly inRoom: boolean }) {
  const t = useStrings(strings);
  const session = useSession();
  const said = useSignal(session.connection);
  const offlineSince = useBrowserOffline(
    session.account.homeserverUrl,
    useCallback(() => session.reconnect(), [session]),
  );
  const connection =
    offlineSince !== null && (said.state === "online" || said.state === "catching-up")
      ? ({ state: "offline", since: offlineSince, reason: "network" } as const)
      : said;
  const queued = useSignal(session.queued);
  const kept = useKept();
  const now = useNow("second");
  const takeOver = useTask(() => session.takeOver());
  const showQueue = queued > 0 && (
    <BannerAction
      onClick={() => {
        queueOpen.value = true;
      }}
    >
      {t("show")}
    </BannerAction>
  );
  if (connection.state === "elsewhere") {
    if (inRoom) return null;
    return (
      <Banner
        tone="info"
        icon={sign(MonitorSmartphone)}
        actions={
          takeOver.running ? (
            <span className="px-2">{t("takingOver")}</span>
          ) : (
            <BannerAction onClick={() => takeOver.run()}>{t("useHere")}</BannerAction>
          )
        }
      >
        {t("elsewhere")}
      </Banner>
    );
  }
  if (connection.state === "starting" && problem !== null) {
    if (isMissingPart(problem)) return <ErrorNote shape="strip" error={problem} />;
    return (
      <Banner icon={sign(WifiOff)} live="polite">
        {t("problem")}
      </Banner>
    );
  }
  if (connection.state === "catching-up") {
    return (
      <Banner tone="info" icon={sign(Hourglass)} actions={showQueue}>
        {t("slow")}
        {queued > 0 && <> {t(kept, { n: queued })}</>}
      </Banner>
    );
  }
  if (connection.state !== "offline" || now - connection.since < graceMs) return null;
  const age = duration(now - connection.since, t.language);
  const sentences = {
    "network": t("offlineNetwork", { age }),
    "homeserver": t("offlineHomeserver", { age }),
    "rate-limit": t("offlineRateLimit", { age }),
  };
  return (
    // Not live: the age changes each second, and the state is announced by its own region in the frame.
    <Banner
      icon={sign(WifiOff)}
      live="off"
      actions={
        <>
          <BannerAction onClick={() => session.reconnect()}>{t("tryNow")}</BannerAction>
          {showQueue}
        </>
      }
    >
      <span className="tabular-nums">{sentences[connection.reason]}</span>
      {queued > 0 && <> {t(kept, { n: queued })}</>}
    </Banner>
  );
}

function StandingBanner({ refusal }: { readonly refusal: string | null }) {
  const t = useStrings(strings);
  const session = useSession();
  const navigation = useNavigation();
  const encryption = useSignal(session.encryption.state);
  const toRecovery = (label: string) => (
    <BannerAction onClick={() => navigation.go({ at: "recovery" })}>{label}</BannerAction>
  );
  if (encryption.state === "broken") {
    return (
      <Banner tone="danger" icon={sign(LockKeyhole)} actions={toRecovery(t("repair"))}>
        {t("broken")}
      </Banner>
    );
  }
  if (encryption.state === "needs-recovery") {
    return (
      <Banner icon={sign(LockKeyhole)} actions={toRecovery(t("enterKey"))}>
        {t("locked")}
      </Banner>
    );
  }
  if (encryption.state === "restoring") {
    const { done, total } = encryption;
    return (
      <Banner tone="info" icon={sign(KeyRound)} live="off">
        {total === null ? t("restoring") : t("restoringSome", { done, total })}
      </Banner>
    );
  }
  if (refusal !== null) {
    const sentence = {
      NOT_ADMITTED: t("notAdmitted"),
      SETUP_NEEDED: t("notSetUp"),
      ORIGIN_REFUSED: t("wrongAddress"),
      ELSEWHERE_CLOSED: t("elsewhereClosed"),
    }[refusal];
    return sentence === undefined ? (
      <ErrorNote shape="strip" error={refusal} />
    ) : (
      <Banner icon={sign(Globe)}>{sentence}</Banner>
    );
  }
  if (encryption.state === "ready" && !encryption.recoveryKeySaved) {
    return (
      <Banner tone="info" icon={sign(KeyRound)} actions={toRecovery(t("saveKeyNow"))}>
        {t("saveKey")}
      </Banner>
    );
  }
  return null;
}
