import { type ReactNode, useId, useRef } from "react";
import { ErrorNote } from "../../../../shared/ErrorNote.tsx";
import { useStrings } from "../../../../shared/use-strings.ts";
import type { Task } from "../../../../shared/use-task.ts";
import { Button } from "../../../../ui/Button.tsx";
import { Dialog, type DialogProps } from "../../../../ui/Dialog.tsx";
import { dialogStrings } from "./strings/index.ts";

/** The longest name that we give to a server, channel or category. Characters. */
export const longestName = 80;

/** Trims a name, and says what is wrong with it. */
export function checkName(value: string): { readonly name: string; readonly fault: "empty" | "long" | null } {
  const name = value.trim().replace(/\s+/gu, " ");
  return { name, fault: name === "" ? "empty" : [...name].length > longestName ? "long" : null };
}

/**
 * Where the focus goes after a dialog that leads somewhere: `leave` says that it does, and what opens there takes it. To
 * what had it before otherwise.
 */
export function useLeading(): { readonly focusAfter: NonNullable<DialogProps["focusAfter"]>; leave(): void } {
  const left = useRef(false);
  return {
    focusAfter: () => (left.current ? null : undefined),
    leave() {
      left.current = true;
    },
  };
}

/** A dialog that makes one thing: fields, the failure in words, *Cancel* and one verb. */
export function FormDialog({
  title,
  description,
  verb,
  doing,
  task,
  onClose,
  focusAfter,
  children,
}: {
  readonly title: string;
  readonly description?: ReactNode;
  readonly verb: string;
  readonly doing: string;
  readonly task: Task<[]>;
  readonly onClose: () => void;
  readonly focusAfter?: DialogProps["focusAfter"];
  readonly children: ReactNode;
}) {
  const t = useStrings(dialogStrings);
  const form = useId();
  return (
    <Dialog
      open
      onClose={onClose}
      title={title}
      description={description}
      {...(focusAfter === undefined ? {} : { focusAfter })}
      actions={
        <>
          <Button onClick={onClose}>{t("cancel")}</Button>
          <Button look="primary" type="submit" form={form} busy={task.running && doing}>
            {verb}
          </Button>
        </>
      }
    >
      <form
        id={form}
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          void task.run();
        }}
      >
        {children}
        {task.error !== null && <ErrorNote error={task.error} />}
      </form>
    </Dialog>
  );
}
