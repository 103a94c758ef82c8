import { CircleAlert, PhoneOff } from "lucide-react";
import { type ReactNode, useMemo, useState } from "react";
import { useSession } from "../../../../shared/contexts.ts";
import { isMissingPart } from "../../../../shared/missing-part.ts";
import { duration, useNow } from "../../../../shared/time.ts";
import { useSignal } from "../../../../shared/use-signal.ts";
import { useStrings } from "../../../../shared/use-strings.ts";
import { Button } from "../../../../ui/Button.tsx";
import { Spinner } from "../../../../ui/Spinner.tsx";
import type { CurrentCall, Going, GoingState } from "../../model/current-call.ts";
import { faultKey } from "./fault-words.ts";
import { stageStrings } from "./strings/index.ts";

/** So long nobody asks what it waits for. */
const patienceMs = 10_000;

/** On the way in; after ten seconds it says what it waits for. */
export function StageJoining({ going, since }: { readonly going: Going; readonly since: number }) {
  const t = useStrings(stageStrings);
  const call = useSignal(going.call);
  const { calls } = useSession();
  const places = useSignal(useMemo(() => calls.members(going.roomId), [calls, going.roomId]));
  const place = places.some((member) => member.own);
  const waited = useNow("second") - since;
  const key = call === null ? "joiningLoading" : place ? "joiningMedia" : "joiningPlace";
  return (
    <div className="flex min-h-0 flex-1 flex-col items-center justify-center gap-3 p-6 text-center">
      <Spinner>{t("joining")}</Spinner>
      {waited >= patienceMs && (
        <p className="max-w-form text-13 text-ink-2">{t(key, { time: duration(waited, t.language) })}</p>
      )}
    </div>
  );
}

/** It is over without one's own doing: what happened, and the way on. */
export function StageOver({ state, current }: { readonly state: GoingState; readonly current: CurrentCall }) {
  const t = useStrings(stageStrings);
  const close = (
    <Button key="close" onClick={() => void current.leave()}>
      {t("close")}
    </Button>
  );
  const again = (words: "rejoin" | "tryAgain") => (
    <Button key="again" look="primary" onClick={() => current.again()}>
      {t(words)}
    </Button>
  );
  if (state.state === "left") {
    return (
      <Ended sign="calm" actions={[again("rejoin"), close]}>
        {t(state.why === "removed" ? "removed" : "elsewhere")}
      </Ended>
    );
  }
  if (state.state === "unloaded") {
    const reload = (
      <Button key="reload" look="primary" onClick={() => location.reload()}>
        {t("reload")}
      </Button>
    );
    return <Ended actions={[isMissingPart(state.error) ? reload : again("tryAgain"), close]}>{t("unloaded")}</Ended>;
  }
  if (state.state !== "failed") return null;
  const { fault } = state;
  return (
    <Ended
      actions={[...(fault.retryable ? [again("tryAgain")] : []), close]}
      details={`${fault.leg} ${fault.code}: ${fault.detail}`}
    >
      {t(faultKey(fault))}
    </Ended>
  );
}

function Ended({
  children,
  actions,
  details,
  sign = "alert",
}: {
  readonly children: ReactNode;
  readonly actions: readonly ReactNode[];
  readonly details?: string;
  readonly sign?: "alert" | "calm";
}) {
  const t = useStrings(stageStrings);
  const [open, setOpen] = useState(false);
  const Sign = sign === "alert" ? CircleAlert : PhoneOff;
  return (
    <div className="flex min-h-0 flex-1 flex-col items-center justify-center gap-4 overflow-auto p-6 text-center">
      <Sign
        aria-hidden="true"
        className={sign === "alert" ? "size-8 text-danger" : "size-8 text-ink-2"}
        strokeWidth={1.75}
      />
      <p role="alert" className="max-w-form text-15 text-ink">
        {children}
      </p>
      <div className="flex flex-wrap items-center justify-center gap-2">
        {actions}
        {details !== undefined && (
          <Button look="ghost" aria-expanded={open} onClick={() => setOpen(!open)}>
            {t("details")}
          </Button>
        )}
      </div>
      {open && (
        <code className="wrap-anywhere max-w-form select-text rounded-control bg-code p-2 font-mono text-12 text-ink">
          {details}
        </code>
      )}
    </div>
  );
}
