import { Menu as Base } from "@base-ui/react/menu";
import { Check } from "lucide-react";
import {
  type ComponentProps,
  cloneElement,
  type MouseEvent,
  type ReactElement,
  type KeyboardEvent as ReactKeyboardEvent,
  type ReactNode,
  useId,
  useState,
} from "react";
import { flushSync } from "react-dom";
import { useBackCloses } from "./back.ts";
import { cx } from "./cx.ts";
import { Kbd } from "./Kbd.tsx";

/** How a menu and what stands in it look, for menus within menus. */
export const menuPopup =
  "max-h-(--available-height) min-w-48 max-w-80 overflow-auto rounded-card bg-float p-1 text-ink shadow-float outline-none transition-opacity data-ending-style:opacity-0 data-starting-style:opacity-0";
export const menuItem =
  "flex min-h-8 cursor-pointer select-none items-center gap-2.5 rounded-control px-2 py-1 text-14 outline-none data-disabled:cursor-default data-disabled:text-ink-3 data-highlighted:bg-float-hover touch:min-h-11";

/** A button that has no press and no keys of its own. */
type MenuTrigger = ReactElement<
  Pick<ComponentProps<"button">, "aria-haspopup" | "aria-expanded" | "onClick" | "onKeyDown">
>;

/** A button that opens a list of actions. `trigger` is the button. */
export function Menu({
  trigger,
  children,
  side = "bottom",
  align = "start",
  onOpenChange,
}: {
  readonly trigger: MenuTrigger;
  readonly children: ReactNode;
  readonly onOpenChange?: (open: boolean) => void;
  readonly side?: "top" | "right" | "bottom" | "left";
  readonly align?: "start" | "center" | "end";
}) {
  const [open, setOpen] = useState(false);
  const change = (next: boolean) => {
    setOpen(next);
    onOpenChange?.(next);
  };
  useBackCloses(open, () => change(false));
  // Made when it is first asked for: each room brings its own, and most are never opened.
  const [made, setMade] = useState(false);
  const id = useId();
  if (open && !made) setMade(true);
  if (!open && !made) {
    /** What came by a key is told to the button that takes this one's place: it leads into the list. */
    const handOver = (tell: (button: HTMLElement) => void) => {
      flushSync(() => setMade(true));
      const button = document.getElementById(id);
      if (button === null) return;
      button.focus({ preventScroll: true });
      tell(button);
    };
    return cloneElement(trigger, {
      "aria-haspopup": "menu",
      "aria-expanded": false,
      onClick(event: MouseEvent) {
        if (event.detail === 0) handOver((button) => button.click());
        else change(true);
      },
      onKeyDown(event: ReactKeyboardEvent) {
        const { key } = event;
        if (key !== "ArrowDown" && key !== "ArrowUp") return;
        event.preventDefault();
        handOver((button) =>
          button.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true })),
        );
      },
    });
  }
  return (
    <Base.Root open={open} onOpenChange={(next) => change(next)}>
      <Base.Trigger id={id} render={trigger} />
      <Base.Portal>
        <Base.Positioner side={side} align={align} sideOffset={4} className="z-50 outline-none">
          <Base.Popup className={menuPopup}>{children}</Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

/** A menu where one has pressed (CSS pixels), for rows without a button of their own. The focus returns to `from`. */
export function MenuAt({
  label,
  at: { x, y },
  from,
  onClose,
  children,
}: {
  readonly label: string;
  readonly at: { readonly x: number; readonly y: number };
  readonly from: HTMLElement;
  readonly onClose: () => void;
  readonly children: ReactNode;
}) {
  useBackCloses(true, onClose);
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

export function MenuItem({
  icon,
  keys,
  danger = false,
  disabled = false,
  onSelect,
  children,
}: {
  readonly icon?: ReactNode;
  readonly keys?: string;
  readonly danger?: boolean;
  readonly disabled?: boolean;
  readonly onSelect: () => void;
  readonly children: ReactNode;
}) {
  return (
    <Base.Item disabled={disabled} onClick={onSelect} className={cx(menuItem, danger && "text-danger")}>
      {icon !== undefined && <span className={cx("shrink-0", !danger && "text-ink-2")}>{icon}</span>}
      <span className="min-w-0 flex-1">{children}</span>
      {keys !== undefined && <Kbd keys={keys} />}
    </Base.Item>
  );
}

/** One of several under a heading, the chosen one marked. */
export function MenuChoices<V extends string>({
  label,
  value,
  options,
  onChange,
}: {
  readonly label: string;
  readonly value: V;
  readonly options: readonly { readonly value: V; readonly label: string }[];
  readonly onChange: (value: V) => void;
}) {
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

export function MenuSeparator() {
  return <Base.Separator className="mx-2 my-1 h-hair bg-line" />;
}
