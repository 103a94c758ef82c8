import type { MediaCheck, Way } from "@parley/calls/reach";
import type { PartState } from "@parley/protocol";
import { CircleAlert, CircleCheck, CircleMinus, LoaderCircle } from "lucide-react";
import { useEffect, useState } from "react";
import { useParley } from "../../../shared/contexts.ts";
import { ErrorNote } from "../../../shared/ErrorNote.tsx";
import { useSignal } from "../../../shared/use-signal.ts";
import { useStrings } from "../../../shared/use-strings.ts";
import { useTask } from "../../../shared/use-task.ts";
import { Button } from "../../../ui/Button.tsx";
import { Row, Section } from "../../../ui/Row.tsx";
import { beginCheck } from "../model/begin-check.ts";
import { adviceOf, verdictOf } from "../model/ways.ts";
import { strings } from "../strings/index.ts";

/** Over which ways the media of calls reaches the call server from this browser, tried one by one. */
export function ReachSection({
  sfu,
  begin = beginCheck,
}: {
  readonly sfu: PartState["state"];
  readonly begin?: typeof beginCheck;
}) {
  const t = useStrings(strings);
  const parley = useParley();
  const [check, setCheck] = useState<MediaCheck | null>(null);
  const start = useTask(async () => setCheck(await begin(parley)));
  useEffect(() => () => check?.stop(), [check]);
  const [running, setRunning] = useState(false);
  useEffect(() => {
    if (check === null) return;
    const follow = () => setRunning(!check.done.peek());
    follow();
    return check.done.subscribe(follow);
  }, [check]);
  return (
    <Section title={t("reachTitle")} hint={t("reachHint")}>
      <Row title={t("reachTry")} hint={sfu === "ready" ? undefined : t("reachNoSfu")}>
        <Button
          busy={(start.running || running) && t("reachTrying")}
          disabled={sfu !== "ready"}
          onClick={() => start.run()}
        >
          {check === null ? t("reachStart") : t("reachAgain")}
        </Button>
      </Row>
      {start.error !== null && <ErrorNote error={start.error} />}
      {check !== null && start.error === null && <Ways check={check} />}
    </Section>
  );
}

function Ways({ check }: { readonly check: MediaCheck }) {
  const t = useStrings(strings);
  const ways = useSignal(check.ways);
  const done = useSignal(check.done);
  const verdict = verdictOf(ways);
  return (
    <>
      <p role="status" className="py-3 font-medium text-14 text-ink">
        {done ? t(verdict) : t("reachRunning")}
      </p>
      <ul aria-label={t("reachTitle")} className="divide-y divide-line">
        {ways.map((way) => (
          <li key={`${way.kind} ${way.kind === "relay" ? way.address : ""}`}>
            <WayRow way={way} works={verdict !== "reachNone"} />
          </li>
        ))}
      </ul>
    </>
  );
}

function WayRow({ way, works }: { readonly way: Way; readonly works: boolean }) {
  const t = useStrings(strings);
  const names = {
    signalling: t("reachSignalling"),
    udp: t("reachUdp"),
    tcp: t("reachTcp"),
    relay: t("reachRelay"),
  };
  const advice = adviceOf(way);
  const address = way.address ?? "";
  return (
    <Row
      title={names[way.kind]}
      hint={
        <>
          {address !== "" && <span className="select-text font-mono text-12">{address}</span>}
          {advice !== null && <span className="block">{t(advice)}</span>}
        </>
      }
    >
      <Stand state={way.state} works={works} />
    </Row>
  );
}

function Stand({ state, works }: { readonly state: Way["state"]; readonly works: boolean }) {
  const t = useStrings(strings);
  const sign = (Icon: typeof CircleCheck, tone: string, words: string) => (
    <span className="flex items-center gap-1.5 font-medium text-13 text-ink tabular-nums">
      <Icon aria-hidden="true" className={`size-4 ${tone}`} strokeWidth={1.75} />
      {words}
    </span>
  );
  switch (state.state) {
    case "trying":
      return sign(LoaderCircle, "text-info", t("reachTrying"));
    case "open":
      return sign(CircleCheck, "text-good", t("reachOpen", { n: Math.max(1, Math.round(state.ms)) }));
    case "absent":
      return sign(CircleMinus, "text-ink-2", t("reachAbsent"));
    case "shut":
      return sign(CircleAlert, works ? "text-warn" : "text-danger", t("reachShut"));
  }
}
