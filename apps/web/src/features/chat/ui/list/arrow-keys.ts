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
