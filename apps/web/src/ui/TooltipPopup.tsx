import { Tooltip as Base } from "@base-ui/react/tooltip";
import { Kbd } from "./Kbd.tsx";
import type { Tip } from "./tips.ts";

/** A tip beside its sign. */
export function TooltipPopup({ tip: { anchor, label, keys, side } }: { readonly tip: Tip }) {
  return (
    <Base.Root open>
      <Base.Portal>
        <Base.Positioner anchor={anchor} side={side} sideOffset={6} className="z-60">
          <Base.Popup
            role="tooltip"
            className="flex max-w-70 items-center gap-2 rounded-control bg-float px-2 py-1 text-12 text-ink shadow-float transition-opacity data-ending-style:opacity-0 data-starting-style:opacity-0"
          >
            {label}
            {keys !== undefined && <Kbd keys={keys} />}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
