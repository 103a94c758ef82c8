import type { KeyboardEvent } from "react";

/** Arrows, Home and End move between the `[data-stop]` elements of a list; Tab leaves it. */
export function moveByArrows(event: KeyboardEvent<HTMLElement>): void {
  if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const stops = [...event.currentTarget.querySelectorAll<HTMLElement>("[data-stop]")];
  const here = stops.indexOf(document.activeElement as HTMLElement);
  if (here === -1) return;
  const to =
    event.key === "ArrowDown"
      ? Math.min(here + 1, stops.length - 1)
      : event.key === "ArrowUp"
        ? Math.max(here - 1, 0)
        : event.key === "Home"
          ? 0
          : event.key === "End"
            ? stops.length - 1
            : -1;
  if (to === -1) return;
  event.preventDefault();
  stops[to]?.focus();
}

/** One stop of Tab for the whole list: the one that was used last, else the current row, else the first. */
function setStop(list: HTMLElement): void {
  const stops = [...list.querySelectorAll<HTMLElement>("[data-stop]")];
  const focused = stops.find((stop) => stop === document.activeElement);
  const stop = focused ?? stops.find((one) => one.ariaCurrent === "page") ?? stops[0];
  for (const one of stops) {
    const index = one === stop ? 0 : -1;
    if (one.tabIndex !== index || !one.hasAttribute("tabindex")) one.tabIndex = index;
  }
}

/** For what holds a list that `moveByArrows` walks. */
export function oneStop(list: HTMLElement | null): (() => void) | undefined {
  if (list === null) return undefined;
  const set = () => setStop(list);
  const changes = new MutationObserver(set);
  changes.observe(list, { childList: true, subtree: true, attributes: true, attributeFilter: ["aria-current"] });
  list.addEventListener("focusin", set);
  set();
  return () => {
    changes.disconnect();
    list.removeEventListener("focusin", set);
  };
}
