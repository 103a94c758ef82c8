/** The one reactive primitive: owned by view-models and packages, subscribed to by screens. */
export {
  batch,
  computed,
  effect,
  type ReadonlySignal,
  type Signal,
  signal,
  untracked,
} from "@preact/signals-core";
