import { type ComponentProps, cloneElement, type ReactElement, useState } from "react";
import { useBackCloses } from "./back.ts";
import { useLate } from "./late.ts";
import { popoverLayer } from "./layers.ts";
import type { ButtonPopover } from "./PopoverLayer.tsx";

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
}: Pick<ButtonPopover, "title" | "children"> &
  Partial<Pick<ButtonPopover, "open" | "onOpenChange" | "side" | "align" | "sheet">> & {
    readonly trigger: PopoverTrigger;
  }) {
  const [own, setOwn] = useState(false);
  const shown = open ?? own;
  const change = (next: boolean) => {
    setOwn(next);
    onOpenChange?.(next);
  };
  useBackCloses(shown, () => change(false));
  // Made when it is first asked for: there are many on a page, and most are never opened.
  const [made, setMade] = useState(false);
  const layer = useLate(popoverLayer, shown, () => change(false));
  if (shown && layer !== null && !made) setMade(true);
  if (layer === null || (!shown && !made)) {
    return cloneElement(trigger, { "aria-haspopup": "dialog", "aria-expanded": false, onClick: () => change(true) });
  }
  return (
    <layer.OfButton
      trigger={trigger}
      title={title}
      open={shown}
      onOpenChange={change}
      side={side}
      align={align}
      sheet={sheet}
    >
      {children}
    </layer.OfButton>
  );
}
