/** A pointer rests this long before it is told where it is. */
const delayMs = 400;
/** Who has just read one tip reads the next at once. */
const nextMs = 400;
/** Time to cross the gap between a sign and its tip. */
const graceMs = 120;

export type TipSide = "top" | "right" | "bottom" | "left";

/** How an element says what its tip is: nothing is made for a tip before it is read. */
export interface TipProps {
  readonly "data-tip"?: string | undefined;
  readonly "data-tip-keys"?: string | undefined;
  readonly "data-tip-side"?: TipSide | undefined;
}

export const tipProps = (label: string, keys: string | undefined, side: TipSide = "top"): TipProps => ({
  "data-tip": label,
  "data-tip-keys": keys,
  "data-tip-side": side === "top" ? undefined : side,
});

/** What is shown beside which element. */
export interface Tip {
  readonly anchor: HTMLElement;
  readonly label: string;
  readonly keys: string | undefined;
  readonly side: TipSide;
}

const anchorOf = (target: EventTarget | null): HTMLElement | null =>
  target instanceof Element ? target.closest<HTMLElement>("[data-tip]") : null;

const inTip = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest("[role=tooltip]") !== null;

const sides: Readonly<Record<string, TipSide>> = { right: "right", bottom: "bottom", left: "left" };

function readTip(anchor: HTMLElement): Tip {
  const { tip = "", tipKeys, tipSide = "" } = anchor.dataset;
  return { anchor, label: tip, keys: tipKeys, side: sides[tipSide] ?? "top" };
}

/** Tells which tip is to be shown, by the mouse and by the focus of someone at a keyboard. Answers how to stop. */
export function followTips(page: Document, show: (tip: Tip | null) => void): () => void {
  /** Where the mouse is: what was pressed is not told of again before it was left. */
  let over: HTMLElement | null = null;
  let open: HTMLElement | null = null;
  let closedAt = Number.NEGATIVE_INFINITY;
  let opening: ReturnType<typeof setTimeout> | undefined;
  let closing: ReturnType<typeof setTimeout> | undefined;
  const stay = () => {
    clearTimeout(closing);
    closing = undefined;
  };
  const set = (anchor: HTMLElement | null) => {
    clearTimeout(opening);
    stay();
    if (anchor === open) return;
    if (open !== null) closedAt = performance.now();
    open = anchor;
    show(anchor === null ? null : readTip(anchor));
  };
  const away = () => {
    over = null;
    clearTimeout(opening);
    if (open !== null) closing ??= setTimeout(() => set(null), graceMs);
  };
  const close = () => set(null);

  const onOver = ({ target, pointerType }: PointerEvent) => {
    if (pointerType !== "mouse") return;
    const anchor = anchorOf(target);
    if (anchor === null) {
      if (open !== null && inTip(target)) stay();
      else away();
      return;
    }
    if (anchor === open) stay();
    if (anchor === over) return;
    over = anchor;
    clearTimeout(opening);
    if (anchor === open) return;
    if (open !== null || performance.now() - closedAt < nextMs) set(anchor);
    else opening = setTimeout(() => anchor.isConnected && set(anchor), delayMs);
  };
  const onOut = ({ relatedTarget, pointerType }: PointerEvent) => {
    if (pointerType === "mouse" && relatedTarget === null) away();
  };
  const onFocusIn = ({ target }: FocusEvent) => {
    const anchor = anchorOf(target);
    if (anchor !== null && anchor === target && anchor.matches(":focus-visible")) set(anchor);
  };
  const onFocusOut = ({ target }: FocusEvent) => {
    if (open !== null && open === target && open !== over) set(null);
  };
  page.addEventListener("pointerover", onOver, { passive: true });
  page.addEventListener("pointerout", onOut, { passive: true });
  page.addEventListener("pointerdown", close, { capture: true, passive: true });
  page.addEventListener("keydown", close, { capture: true, passive: true });
  page.addEventListener("focusin", onFocusIn);
  page.addEventListener("focusout", onFocusOut);
  return () => {
    set(null);
    page.removeEventListener("pointerover", onOver);
    page.removeEventListener("pointerout", onOut);
    page.removeEventListener("pointerdown", close, { capture: true });
    page.removeEventListener("keydown", close, { capture: true });
    page.removeEventListener("focusin", onFocusIn);
    page.removeEventListener("focusout", onFocusOut);
  };
}
