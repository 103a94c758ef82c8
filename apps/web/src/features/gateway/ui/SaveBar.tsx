import type { ReactNode } from "react";
import { useStrings } from "../../../shared/use-strings.ts";
import { Button } from "../../../ui/Button.tsx";
import { strings } from "../strings/index.ts";

/** What can be done with what was typed, always in sight. */
export function SaveBar({
  words,
  saving,
  blocked,
  above,
  onDiscard,
  onSave,
}: {
  readonly words: string;
  readonly saving: boolean;
  readonly blocked: boolean;
  /** What has to be decided first. */
  readonly above?: ReactNode;
  readonly onDiscard: () => void;
  readonly onSave: () => void;
}) {
  const t = useStrings(strings);
  return (
    <div className="sticky bottom-0 z-10 mt-4 flex flex-wrap items-center justify-end gap-2 border-line border-t bg-content py-3">
      {above}
      <p role="status" className="wrap-anywhere min-w-44 flex-1 text-13 text-ink-2 phone:basis-full">
        {words}
      </p>
      <Button onClick={onDiscard}>{t("discard")}</Button>
      <Button look="primary" disabled={blocked} busy={saving && t("saving")} onClick={onSave}>
        {t("save")}
      </Button>
    </div>
  );
}
