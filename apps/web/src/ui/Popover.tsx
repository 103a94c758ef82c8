import { Popover as Base } from "@base-ui/react/popover";
import { type ComponentProps, cloneElement, type ReactElement, type ReactNode, useState } from "react";
import { useBackCloses } from "./back.ts";
import { cx } from "./cx.ts";
import { useWords } from "./words.ts";

/** Against the place that is reckoned for it: on a phone it rises from the lower edge. */
const sheetPlace = "phone:fixed! phone:inset-x-0! phone:top-auto! phone:bottom-0! phone:transform-none!";
const sheetLook =
  "phone:max-h-5/6 phone:max-w-none phone:rounded-b-none phone:rounded-t-dialog phone:px-6 phone:pt-2 phone:pb-6 phone:transition-all phone:data-starting-style:translate-y-4";
const isPhone = (): boolean => globalThis.matchMedia?.("(width < 720px)").matches === true;

/** A button that has no press of its own. */
export type PopoverTrigger = ReactElement<
  Pick<ComponentProps<"button">, "aria-haspopup" | "aria-expanded" | "onClick">
>;

/** A small layer tied to what opened it. */
export function Popover({
  trigger,
  title,
  children,
  open,
  onOpenChange,
  side = "bottom",
  align = "start",
  sheet = false,
}: {
  readonly trigger: PopoverTrigger;
  /** Names the layer; read out, not shown. */
  readonly title: string;
  readonly children: ReactNode;
  readonly open?: boolean;
  readonly onOpenChange?: (open: boolean) => void;
  readonly side?: "top" | "right" | "bottom" | "left";
  readonly align?: "start" | "center" | "end";
  /** On a phone it is a sheet at the lower edge, over a scrim. */
  readonly sheet?: boolean;
}) {
  const words = useWords();
  const [own, setOwn] = useState(false);
  const shown = open ?? own;
  const change = (next: boolean) => {
    setOwn(next);
    onOpenChange?.(next);
  };
  useBackCloses(shown, () => change(false));
  // Made when it is first asked for: there are many on a page, and most are never opened.
  const [made, setMade] = useState(shown);
  if (shown && !made) setMade(true);
  if (!shown && !made) {
    return cloneElement(trigger, { "aria-haspopup": "dialog", "aria-expanded": false, onClick: () => change(true) });
  }
  return (
    <Base.Root open={shown} onOpenChange={(next) => change(next)} modal={sheet && isPhone()}>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        {sheet && (
          <Base.Backdrop className="fixed inset-0 z-40 bg-scrim transition-opacity duration-enter data-ending-style:opacity-0 data-starting-style:opacity-0 desk:hidden" />
        )}
        <Base.Positioner side={side} align={align} sideOffset={4} className={cx("z-50", sheet && sheetPlace)}>
          <Base.Popup
            className={cx(
              "max-h-(--available-height) max-w-90 overflow-y-auto overscroll-contain rounded-card bg-float p-3 text-ink shadow-float outline-none transition-opacity data-ending-style:opacity-0 data-starting-style:opacity-0",
              sheet && sheetLook,
            )}
          >
            {sheet && (
              <span aria-hidden="true" className="mx-auto mb-4 block h-1 w-9 rounded-full bg-line desk:hidden" />
            )}
            <Base.Title className="sr-only">{title}</Base.Title>
            {children}
            {sheet && <Base.Close className="sr-only desk:hidden">{words.close}</Base.Close>}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
