import { Check } from "lucide-react";
import { useStrings } from "../../../shared/use-strings.ts";
import { cx } from "../../../ui/cx.ts";
import { strings } from "../strings/index.ts";

export interface StepLine<S extends string> {
  readonly step: S;
  readonly label: string;
  readonly hint?: string;
}

/** What is done, what is under way and what is to come, in words. */
export function Steps<S extends string>({
  lines,
  current,
}: {
  readonly lines: readonly StepLine<S>[];
  readonly current: S;
}) {
  const t = useStrings(strings);
  const at = lines.findIndex(({ step }) => step === current);
  return (
    <ol aria-live="polite" className="grid gap-3">
      {lines.map(({ step, label, hint }, index) => {
        const state = index < at ? "done" : index === at ? "underWay" : "toCome";
        return (
          <li key={step} aria-current={state === "underWay" ? "step" : undefined} className="flex gap-3">
            <span aria-hidden="true" className="grid size-5 shrink-0 place-items-center">
              {state === "done" && <Check className="size-5 text-good" strokeWidth={1.75} />}
              {state === "underWay" && (
                <span className="size-4 animate-turn rounded-full border-2 border-accent border-t-transparent" />
              )}
              {state === "toCome" && <span className="size-1.5 rounded-full bg-ink-3 forced:bg-canvas-text" />}
            </span>
            <div className="min-w-0">
              <div className={cx("wrap-anywhere text-14", state === "toCome" ? "text-ink-2" : "font-medium text-ink")}>
                {label}
                <span className="sr-only">, {t(state)}</span>
              </div>
              {state === "underWay" && hint !== undefined && <div className="text-13 text-ink-2">{hint}</div>}
            </div>
          </li>
        );
      })}
    </ol>
  );
}
