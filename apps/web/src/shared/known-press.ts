import { createKept } from "./kept.ts";

/** Whether whoever uses this browser knows that a finger which rests on something opens its menu. */
export const knownPress = createKept(
  {
    getItem: (key) => localStorage.getItem(key),
    setItem: (key, value) => localStorage.setItem(key, value),
  },
  "parley.press",
  { known: false },
  ({ known }) => (typeof known === "boolean" ? { known } : {}),
);

/** They have done it, or were told and said that they know. */
export function notePress(): void {
  if (!knownPress.values.peek().known) knownPress.set({ known: true });
}
