import type { GapItem } from "@parley/matrix";

/** So many pages are fetched unasked while a gap stays in view: a hundred messages each, unless they bring no rows. */
const unasked = 5;

/** Has the gaps in view loaded, one page at a time. What fails, or goes on and on, is left to the button in it. */
export function createGapFiller(fill: (key: string) => void) {
  let key: string | null = null;
  let pages = 0;
  return {
    /** The gaps in view, from top to bottom. */
    look(gaps: readonly GapItem[]): void {
      // From below: what was said last is read first.
      const gap = gaps.at(-1);
      if (gap?.key !== key) pages = 0;
      key = gap?.key ?? null;
      if (gap?.state !== "idle" || pages >= unasked || gaps.some(({ state }) => state === "loading")) return;
      pages += 1;
      fill(gap.key);
    },
  };
}
