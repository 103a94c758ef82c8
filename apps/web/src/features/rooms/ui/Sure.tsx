import type { ReactNode } from "react";
import { ErrorNote } from "../../../shared/ErrorNote.tsx";
import { useStrings } from "../../../shared/use-strings.ts";
import { useTask } from "../../../shared/use-task.ts";
import { Button } from "../../../ui/Button.tsx";
import { strings } from "../strings/index.ts";

/** A question in the place of what was pressed: what it means, the way back, the deed. */
export function Sure({
  title,
  about,
  verb,
  doing,
  act,
  onClose,
  children,
}: {
  readonly title: string;
  readonly about: string;
  readonly verb: string;
  readonly doing: string;
  readonly act: () => Promise<void>;
  readonly onClose: () => void;
  readonly children?: ReactNode;
}) {
  const t = useStrings(strings);
  const task = useTask(async () => {
    await act();
    onClose();
  });
  return (
    <section aria-label={title} className="flex flex-col gap-3 border-line border-t pt-3">
      <div>
        <h3 className="wrap-anywhere font-semibold text-14 text-ink">{title}</h3>
        <p className="mt-0.5 text-13 text-ink-2">{about}</p>
      </div>
      {children}
      {task.error !== null && <ErrorNote error={task.error} />}
      <div className="flex flex-wrap justify-end gap-2">
        <Button autoFocus onClick={onClose}>
          {t("cancel")}
        </Button>
        <Button look="danger" busy={task.running && doing} onClick={() => void task.run()}>
          {verb}
        </Button>
      </div>
    </section>
  );
}
