import { messageOf } from "@parley/kernel";
import { RotateCcw } from "lucide-react";
import { isMissingPart } from "../shared/missing-part.ts";
import { sharedStrings } from "../shared/strings/index.ts";
import { useStrings } from "../shared/use-strings.ts";
import { Button } from "../ui/Button.tsx";
import { EmptyState } from "../ui/EmptyState.tsx";
import { strings } from "./strings/index.ts";

/** What a part shows that has failed; the rest of the app goes on. */
export function Crash({ error, reset }: { readonly error: unknown; readonly reset: () => void }) {
  const t = useStrings(strings);
  const shared = useStrings(sharedStrings);
  const missing = isMissingPart(error);
  return (
    <div role="alert" className="h-full min-h-0 flex-1 overflow-auto">
      <EmptyState
        icon={<RotateCcw className="size-5" strokeWidth={1.75} />}
        title={t("crashTitle")}
        action={
          missing ? (
            <Button onClick={() => location.reload()}>{shared("reload")}</Button>
          ) : (
            <Button onClick={reset}>{t("reopen")}</Button>
          )
        }
      >
        <p>{missing ? shared("partMissing") : t("crash")}</p>
        {!missing && (
          <p className="wrap-anywhere mt-2 select-text font-mono text-12">
            {error instanceof Error ? `${error.name}: ${error.message}` : messageOf(error)}
          </p>
        )}
      </EmptyState>
    </div>
  );
}
