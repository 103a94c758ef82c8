import { type RefObject, useEffect } from "react";
import type { Surface } from "./surface.ts";

/** What has the focus after one has read: a message, the room as a whole, or nothing. What answers keys is not among them. */
const readers = "body, [data-message], main, main [data-region]";
const layers = "[role=dialog], [role=alertdialog], [role=menu], [role=listbox]";

const isSign = ({ key, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean =>
  [...key].length === 1 && key !== " " && !ctrlKey && !metaKey && !altKey;

/** Whoever goes on typing after a click into what was said means the field: the words begin there. */
export function useTypedElsewhere(surface: RefObject<Surface | null>): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing || !isSign(event)) return;
      if (!(event.target instanceof Element) || !event.target.matches(readers)) return;
      if (document.querySelector(layers) !== null) return;
      // Before the letter is put in: it goes where the focus is by then.
      surface.current?.focus();
    };
    // After the shortcuts and the key to speak, which answer first.
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [surface]);
}
