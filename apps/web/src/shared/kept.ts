import { type ReadonlySignal, signal } from "@parley/kernel";

/** Where it is kept: `localStorage`, or a map in tests. */
export interface KeptStore {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

/** Some values that this browser keeps. */
export interface Kept<T> {
  readonly values: ReadonlySignal<T>;
  set(change: Partial<T>): void;
  /** Another tab has written to the store, under this key (null: all of it). */
  heard(key: string | null): void;
}

/** How loud one hears whom: other people's names are in it, so that signing out takes it away. */
export const voicesKey = "parley.voices";
/**
 * The call that the page before was in, in this tab's store; in the browser's the one that ended when another tab took over.
 * Whose it was and in which room, so that it goes as well.
 */
export const leftCallKey = "parley.left-call";

/** Reads and keeps them; what `wellFormed` does not answer is as in `defaults`. */
export function createKept<T extends object>(
  store: KeptStore,
  key: string,
  defaults: T,
  wellFormed: (raw: Readonly<Record<string, unknown>>) => Partial<T>,
): Kept<T> {
  const read = (): Partial<T> => {
    try {
      const parsed: unknown = JSON.parse(store.getItem(key) ?? "{}");
      return typeof parsed === "object" && parsed !== null ? wellFormed({ ...parsed }) : {};
    } catch {
      return {};
    }
  };
  const values = signal<T>({ ...defaults, ...read() });
  return {
    values,
    heard(changed) {
      if (changed === null || changed === key) values.value = { ...defaults, ...read() };
    },
    set(change) {
      values.value = { ...values.peek(), ...read(), ...change };
      try {
        store.setItem(key, JSON.stringify(values.peek()));
      } catch {
        // Storage is full or forbidden: the choice holds until the tab is closed.
      }
    },
  };
}
