import type { Call } from "@parley/calls";
import { effect, type ReadonlySignal } from "@parley/kernel";
import type { DeviceChoices, TalkKey } from "./device-choices.ts";

/** What holds the keyboard: the window, or a target of events in tests. */
export interface KeyPort {
  addEventListener(type: string, listener: (event: Event) => void, options: { readonly capture: true }): void;
  removeEventListener(type: string, listener: (event: Event) => void, options: { readonly capture: true }): void;
}

/**
 * While the chosen key is held down the microphone is open, and muted as soon as it is let go or Parley loses the focus.
 * Ends with the call.
 */
export function holdToTalk(call: Call, choices: ReadonlySignal<DeviceChoices>, keys: KeyPort): void {
  /** The key that is held: another may be chosen meanwhile. */
  let held: string | null = null;
  const letGo = () => {
    if (held === null) return;
    held = null;
    void call.setMicrophone(false);
  };
  const down = (event: Event) => {
    const key = choices.peek().talkKey;
    if (!(event instanceof KeyboardEvent) || key === null || sideless(event.code) !== key.code) return;
    if (held !== null) return event.preventDefault();
    if (event.repeat || event.isComposing || isMeantOtherwise(event)) return;
    event.preventDefault();
    held = key.code;
    void call.setMicrophone(true);
  };
  const up = (event: Event) => {
    if (!(event instanceof KeyboardEvent) || held === null || sideless(event.code) !== held) return;
    // A space that is let go would press the button that has the focus.
    event.preventDefault();
    letGo();
  };
  const options = { capture: true } as const;
  keys.addEventListener("keydown", down, options);
  keys.addEventListener("keyup", up, options);
  keys.addEventListener("blur", letGo, options);
  const stop = effect(() => {
    const { state } = call.state.value;
    if (state !== "left" && state !== "failed") return;
    queueMicrotask(() => {
      stop();
      held = null;
      keys.removeEventListener("keydown", down, options);
      keys.removeEventListener("keyup", up, options);
      keys.removeEventListener("blur", letGo, options);
    });
  });
}

/** It is typed, or it works what the keyboard stands on, or it is part of a shortcut. */
function isMeantOtherwise(event: KeyboardEvent): boolean {
  const modifier = /^(Control|Alt|Shift|Meta)/u.test(event.code);
  if (!modifier && (event.ctrlKey || event.altKey || event.metaKey)) return true;
  const { target } = event;
  // Whoever binds the key is not heard for it.
  if (!(target instanceof HTMLElement)) return false;
  const writes = event.key.length === 1;
  if (writes && (target.isContentEditable || target.matches(typed))) return true;
  return event.code === "Space" && target.matches(worked);
}

const typed = "input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable=true]";
/** Reached by keyboard: a click leaves the focus on a button, too, and then nobody means to press it again. */
const worked = ":is(button, a, input, [role]):focus-visible";

/** Keys that move the focus, confirm or close keep what they do. */
const never = new Set(["Escape", "Tab", "Enter", "NumpadEnter", "ContextMenu", "F5", "F6", "MetaLeft", "MetaRight"]);

/** The key of a press, to be kept; null where that one cannot be taken. */
export function talkKeyOf({ code, key }: Pick<KeyboardEvent, "code" | "key">): TalkKey | null {
  if (code === "" || never.has(code) || key === "Dead" || key === "Unidentified") return null;
  return { code: sideless(code), label: labelOf(code, key) };
}

/** Of Shift, Ctrl and Alt either will do. */
const sideless = (code: string): string => code.replace(/^(Control|Alt|Shift)(?:Left|Right)$/u, "$1");

function labelOf(code: string, key: string): string {
  if (code === "Space") return "Space";
  const name = sideless(code);
  if (name !== code) return name === "Control" ? "Ctrl" : name;
  return key.length === 1 ? key.toUpperCase() : key;
}
