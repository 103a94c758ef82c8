import type { QueuedItem } from "@parley/matrix";
import { ErrorNote } from "../../../shared/ErrorNote.tsx";
import { useStrings } from "../../../shared/use-strings.ts";
import { useTask } from "../../../shared/use-task.ts";
import { Button } from "../../../ui/Button.tsx";
import { strings } from "../strings/index.ts";
import { wordsOf } from "./item-words.ts";

/** What was taken back while the list stood open, and its way back. */
export interface DeletedItem {
  readonly item: QueuedItem;
  readonly bringBack: () => Promise<void>;
}

/** Stays for as long as the list is looked at: what went by mistake is not gone. */
export function DeletedRow({ deleted, onBack }: { readonly deleted: DeletedItem; readonly onBack: () => void }) {
  const t = useStrings(strings);
  const words = wordsOf(deleted.item, t);
  const undo = useTask(async () => {
    await deleted.bringBack();
    onBack();
  });
  return (
    <div className="border-line border-t py-2">
      <div className="flex items-center gap-x-3">
        <p role="status" dir="auto" className="min-w-0 flex-1 truncate text-14 text-ink-2">
          {t(deleted.item.kind === "message" ? "deleted" : "dropped", { text: words })}
        </p>
        <Button look="ghost" autoFocus onClick={() => void undo.run()} busy={undo.running && t("bringingBack")}>
          {t("undo")}
        </Button>
      </div>
      {undo.error !== null && <ErrorNote error={undo.error} />}
    </div>
  );
}
