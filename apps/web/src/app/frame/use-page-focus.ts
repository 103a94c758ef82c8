import { useEffect, useRef } from "react";

/** A dialog that closes gives the focus back a moment later, to what may be gone. */
const settleMs = 150;

/**
 * Who comes to a page by keys stands on its heading, which says where that is: else the focus is nowhere, and Tab begins at
 * the top of the window. `page`: the address of a page of settings and the like; null: elsewhere, where others see to it.
 */
export function usePageFocus(page: string | null): void {
  const before = useRef(page);
  useEffect(() => {
    const same = before.current === page;
    before.current = page;
    if (same || page === null) return;
    const timer = setTimeout(() => {
      if (document.activeElement !== document.body && document.activeElement !== null) return;
      const heading = document.querySelector<HTMLElement>("#content :is(h1, h2)");
      if (heading === null) return;
      heading.tabIndex = -1;
      heading.dataset.bareFocus = "";
      heading.focus({ preventScroll: true });
    }, settleMs);
    return () => clearTimeout(timer);
  }, [page]);
}
