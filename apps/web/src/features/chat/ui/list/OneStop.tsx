import { oneStop } from "./arrow-keys.ts";

const hold = (own: HTMLElement | null) => oneStop(own?.parentElement ?? null);

/** Stands in what `moveByArrows` walks, and makes of it one stop of Tab. */
export function OneStop() {
  return <span hidden ref={hold} />;
}
