import { useState } from "react";
import { useSession } from "../../../shared/contexts.ts";
import { useNavigation } from "../../../shared/navigation.ts";
import { useClock } from "../../../shared/time.ts";
import { useSignal } from "../../../shared/use-signal.ts";
import { useStrings } from "../../../shared/use-strings.ts";
import { useViewport } from "../../../shared/viewport.ts";
import { Button } from "../../../ui/Button.tsx";
import { Spinner } from "../../../ui/Spinner.tsx";
import { strings } from "../strings/index.ts";
import { Box } from "./Box.tsx";
import { EnterKey } from "./EnterKey.tsx";
import { ResetKeys } from "./ResetKeys.tsx";
import { SaveKey } from "./SaveKey.tsx";

/** The recovery key in each of its states: to save, to enter, lost, broken, all well. */
export function RecoveryPage() {
  const t = useStrings(strings);
  const session = useSession();
  const navigation = useNavigation();
  const state = useSignal(session.encryption.state);
  const clock = useClock();
  const phone = useViewport() === "phone";
  const list = useSignal(session.rooms.list);
  const [resetting, setResetting] = useState(false);
  const [entered, setEntered] = useState(false);

  const leave = () => {
    const [space] = list.spaces;
    navigation.go(space === undefined ? { at: "chats" } : { at: "space", spaceId: space.id }, { replace: true });
  };

  /** Who is new comes to the first channel; on a phone the list is one Back away. */
  const land = () => {
    leave();
    const [space] = list.spaces;
    const room = space?.categories.flatMap(({ channels }) => channels)[0];
    if (phone && space !== undefined && room !== undefined) {
      // The history takes two steps of one breath for one.
      clock.after(0, () => navigation.go({ at: "space", spaceId: space.id, roomId: room.id }));
    }
  };

  if (resetting) {
    return <ResetKeys missing={null} onBack={() => setResetting(false)} onDone={() => setResetting(false)} />;
  }
  switch (state.state) {
    case "checking":
      return (
        <Box title={t("checkingTitle")}>
          <Spinner>{t("checking")}</Spinner>
        </Box>
      );
    case "setting-up":
      return (
        <Box title={t("saveTitle")} about={t("saveAbout")}>
          <div className="grid gap-1">
            <Spinner>{t("preparing")}</Spinner>
            <p className="pl-6.5 text-13 text-ink-2">{t("preparingHint")}</p>
          </div>
          <div className="mt-5">
            <Button look="ghost" onClick={land}>
              {t("later")}
            </Button>
          </div>
        </Box>
      );
    case "needs-recovery":
      return <EnterKey onEntered={() => setEntered(true)} onLost={() => setResetting(true)} onLater={leave} />;
    case "restoring":
      return (
        <Box title={t("restoring")} about={t("restoringHint")}>
          <Progress done={state.done} total={state.total} />
          <Button wide size="lg" className="mt-5" onClick={leave}>
            {t("goOn")}
          </Button>
        </Box>
      );
    case "broken":
      return <ResetKeys missing={state.missing} onBack={leave} onDone={() => {}} />;
    case "ready":
      if (!state.recoveryKeySaved) return <SaveKey onDone={land} />;
      return (
        <Box title={entered ? t("readyTitle") : t("savedTitle")} about={entered ? t("readyAbout") : t("savedAbout")}>
          <div className="grid gap-2">
            <Button look="primary" size="lg" wide onClick={leave}>
              {t("toParley")}
            </Button>
            {!entered && (
              <Button look="ghost" size="lg" wide onClick={() => setResetting(true)}>
                {t("newKeys")}
              </Button>
            )}
          </div>
        </Box>
      );
  }
}

function Progress({ done, total }: { readonly done: number; readonly total: number | null }) {
  const t = useStrings(strings);
  if (total === null || total === 0) return <Spinner>{t("restoring")}</Spinner>;
  return (
    <div>
      <progress
        value={done}
        max={total}
        aria-label={t("restoring")}
        className="h-1.5 w-full appearance-none overflow-hidden rounded-full bg-hover [&::-moz-progress-bar]:bg-accent-fill [&::-webkit-progress-bar]:bg-hover [&::-webkit-progress-value]:bg-accent-fill"
      />
      <p className="mt-2 text-13 text-ink-2 tabular-nums">{t("restoringSome", { done, total })}</p>
    </div>
  );
}
