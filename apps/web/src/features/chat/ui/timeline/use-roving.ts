import { type FocusEvent, type KeyboardEvent, useState } from "react";
import { useSignal } from "../../../../shared/use-signal.ts";
import type { RoomModel } from "../../model/room-model.ts";
import type { TimelineScroll } from "./use-timeline-scroll.ts";

/** How much of the height a page moves: what was last in view stays in view. */
const pagePart = 0.875;

/** One message is a tab stop; arrows move to the one above and below, also beyond what is drawn. */
export function useRoving(model: RoomModel, scroll: TimelineScroll) {
  const [chosen, setChosen] = useState<string | null>(null);
  const rows = useSignal(model.rows);
  const messages = rows.filter((row) => row.kind === "message");
  const activeKey = messages.some((row) => row.key === chosen) ? chosen : (messages.at(-1)?.key ?? null);

  const focus = (key: string, tries = 4) => {
    setChosen(key);
    const element = scroll.scroller.current?.querySelector<HTMLElement>(`[data-message="${CSS.escape(key)}"]`);
    if (element) {
      element.focus({ preventScroll: true });
      element.scrollIntoView({ block: "nearest" });
    } else if (tries > 0) {
      scroll.toRow(key, "auto");
      requestAnimationFrame(() => focus(key, tries - 1));
    }
  };
  /** Turns a page. The focus goes with it: the row that had it may be drawn no more. */
  const page = (down: boolean) => {
    const element = scroll.scroller.current;
    if (element === null) return;
    element.scrollTop += element.clientHeight * (down ? pagePart : -pagePart);
    // The rows of the page are drawn by then.
    requestAnimationFrame(() => {
      const { top, bottom } = element.getBoundingClientRect();
      const drawn = [...element.querySelectorAll<HTMLElement>("[data-message]")];
      const seen = drawn.filter((row) => {
        const box = row.getBoundingClientRect();
        return box.bottom > top && box.top < bottom;
      });
      const list = seen.length > 0 ? seen : drawn;
      list.at(down ? -1 : 0)?.focus({ preventScroll: true });
    });
  };
  return {
    activeKey,
    focusLast() {
      const last = messages.at(-1);
      if (last !== undefined) focus(last.key);
    },
    onFocus(event: FocusEvent<HTMLElement>) {
      const key = event.target.closest<HTMLElement>("[data-message]")?.dataset.message;
      if (key !== undefined && key !== chosen) setChosen(key);
    },
    onKeyDown(event: KeyboardEvent<HTMLElement>) {
      const target = event.target as HTMLElement;
      const here = target.dataset.message;
      if (here === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
      if (event.key === "PageUp" || event.key === "PageDown") {
        event.preventDefault();
        page(event.key === "PageDown");
        return;
      }
      const index = messages.findIndex((row) => row.key === here);
      const to =
        event.key === "ArrowUp"
          ? index - 1
          : event.key === "ArrowDown"
            ? index + 1
            : event.key === "Home"
              ? 0
              : event.key === "End"
                ? messages.length - 1
                : -1;
      const next = messages[to];
      if (to < 0 || next === undefined) return;
      event.preventDefault();
      focus(next.key);
    },
  };
}
