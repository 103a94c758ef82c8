import { type ReadonlySignal, signal } from "@parley/kernel";
import type { LucideIcon } from "lucide-react";
import { createContext, useContext, useEffect, useRef } from "react";

/** Something that can be done now, offered by the quick switcher. */
export interface Action {
  readonly id: string;
  /** A verb that names the effect, in the chosen language. */
  readonly label: string;
  /** Other words that it is found by. */
  readonly words?: string;
  readonly icon: LucideIcon;
  /** Its shortcut, as `useShortcut` takes it. */
  readonly keys?: string;
}

export interface OfferedAction extends Action {
  readonly run: () => void;
}

/** Everything that can be done now, wherever it is offered. */
export interface Actions {
  readonly all: ReadonlySignal<readonly OfferedAction[]>;
  add(action: OfferedAction): () => void;
}

export function createActions(): Actions {
  const all = signal<readonly OfferedAction[]>([]);
  return {
    all,
    add(action) {
      all.value = [...all.peek(), action];
      return () => {
        all.value = all.peek().filter((other) => other !== action);
      };
    },
  };
}

export const ActionsContext = createContext<Actions>(createActions());

/** Offers an action while the component stands; null: it cannot be done. */
export function useAction(action: Action | null, run: () => void): void {
  const actions = useContext(ActionsContext);
  const latest = useRef(run);
  useEffect(() => {
    latest.current = run;
  });
  const { id, label, words = "", icon, keys } = action ?? {};
  useEffect(() => {
    if (id === undefined || label === undefined || icon === undefined) return;
    return actions.add({
      id,
      label,
      words,
      icon,
      ...(keys === undefined ? {} : { keys }),
      run: () => latest.current(),
    });
  }, [actions, id, label, words, icon, keys]);
}
