import type { SignUpAnswer } from "@parley/matrix";
import { useEffect, useRef, useState } from "react";
import { useClock } from "../../../../shared/time.ts";
import { useStrings } from "../../../../shared/use-strings.ts";
import { TextField } from "../../../../ui/TextField.tsx";
import { strings } from "../../strings/index.ts";
import { QuietButton } from "../Box.tsx";
import { EntryForm } from "../EntryForm.tsx";

/** How often it is asked whether the link was opened, for how long, and when another one may be sent. */
const wait = { everyMs: 4000, longestMs: 30 * 60_000, againMs: 30_000 };

/** An address, then a link in an e-mail to it: opened in another tab, or on another device, this page goes on by itself. */
export function EmailStage({
  host,
  sentTo,
  busy,
  error,
  onAnswer,
  onLook,
}: {
  readonly host: string;
  readonly sentTo: string | null;
  readonly busy: boolean;
  readonly error: unknown;
  readonly onAnswer: (answer: SignUpAnswer) => void;
  /** Asks quietly; what comes of it is shown by whoever draws this. */
  readonly onLook: () => void;
}) {
  const t = useStrings(strings);
  const [address, setAddress] = useState(sentTo ?? "");
  const [changing, setChanging] = useState(false);
  const [sends, setSends] = useState(0);
  const waiting = sentTo !== null && !changing;
  useLook(waiting, onLook);
  const maySend = useMaySend(sends);
  const send = (to: string) => {
    setChanging(false);
    setSends(sends + 1);
    onAnswer({ stage: "email", address: to });
  };
  if (waiting) {
    return (
      <EntryForm
        action={t("emailOpened")}
        fits
        error={error}
        busy={busy && t("emailLooking")}
        onSend={() => onAnswer({ stage: "email-opened" })}
      >
        {(tried) => (
          <>
            <p className="text-14 text-ink">
              {t.rich("emailSent", { address: <bdi className="wrap-anywhere font-medium">{sentTo}</bdi> })}
            </p>
            <p role="status" className="text-13 text-ink-2 empty:hidden">
              {tried && !busy && error === null ? t("emailNotYet") : ""}
            </p>
            <div className="flex flex-wrap gap-x-4 gap-y-2 text-13">
              {maySend && <QuietButton onClick={() => send(sentTo)}>{t("emailAgain")}</QuietButton>}
              <QuietButton onClick={() => setChanging(true)}>{t("emailOther")}</QuietButton>
            </div>
          </>
        )}
      </EntryForm>
    );
  }
  const fits = /^\S+@\S+$/.test(address.trim());
  return (
    <EntryForm
      action={t("emailSend")}
      fits={fits}
      error={error}
      busy={busy && t("emailSending")}
      faulty="email"
      onSend={() => send(address.trim())}
    >
      {(tried) => (
        <TextField
          label={t("email")}
          value={address}
          onChange={setAddress}
          hint={tried && !fits ? undefined : t("emailHint", { name: host })}
          error={tried && !fits ? t("emailWrong") : undefined}
          name="email"
          type="email"
          inputMode="email"
          autoComplete="email"
          maxLength={320}
          autoFocus
        />
      )}
    </EntryForm>
  );
}

/** Looks every few seconds while it is waited for, and at once when somebody comes back to this tab. */
function useLook(waiting: boolean, look: () => void): void {
  const clock = useClock();
  const latest = useRef(look);
  useEffect(() => {
    latest.current = look;
  });
  useEffect(() => {
    if (!waiting) return;
    const begun = clock.now();
    let cancel = () => {};
    const again = () => {
      if (clock.now() - begun > wait.longestMs) return;
      cancel = clock.after(wait.everyMs, () => {
        if (!document.hidden) latest.current();
        again();
      });
    };
    again();
    const back = () => document.hidden || latest.current();
    document.addEventListener("visibilitychange", back);
    return () => {
      cancel();
      document.removeEventListener("visibilitychange", back);
    };
  }, [waiting, clock]);
}

/** Whether the last e-mail has had its time to arrive. */
function useMaySend(sends: number): boolean {
  const clock = useClock();
  const [after, setAfter] = useState(-1);
  useEffect(() => clock.after(wait.againMs, () => setAfter(sends)), [clock, sends]);
  return after === sends;
}
