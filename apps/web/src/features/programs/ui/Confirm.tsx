import { ErrorNote } from "../../../shared/ErrorNote.tsx";
import { useTask } from "../../../shared/use-task.ts";
import { AlertDialog } from "../../../ui/AlertDialog.tsx";
import { Button } from "../../../ui/Button.tsx";

/** Asks before something ends for good. */
export function Confirm({
  title,
  about,
  keep,
  end,
  ending,
  onClose,
  act,
}: {
  readonly title: string;
  readonly about: string;
  readonly keep: string;
  readonly end: string;
  readonly ending: string;
  readonly onClose: () => void;
  readonly act: () => Promise<void>;
}) {
  const acting = useTask(act);
  return (
    <AlertDialog
      open
      onClose={onClose}
      title={title}
      description={about}
      actions={
        <>
          <Button onClick={onClose}>{keep}</Button>
          <Button look="danger" busy={acting.running && ending} onClick={() => void acting.run()}>
            {end}
          </Button>
        </>
      }
    >
      {acting.error !== null && (
        <div className="mt-4">
          <ErrorNote error={acting.error} onRetry={() => void acting.run()} />
        </div>
      )}
    </AlertDialog>
  );
}
