/**
 * F6: the big parts of the screen, in the order in which they stand in the document. A part says
 * `data-region="list"` and `tabIndex={-1}`; focus comes back to where it was inside it.
 */
const lastFocused = new WeakMap<Element, Element>();

/** Remembers where the focus was in each region. Returns the way to stop. */
export function watchRegions(root: Document): () => void {
  const remember = (event: FocusEvent) => {
    const target = event.target as Element | null;
    const region = target?.closest?.("[data-region]");
    if (region && target && region !== target) lastFocused.set(region, target);
  };
  root.addEventListener("focusin", remember);
  return () => root.removeEventListener("focusin", remember);
}

/** Moves the focus to the next (`1`) or previous (`-1`) region that is on screen. */
export function moveRegion(root: Document, step: 1 | -1): void {
  const regions = [...root.querySelectorAll<HTMLElement>("[data-region]")].filter(
    (region) => region.checkVisibility?.() ?? true,
  );
  if (regions.length === 0) return;
  const here = regions.findIndex((region) => region.contains(root.activeElement));
  const from = here === -1 ? (step === 1 ? -1 : 0) : here;
  const region = regions[(from + step + regions.length) % regions.length];
  if (region !== undefined) focusRegion(region);
}

/** Focuses what was focused in the region before, else its first stop, else itself. */
function focusRegion(region: HTMLElement): void {
  const before = lastFocused.get(region);
  const target =
    before instanceof HTMLElement && region.contains(before) && before.isConnected
      ? before
      : (region.querySelector<HTMLElement>('[data-region-start], [aria-current="page"]') ??
        region.querySelector<HTMLElement>('a[href], button:not([disabled]), input, textarea, [tabindex="0"]'));
  (target ?? region).focus();
}
