import type { Clock } from "@parley/kernel";

/** What was typed ahead of a field that is not there yet. */
export interface HeldKeys {
  readonly text: string;
  /** Enter came last: the first that is found is meant. */
  readonly entered: boolean;
}

/** Keys that mean something to a field, beside letters. */
const mine = new Set(["Escape", "Enter", "Backspace"]);
const none: HeldKeys = { text: "", entered: false };
/** Its part of the app may have to be fetched; who waits longer gets the keys back. */
const mostMs = 10_000;

let standing: { readonly take: () => HeldKeys } | null = null;

/**
 * From now on what is typed goes nowhere but into the answer of `takeHeldKeys`: the quick switcher may stand late, and its
 * words must not be sent from the field that has the focus. Escape gives it up.
 */
export function holdKeys(clock: Clock, onEscape: () => void): void {
  if (standing !== null) return;
  let letters: string[] = [];
  let entered = false;
  const onKey = (event: KeyboardEvent) => {
    const { key, ctrlKey, metaKey, altKey } = event;
    // With AltGr, which counts as Ctrl and Alt, letters are typed.
    const isLetter = [...key].length === 1 && ctrlKey === altKey && !metaKey;
    // Commands of the browser, and ways elsewhere, stay what they are.
    if (!isLetter && !mine.has(key)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (key === "Escape") {
      take();
      onEscape();
    } else if (entered) return;
    else if (key === "Enter") entered = true;
    else if (key === "Backspace") letters = letters.slice(0, -1);
    else letters.push(key);
  };
  // What comes without a key of its own (a composition, a phone's keyboard).
  const onInput = (event: Event) => {
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  window.addEventListener("keydown", onKey, true);
  window.addEventListener("beforeinput", onInput, true);
  const take = (): HeldKeys => {
    standing = null;
    cancel();
    window.removeEventListener("keydown", onKey, true);
    window.removeEventListener("beforeinput", onInput, true);
    return { text: letters.join(""), entered };
  };
  const cancel = clock.after(mostMs, () => void take());
  standing = { take };
}

/** Ends the holding, and answers what was typed meanwhile. */
export const takeHeldKeys = (): HeldKeys => standing?.take() ?? none;
