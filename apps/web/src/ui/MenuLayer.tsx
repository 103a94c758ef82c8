import { Menu as Base } from "@base-ui/react/menu";
import { Check } from "lucide-react";
import { type ReactElement, type ReactNode, useContext, useLayoutEffect, useRef } from "react";
import { cx } from "./cx.ts";
import { Kbd } from "./Kbd.tsx";
import { LayerLook } from "./layer-look.ts";
import { sheetGrip, sheetLook, sheetPlace, sheetScrim } from "./sheet.ts";

/** How a menu and what stands in it look, for menus within menus. */
export const menuPopup =
  "max-h-(--available-height) min-w-48 max-w-80 overflow-auto rounded-card bg-float p-1 text-ink shadow-float outline-none transition-opacity data-ending-style:opacity-0 data-starting-style:opacity-0";
export const menuItem =
  "flex min-h-8 cursor-pointer select-none items-center gap-2.5 rounded-control px-2 py-1 text-14 outline-none data-disabled:cursor-default data-disabled:text-ink-3 data-highlighted:bg-float-hover touch:min-h-11";

/** Where a menu came from has the focus, if nothing else has: what opens from the menu gives it back there. */
function useOrigin(origin: () => HTMLElement | null): void {
  const find = useRef(origin);
  useLayoutEffect(() => {
    if (document.activeElement === document.body) find.current()?.focus({ preventScroll: true });
  }, []);
}

export interface ButtonMenu {
  readonly trigger: ReactElement;
  readonly id: string;
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly side: "top" | "right" | "bottom" | "left";
  readonly align: "start" | "center" | "end";
  /** On a phone it is a sheet at the lower edge, over a scrim. */
  readonly sheet?: boolean | undefined;
  readonly children: ReactNode;
}

export function OfButton({ trigger, id, open, onOpenChange, side, align, sheet = false, children }: ButtonMenu) {
  const look = useContext(LayerLook);
  // The button that was pressed is drawn anew with its first menu, and the focus went with it.
  useOrigin(() => document.getElementById(id));
  return (
    <Base.Root open={open} onOpenChange={(next) => onOpenChange(next)}>
      <Base.Trigger id={id} render={trigger} />
      <Base.Portal>
        {sheet && <Base.Backdrop className={sheetScrim} />}
        <Base.Positioner
          side={side}
          align={align}
          sideOffset={4}
          className={cx("z-50 outline-none", sheet && sheetPlace)}
        >
          <Base.Popup className={cx(look, menuPopup, sheet && cx(sheetLook, "phone:px-4"))}>
            {sheet && <span aria-hidden="true" className={sheetGrip} />}
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

export interface PlacedMenu {
  readonly label: string;
  readonly at: { readonly x: number; readonly y: number };
  readonly from: HTMLElement;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

export function AtPoint({ label, at: { x, y }, from, onClose, children }: PlacedMenu) {
  // A finger that rests takes the focus nowhere.
  useOrigin(() => from);
  return (
    <Base.Root
      open
      onOpenChange={(next) => {
        if (!next) onClose();
      }}
    >
      <Base.Portal>
        <Base.Positioner
          anchor={{ getBoundingClientRect: () => new DOMRect(x, y, 0, 0) }}
          align="start"
          sideOffset={2}
          className="z-50 outline-none"
        >
          <Base.Popup aria-label={label} finalFocus={() => from} className={menuPopup}>
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

export interface Entry {
  readonly icon?: ReactNode;
  readonly keys?: string;
  readonly danger?: boolean;
  readonly disabled?: boolean;
  readonly onSelect: () => void;
  readonly children: ReactNode;
}

export function Item({ icon, keys, danger = false, disabled = false, onSelect, children }: Entry) {
  return (
    <Base.Item disabled={disabled} onClick={onSelect} className={cx(menuItem, danger && "text-danger")}>
      {icon !== undefined && <span className={cx("shrink-0", !danger && "text-ink-2")}>{icon}</span>}
      <span className="min-w-0 flex-1">{children}</span>
      {keys !== undefined && <Kbd keys={keys} />}
    </Base.Item>
  );
}

export interface OneOf<V extends string> {
  readonly label: string;
  readonly value: V;
  readonly options: readonly { readonly value: V; readonly label: string }[];
  readonly onChange: (value: V) => void;
}

export function Choices<V extends string>({ label, value, options, onChange }: OneOf<V>) {
  return (
    <Base.Group>
      <Base.GroupLabel className="px-2 pt-1.5 pb-1 font-medium text-12 text-ink-2">{label}</Base.GroupLabel>
      <Base.RadioGroup value={value} onValueChange={onChange}>
        {options.map((option) => (
          <Base.RadioItem key={option.value} value={option.value} closeOnClick className={menuItem}>
            <span className="grid size-4 shrink-0 place-items-center text-ink-2">
              <Base.RadioItemIndicator>
                <Check aria-hidden="true" className="size-4" strokeWidth={1.75} />
              </Base.RadioItemIndicator>
            </span>
            <span className="min-w-0 flex-1">{option.label}</span>
          </Base.RadioItem>
        ))}
      </Base.RadioGroup>
    </Base.Group>
  );
}

export function Separator() {
  return <Base.Separator className="mx-2 my-1 h-hair bg-line" />;
}
