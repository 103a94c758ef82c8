import { Popover as Base } from "@base-ui/react/popover";
import { type ReactElement, type ReactNode, useContext } from "react";
import { cx } from "./cx.ts";
import { LayerLook } from "./layer-look.ts";
import { sheetGrip, sheetLook, sheetPlace, sheetScrim } from "./sheet.ts";
import { useWords } from "./words.ts";

const isPhone = (): boolean => globalThis.matchMedia?.("(width < 720px)").matches === true;

export interface ButtonPopover {
  readonly trigger: ReactElement;
  /** Names the layer; read out, not shown. */
  readonly title: string;
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly side: "top" | "right" | "bottom" | "left";
  readonly align: "start" | "center" | "end";
  /** On a phone it is a sheet at the lower edge, over a scrim. */
  readonly sheet: boolean;
  readonly children: ReactNode;
}

export function OfButton({ trigger, title, open, onOpenChange, side, align, sheet, children }: ButtonPopover) {
  const words = useWords();
  const look = useContext(LayerLook);
  return (
    <Base.Root open={open} onOpenChange={(next) => onOpenChange(next)} modal={sheet && isPhone()}>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        {sheet && <Base.Backdrop className={sheetScrim} />}
        <Base.Positioner side={side} align={align} sideOffset={4} className={cx("z-50", sheet && sheetPlace)}>
          <Base.Popup
            className={cx(
              look,
              "max-h-(--available-height) max-w-90 overflow-y-auto overscroll-contain rounded-card bg-float p-3 text-ink shadow-float outline-none transition-opacity data-ending-style:opacity-0 data-starting-style:opacity-0",
              sheet && cx(sheetLook, "phone:px-6"),
            )}
          >
            {sheet && <span aria-hidden="true" className={sheetGrip} />}
            <Base.Title className="sr-only">{title}</Base.Title>
            {children}
            {sheet && <Base.Close className="sr-only desk:hidden">{words.close}</Base.Close>}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
