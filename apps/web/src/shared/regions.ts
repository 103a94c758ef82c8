/**
 * F6: the big parts of the screen, in the order in which they stand in the document. A part says
 * `data-region="list"` and `tabIndex={-1}`, where it can hold nothing that takes the focus; focus comes back to where it
 * was inside it. One that is made of others gives way to them. What cannot wait says `data-region-urgent`: the next
 * press leads there, wherever one is, and once one was there it is a part like all others.
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
  const visible = [...root.querySelectorAll<HTMLElement>("[data-region]")].filter(isSeen);
  const regions = visible.filter((region) => !visible.some((other) => other !== region && region.contains(other)));
  const here = root.activeElement ?? root.body;
  const urgent = regions.find((region) => "regionUrgent" in region.dataset && !wasIn(region, here));
  // Also from what lies between them, such as the header of a room.
  const side = step === 1 ? Node.DOCUMENT_POSITION_FOLLOWING : Node.DOCUMENT_POSITION_PRECEDING;
  const beyond = regions.filter((region) => !region.contains(here) && here.compareDocumentPosition(region) & side);
  const next = step === 1 ? (beyond[0] ?? regions[0]) : (beyond.at(-1) ?? regions.at(-1));
  const region = urgent ?? next;
  if (region !== undefined) focusRegion(region);
}

/** Gives the focus to the region of this name that is on screen, where nothing else has it. */
export function focusLost(root: Document, name: string): void {
  if (root.activeElement !== null && root.activeElement !== root.body) return;
  const region = [...root.querySelectorAll<HTMLElement>(`[data-region="${name}"]`)].find(isSeen);
  if (region !== undefined) focusRegion(region);
}

const wasIn = (region: Element, here: Element): boolean => region.contains(here) || lastFocused.has(region);

/** Rooms that are drawn behind the one in view, and what is folded away, are in the document, too. */
const isSeen = (element: Element): boolean => element.checkVisibility?.() ?? true;

/** Whether an element stands in what is seen of its region: one that was scrolled away is not where one is. */
function isInView(element: Element, region: Element): boolean {
  const box = element.getBoundingClientRect();
  const frame = region.getBoundingClientRect();
  const bottom = Math.min(frame.bottom, window.innerHeight);
  return box.bottom >= Math.max(frame.top, 0) && box.top <= bottom;
}

/** Where one begins, wherever it is scrolled to. */
const starts = '[data-region-start], [aria-current="page"]';
/** What can take the focus, in the order of the document. */
const stops = 'a[href], button:not([disabled]), input, textarea, [tabindex="0"]';

/** Focuses what was focused in the region before, else its first stop in view, else itself. Scrolls only to what is not. */
function focusRegion(region: HTMLElement): void {
  const before = lastFocused.get(region);
  const inView = (element: Element): boolean => isSeen(element) && isInView(element, region);
  const target =
    before instanceof HTMLElement && region.contains(before) && inView(before)
      ? before
      : ([...region.querySelectorAll<HTMLElement>(starts)].find(isSeen) ??
        // What is drawn beyond the view would move what is being read.
        [...region.querySelectorAll<HTMLElement>(stops)].find(inView));
  (target ?? region).focus({ preventScroll: true });
  const here = region.ownerDocument.activeElement;
  if (here !== null && !inView(here)) here.scrollIntoView({ block: "nearest" });
}
