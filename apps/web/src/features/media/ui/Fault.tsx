import { codeOf, explain } from "../../../shared/explain.ts";
import { sharedStrings } from "../../../shared/strings/index.ts";
import { useStrings } from "../../../shared/use-strings.ts";
import { mediaStrings } from "../strings/index.ts";

/** Why a file could not be had, in words, and the way to try again. */
export function Fault({ fault, onAgain }: { readonly fault: unknown; readonly onAgain: () => void }) {
  const t = useStrings(mediaStrings);
  const shared = useStrings(sharedStrings);
  const { sentence, details, retryable } = explain(fault, shared);
  return (
    <div role="alert" title={details} className="wrap-anywhere text-center text-13 text-ink">
      {codeOf(fault) === "MATRIX_NOT_FOUND" ? t("gone") : sentence}{" "}
      {retryable && (
        <button
          type="button"
          onClick={onAgain}
          className="min-h-6 rounded-control font-medium underline decoration-line-control underline-offset-4 hover:decoration-current touch:min-h-11"
        >
          {t("again")}
        </button>
      )}
    </div>
  );
}
