import { Menu as Base } from "@base-ui/react/menu";
import { ChevronRight } from "lucide-react";
import type { ReactNode } from "react";
import { cx } from "./cx.ts";
import { menuItem, menuPopup } from "./MenuLayer.tsx";

/** A line of a menu that opens another one beside it, or where there is room. */
export function SubMenu({
  icon,
  label,
  children,
}: {
  readonly icon?: ReactNode;
  readonly label: string;
  readonly children: ReactNode;
}) {
  return (
    <Base.SubmenuRoot>
      <Base.SubmenuTrigger className={cx(menuItem, "data-popup-open:bg-float-hover")}>
        {icon !== undefined && <span className="shrink-0 text-ink-2">{icon}</span>}
        <span className="min-w-0 flex-1">{label}</span>
        <ChevronRight aria-hidden="true" className="size-4 shrink-0 text-ink-2" strokeWidth={1.75} />
      </Base.SubmenuTrigger>
      <Base.Portal>
        <Base.Positioner sideOffset={-4} alignOffset={-4} collisionPadding={8} className="z-50 outline-none">
          <Base.Popup className={menuPopup}>{children}</Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.SubmenuRoot>
  );
}
