import { type ReadonlySignal, signal } from "@parley/kernel";
import { createContext, useContext, useEffect, useRef } from "react";

export interface Shortcut {
  /** `mod+k`, `alt+shift+ArrowUp`, `F6`; `mod` is Ctrl, or Cmd on a Mac. */
  readonly keys: string;
  /** What it does, in the chosen language; shown in the list of shortcuts. */
  readonly label: string;
  /** Also while text is being typed. */
  readonly whileTyping?: boolean;
  /** Whether it holds at this moment; what it leaves alone goes its usual way. */
  readonly applies?: () => boolean;
}

/** Keys that a part of the screen answers itself while it has the focus, for the list of shortcuts. */
export interface KeyGroup {
  /** Where they hold, in the chosen language. */
  readonly title: string;
  readonly keys: readonly Pick<Shortcut, "keys" | "label">[];
}

interface Entry {
  readonly shortcut: Shortcut;
  readonly run: (event: KeyboardEvent) => void;
}

/** All shortcuts that hold now, and the one listener that serves them. */
export interface Shortcuts {
  readonly all: ReadonlySignal<readonly Shortcut[]>;
  add(shortcut: Shortcut, run: (event: KeyboardEvent) => void): () => void;
  /** What else the list of shortcuts shows: nothing is bound. */
  readonly listed: ReadonlySignal<readonly KeyGroup[]>;
  list(group: KeyGroup): () => void;
  /** Takes a key press; true when a shortcut answered it. */
  handle(event: KeyboardEvent): boolean;
}

export function createShortcuts(isMac: boolean): Shortcuts {
  const all = signal<readonly Shortcut[]>([]);
  const listed = signal<readonly KeyGroup[]>([]);
  let entries: readonly Entry[] = [];
  const set = (next: readonly Entry[]) => {
    entries = next;
    all.value = next.map((entry) => entry.shortcut);
  };
  return {
    all,
    listed,
    list(group) {
      listed.value = [...listed.peek(), group];
      return () => {
        listed.value = listed.peek().filter((other) => other !== group);
      };
    },
    add(shortcut, run) {
      const entry = { shortcut, run };
      set([...entries, entry]);
      return () => set(entries.filter((other) => other !== entry));
    },
    handle(event) {
      if (event.defaultPrevented || event.isComposing) return false;
      const typing = isTyping(event.target);
      // The one bound last stands on top: a dialog's before the page's.
      const entry = entries.findLast(
        ({ shortcut }) =>
          matches(shortcut.keys, event, isMac) &&
          (!typing || (shortcut.whileTyping ?? true)) &&
          (shortcut.applies?.() ?? true),
      );
      if (entry === undefined) return false;
      event.preventDefault();
      entry.run(event);
      return true;
    },
  };
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || target.matches("input:not([type=checkbox]):not([type=radio]), textarea, select");
}

function matches(keys: string, event: KeyboardEvent, isMac: boolean): boolean {
  const parts = keys.split("+");
  const key = parts.pop() ?? "";
  const wants = (name: string) => parts.includes(name);
  const mod = wants("mod");
  return (
    event.key.toLowerCase() === key.toLowerCase() &&
    event.ctrlKey === (wants("ctrl") || (mod && !isMac)) &&
    event.metaKey === (mod && isMac) &&
    event.altKey === wants("alt") &&
    // On many layouts a sign such as / is typed with Shift: only letters and named keys care about it.
    (event.shiftKey === wants("shift") || (key.length === 1 && !/[a-z]/i.test(key)))
  );
}

const names: Readonly<Record<string, string>> = {
  ArrowUp: "↑",
  ArrowDown: "↓",
  ArrowLeft: "←",
  ArrowRight: "→",
  Escape: "Esc",
};

/** Keys as they are printed, parted by spaces: `Ctrl K`, `⌘ K`. */
export function printedKeys(keys: string, isMac: boolean): string {
  const modifier: Readonly<Record<string, string>> = isMac
    ? { mod: "⌘", alt: "⌥", shift: "⇧", ctrl: "⌃" }
    : { mod: "Ctrl", alt: "Alt", shift: "Shift", ctrl: "Ctrl" };
  if (keys === "+") return keys;
  return keys
    .split("+")
    .map((part) => modifier[part] ?? names[part] ?? (part.length === 1 ? part.toUpperCase() : part))
    .join(" ");
}

export const ShortcutsContext = createContext<Shortcuts>(createShortcuts(false));

const always = (): boolean => true;

/** Binds keys while the component stands. `applies` must stay the same function. */
export function useShortcut(shortcut: Shortcut, run: (event: KeyboardEvent) => void): void {
  const shortcuts = useContext(ShortcutsContext);
  const latest = useRef(run);
  useEffect(() => {
    latest.current = run;
  });
  const { keys, label, whileTyping = true, applies = always } = shortcut;
  useEffect(
    () => shortcuts.add({ keys, label, whileTyping, applies }, (event) => latest.current(event)),
    [shortcuts, keys, label, whileTyping, applies],
  );
}

/** Shows a part's own keys in the list of shortcuts while the component stands. `group` must stay the same object. */
export function useListedKeys(group: KeyGroup): void {
  const shortcuts = useContext(ShortcutsContext);
  useEffect(() => shortcuts.list(group), [shortcuts, group]);
}
