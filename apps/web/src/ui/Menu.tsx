import {
  type ComponentProps,
  cloneElement,
  type MouseEvent,
  type ReactElement,
  type KeyboardEvent as ReactKeyboardEvent,
  useContext,
  useId,
  useState,
} from "react";
import { flushSync } from "react-dom";
import { useBackCloses } from "./back.ts";
import { LateFailed, onTurning, useLate } from "./late.ts";
import { menuLayer } from "./layers.ts";
import type { ButtonMenu, Entry, OneOf, PlacedMenu } from "./MenuLayer.tsx";

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
  sheet,
  onOpenChange,
}: Pick<ButtonMenu, "children"> &
  Partial<Pick<ButtonMenu, "onOpenChange" | "side" | "align" | "sheet">> & { readonly trigger: MenuTrigger }) {
  const [open, setOpen] = useState(false);
  const change = (next: boolean) => {
    setOpen(next);
    onOpenChange?.(next);
  };
  useBackCloses(open, () => change(false));
  // Made when it is first asked for: each room brings its own, and most are never opened.
  const [made, setMade] = useState(false);
  const layer = useLate(menuLayer, open, () => change(false));
  const failed = useContext(LateFailed);
  const id = useId();
  if (open && layer !== null && !made) setMade(true);
  if (layer !== null && (open || made)) {
    return (
      <layer.OfButton
        trigger={trigger}
        id={id}
        open={open}
        onOpenChange={change}
        side={side}
        align={align}
        sheet={sheet}
      >
        {children}
      </layer.OfButton>
    );
  }
  /** What came by a key is told to the button that takes this one's place: it leads into the list. */
  const handOver = (tell: (button: HTMLElement) => void): void => {
    if (menuLayer.now === null) {
      const at = document.activeElement;
      let turned = false;
      const stop = onTurning(() => {
        turned = true;
      });
      menuLayer.load().then(
        () => {
          stop();
          // Who has gone on meanwhile, or pressed twice, is led nowhere.
          if (document.activeElement === at && !turned) handOver(tell);
          else setMade(true);
        },
        () => {
          stop();
          if (!turned) failed();
        },
      );
      return;
    }
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

/** A menu where one has pressed (CSS pixels), for rows without a button of their own. The focus returns to `from`. */
export function MenuAt(props: PlacedMenu) {
  useBackCloses(true, props.onClose);
  const layer = useLate(menuLayer, true, props.onClose);
  return layer === null ? null : <layer.AtPoint {...props} />;
}

// What stands in a menu is drawn when its code is there.

export function MenuItem(props: Entry) {
  const layer = menuLayer.now;
  return layer === null ? null : <layer.Item {...props} />;
}

/** One of several under a heading, the chosen one marked. */
export function MenuChoices<V extends string>(props: OneOf<V>) {
  const layer = menuLayer.now;
  return layer === null ? null : <layer.Choices {...props} />;
}

export function MenuSeparator() {
  const layer = menuLayer.now;
  return layer === null ? null : <layer.Separator />;
}
