import { useStrings } from "../../../shared/use-strings.ts";
import type { Fault } from "../model/faults.ts";
import { strings } from "../strings/index.ts";

/** What is wrong, line by line; each leads to its line where the text is at hand. */
export function Faults({
  faults,
  title,
  onLine,
}: {
  readonly faults: readonly Fault[];
  readonly title: string;
  readonly onLine?: (line: number) => void;
}) {
  const t = useStrings(strings);
  if (faults.length === 0) return null;
  return (
    <section aria-label={title} className="mt-3 rounded-card bg-danger-soft p-3">
      <h2 className="font-semibold text-13 text-danger">{title}</h2>
      <ul className="mt-1 text-13 text-ink">
        {faults.map(({ line, place, message }) => {
          const where = line === null ? place : t("line", { line: String(line) });
          return (
            <li key={`${place} ${message}`} className="wrap-anywhere py-0.5">
              {line === null || onLine === undefined ? (
                <span className="font-medium">{where}</span>
              ) : (
                <button
                  type="button"
                  onClick={() => onLine(line)}
                  className="min-h-7 rounded-control font-medium underline decoration-line-control underline-offset-4 hover:decoration-current touch:min-h-11"
                >
                  {where}
                </button>
              )}
              {`: ${message}`}
            </li>
          );
        })}
      </ul>
    </section>
  );
}
