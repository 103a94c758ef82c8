import { useEffect, useRef, useState } from "react";
import { useParley } from "../../../shared/contexts.ts";
import { codeOf } from "../../../shared/explain.ts";
import { useClock } from "../../../shared/time.ts";
import { useStrings } from "../../../shared/use-strings.ts";
import { useTask } from "../../../shared/use-task.ts";
import { Banner } from "../../../ui/Banner.tsx";
import { type Fault, faultsIn, faultsOf, linesLeftOut, spanOfLine } from "../model/faults.ts";
import { strings } from "../strings/index.ts";
import { Faults } from "./Faults.tsx";
import { Refusal } from "./GatewayForm.tsx";
import { Newer } from "./Newer.tsx";
import { SaveBar } from "./SaveBar.tsx";
import { TextBox } from "./TextBox.tsx";
import type { ConfigRead, Saved } from "./use-config.ts";
import { useDraft } from "./use-draft.ts";

/** So long after the last key the text is looked through. */
const lookMs = 400;
const first = "{\n}\n";
const readText = (value: unknown): string | null => (typeof value === "string" ? value : null);

/** The file as it stands, with its comments; faults are found by line while one types. */
export function GatewayText({
  read: { config },
  onSaved,
  onStale,
}: {
  readonly read: ConfigRead;
  readonly onSaved: (saved: Saved) => Promise<void>;
  readonly onStale: () => Promise<void>;
}) {
  const t = useStrings(strings);
  const parley = useParley();
  const box = useRef<HTMLTextAreaElement>(null);
  const draft = useDraft("gateway-text", config.hash, readText);
  const standing = config.raw ?? (config.exists ? null : first);
  const text = draft.typed ?? standing;
  const found = useFaults(draft.typed, config.path);
  const save = useTask(async (raw: string) => {
    try {
      const saved = await parley.call("config.set", { raw, baseHash: draft.over });
      draft.type(null);
      await onSaved(saved);
    } catch (thrown) {
      if (codeOf(thrown) !== "CONFLICT") throw thrown;
      await onStale();
    }
  });
  // What it is cannot be told where it cannot be read as settings, and so neither what in it is secret.
  if (text === null) return <Banner shape="card">{t("unshown", { path: config.path })}</Banner>;
  const refused = faultsIn(save.error, config.path);
  const faults = refused.length > 0 ? refused : found;
  const leftOut = linesLeftOut(text);
  const changed = draft.typed !== null && draft.typed !== standing;
  const stale = changed && draft.over !== config.hash && !save.running;
  const goTo = (line: number) => {
    const { current } = box;
    if (current === null) return;
    const lines = current.value.split("\n").length;
    current.focus();
    current.setSelectionRange(...spanOfLine(current.value, line));
    current.scrollTop = ((line - 3) * current.scrollHeight) / lines;
  };
  return (
    <>
      {leftOut.length > 0 && (
        <div className="mb-3">
          <Banner shape="card" tone="info">
            {t("leftOut", { n: leftOut.length, lines: leftOut.join(", ") })}
          </Banner>
        </div>
      )}
      <TextBox
        ref={box}
        text={text}
        faulty={faults.flatMap(({ line }) => line ?? [])}
        onType={(typed) => {
          save.clear();
          draft.type(typed);
        }}
      />
      <Faults faults={faults} title={t("faults", { n: faults.length })} onLine={goTo} />
      {save.error !== null && refused.length === 0 && <Refusal error={save.error} />}
      {changed && (
        <SaveBar
          words={faults.length > 0 ? t("mendFirst") : leftOut.length > 0 ? t("secretFirst") : t("textChanged")}
          above={stale && <Newer onTake={() => draft.type(null)} onKeep={draft.rebase} />}
          saving={save.running}
          blocked={faults.length > 0 || leftOut.length > 0 || stale}
          onDiscard={() => {
            save.clear();
            draft.type(null);
          }}
          onSave={() => void save.run(text)}
        />
      )}
    </>
  );
}

/** What the server finds wrong with a text, a moment after the last key. */
function useFaults(typed: string | null, path: string): readonly Fault[] {
  const parley = useParley();
  const clock = useClock();
  const [faults, setFaults] = useState<readonly Fault[]>([]);
  useEffect(() => {
    if (typed === null) {
      setFaults([]);
      return;
    }
    const stop = new AbortController();
    const look = async () => {
      try {
        const { issues } = await parley.call("config.validate", { raw: typed }, { signal: stop.signal });
        if (!stop.signal.aborted) setFaults(faultsOf(issues, path));
      } catch {
        // Nobody looked it through now: saving does, and says what is wrong.
        if (!stop.signal.aborted) setFaults([]);
      }
    };
    const cancel = clock.after(lookMs, () => void look());
    return () => {
      cancel();
      stop.abort();
    };
  }, [typed, path, parley, clock]);
  return faults;
}
