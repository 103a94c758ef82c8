import type { ParleyClient } from "@parley/client";
import { type Signal, signal } from "@parley/kernel";

const counts = new WeakMap<ParleyClient, Signal<number>>();

/** Counts the links that were made here: lists of them are loaded again. */
export function linksMade(parley: ParleyClient): Signal<number> {
  let made = counts.get(parley);
  if (made === undefined) {
    made = signal(0);
    counts.set(parley, made);
  }
  return made;
}
