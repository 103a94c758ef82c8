import { type FocusEvent, type KeyboardEvent, useState } from "react";
import { useSignal } from "../../../../shared/use-signal.ts";
import type { RoomModel } from "../../model/room-model.ts";
import type { TimelineScroll } from "./use-timeline-scroll.ts";

/** How much of the height a page moves: what was last in view stays in view. */
const pagePart = 0.875;

/** Layers that open from a message, from which the focus comes back to where it was. */
const layers = "[role=dialog], [role=alertdialog], [role=menu], [role=listbox]";

/**
 * Lets Tab go on within a message and then out of the timeline: what can be pressed in the others is theirs. They are
 * taken out of its way while the browser looks for the next stop.
 */
function passOthers(log: HTMLElement, message: Element): void {
  const others = [...log.querySelectorAll<HTMLElement>("[data-message]")].filter(
    (other) => other !== message && !other.contains(message) && !other.inert,
  );
  for (const other of others) other.inert = true;
  setTimeout(() => {
    for (const other of others) other.inert = false;
  }, 0);
}

/** Messages that are in view, or else drawn. */
function seenMessages(scroller: HTMLElement | null): readonly HTMLElement[] {
  if (scroller === null) return [];
  const { top, bottom } = scroller.getBoundingClientRect();
  const drawn = [...scroller.querySelectorAll<HTMLElement>("[data-message]")];
  const seen = drawn.filter((row) => {
    const box = row.getBoundingClientRect();
    return box.bottom > top && box.top < bottom;
  });
  return seen.length > 0 ? seen : drawn;
}

/** The focus comes from elsewhere in the page by a key, onto something in a message. */
function isEntry({ target, relatedTarget, currentTarget }: FocusEvent<HTMLElement>): boolean {
  return (
    relatedTarget instanceof Element &&
    !currentTarget.contains(relatedTarget) &&
    relatedTarget.closest(layers) === null &&
    !target.hasAttribute("data-message") &&
    target.matches(":focus-visible")
  );
}

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
      seenMessages(element)
        .at(down ? -1 : 0)
        ?.focus({ preventScroll: true });
    });
  };
  return {
    activeKey,
    focusLast() {
      const last = messages.at(-1);
      if (last !== undefined) focus(last.key);
    },
    onFocus(event: FocusEvent<HTMLElement>) {
      const message = event.target.closest<HTMLElement>("[data-message]");
      const key = message?.dataset.message;
      if (message === null || key === undefined) return;
      if (!isEntry(event) || !messages.some((row) => row.key === key)) {
        if (key !== chosen) setChosen(key);
        return;
      }
      // Whoever comes here by Tab stands on a message first, and on one that is in view.
      const inView = seenMessages(scroll.scroller.current);
      const at = inView.find((each) => each.dataset.message === activeKey) ?? inView.at(-1) ?? message;
      at.focus({ preventScroll: true });
    },
    onKeyDown(event: KeyboardEvent<HTMLElement>) {
      const target = event.target as HTMLElement;
      const message = target.closest("[data-message]");
      if (event.key === "Tab" && message !== null) passOthers(event.currentTarget, message);
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
