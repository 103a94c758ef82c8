import { AlertDialog as Base } from "@base-ui/react/alert-dialog";
import type { ReactNode } from "react";
import { useBackCloses } from "./back.ts";

/** Asks before what cannot be undone. Says what goes and what stays; closing it by Escape is the safe choice. */
export function AlertDialog({
  open,
  onClose,
  title,
  description,
  actions,
  children,
}: {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly title: string;
  readonly description: ReactNode;
  /** The safe choice first. */
  readonly actions: ReactNode;
  readonly children?: ReactNode;
}) {
  useBackCloses(open, onClose);
  return (
    <Base.Root
      open={open}
      onOpenChange={(next) => {
        if (!next) onClose();
      }}
    >
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 z-40 bg-scrim transition-opacity duration-enter data-ending-style:opacity-0 data-starting-style:opacity-0" />
        <Base.Popup className="-translate-x-1/2 -translate-y-1/2 fixed top-1/2 left-1/2 z-50 max-h-5/6 w-11/12 max-w-105 overflow-y-auto rounded-dialog bg-content p-6 text-ink shadow-float outline-none transition-all duration-enter data-ending-style:opacity-0 data-starting-style:scale-98 data-starting-style:opacity-0">
          <Base.Title className="wrap-anywhere text-balance font-semibold text-18">{title}</Base.Title>
          <Base.Description className="wrap-anywhere mt-1.5 text-14 text-ink-2" render={<div />}>
            {description}
          </Base.Description>
          {children}
          <div className="mt-6 flex flex-wrap justify-end gap-2 phone:flex-col phone:*:w-full">{actions}</div>
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}
