import { Dialog as Base } from "@base-ui/react/dialog";
import { X } from "lucide-react";
import { type ReactNode, type RefObject, useRef, useState } from "react";
import { useBackCloses } from "./back.ts";
import { cx } from "./cx.ts";
import { IconButton } from "./IconButton.tsx";
import { useWords } from "./words.ts";

const scrim =
  "fixed inset-0 z-40 bg-scrim transition-opacity duration-enter data-ending-style:opacity-0 data-starting-style:opacity-0";
const popup =
  "fixed z-50 flex max-h-full flex-col overflow-hidden bg-content text-ink shadow-float outline-none transition-all duration-enter data-ending-style:opacity-0 data-starting-style:opacity-0 phone:inset-x-0 phone:bottom-0 phone:rounded-t-dialog phone:pb-safe-b phone:data-starting-style:translate-y-4 desk:-translate-x-1/2 desk:-translate-y-1/2 desk:top-1/2 desk:left-1/2 desk:max-h-5/6 desk:w-11/12 desk:rounded-dialog desk:data-starting-style:scale-98";

export interface DialogProps {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly title: string;
  readonly description?: ReactNode;
  /** Buttons at the lower edge, the safe one first. */
  readonly actions?: ReactNode;
  readonly size?: "md" | "lg";
  /** A finger opened it: the focus goes to the layer itself, and no ring stands around its first button. */
  readonly touched?: boolean;
  /** What has the focus first, instead of the first button. */
  readonly first?: RefObject<HTMLElement | null>;
  /** What gets the focus when the layer is gone; null: it goes where it is taken; undefined: what had it before. */
  readonly focusAfter?: () => HTMLElement | null | undefined;
  readonly children?: ReactNode;
}

/** A layer above the page that holds the focus and gives it back. Rises from the lower edge on a phone. */
export function Dialog({
  open,
  onClose,
  title,
  description,
  actions,
  size = "md",
  touched = false,
  first,
  focusAfter,
  children,
}: DialogProps) {
  const words = useWords();
  const layer = useRef<HTMLDivElement>(null);
  // Asked here: a field within may take the focus before anything else has looked where it was.
  const had = () => (open ? document.activeElement : null);
  const [since, setSince] = useState(() => ({ open, had: had() }));
  if (since.open !== open) setSince({ open, had: had() ?? since.had });
  useBackCloses(open, onClose);
  return (
    <Base.Root
      open={open}
      onOpenChange={(next) => {
        if (!next) onClose();
      }}
    >
      <Base.Portal>
        <Base.Backdrop className={scrim} />
        <Base.Popup
          ref={layer}
          {...(touched ? { initialFocus: layer } : first === undefined ? {} : { initialFocus: first })}
          finalFocus={() => {
            const next = focusAfter?.();
            const at = document.activeElement;
            // Who has gone on to something else stays there.
            if (next === undefined && at !== document.body && layer.current?.contains(at) === false) return false;
            const to = next === undefined && since.had !== document.body ? since.had : next;
            if (!(to instanceof HTMLElement && to.isConnected)) return next === undefined;
            // Not by its own way: that gives the focus to the first button within what Tab does not reach.
            to.focus({ preventScroll: true });
            return false;
          }}
          className={cx(popup, size === "lg" ? "desk:max-w-page" : "desk:max-w-110")}
        >
          <header className="flex items-start gap-3 px-6 pt-5">
            <div className="min-w-0 flex-1">
              <Base.Title className={cx("font-semibold text-18", touched ? "truncate" : "wrap-anywhere text-balance")}>
                {title}
              </Base.Title>
              {description !== undefined && (
                <Base.Description className="wrap-anywhere mt-1 text-14 text-ink-2" render={<div />}>
                  {description}
                </Base.Description>
              )}
            </div>
            <Base.Close
              render={
                <IconButton
                  label={words.close}
                  tip={false}
                  className="-mt-1 -mr-2 touch:-mt-2.5"
                  icon={<X aria-hidden="true" className="size-5" strokeWidth={1.75} />}
                />
              }
            />
          </header>
          <div className="min-h-0 flex-1 overflow-y-auto px-6 py-5">{children}</div>
          {actions !== undefined && (
            <footer className="flex flex-wrap justify-end gap-2 px-6 pb-5 phone:flex-col-reverse phone:*:w-full">
              {actions}
            </footer>
          )}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}
