/** What one look at the page finds. */
export interface Look {
  /** Nothing can be read on the page, or in what it is for. */
  readonly empty: boolean;
  /** Words of what is still being loaded; null: nothing is. */
  readonly loading: string | null;
  /** Grows with each change of the page. */
  readonly changes: number;
  /** Requests that have no answer yet. */
  readonly requests: number;
}

export interface Waits {
  look(): Promise<Look>;
  pause(ms: number): Promise<void>;
  now(): number;
}

const lookMs = 100;
/** So long nothing changes before a page counts as drawn. The stage's far end takes 250 ms. */
const calmMs = 600;
/** Some scenes never come to rest: people speak, a clock runs. Such a page only has to be whole for this long. */
const restlessMs = 3000;
/** A busy machine takes long for the parts of a page. */
const mostMs = 30_000;

/**
 * Waits until a page shows what it is for, however slow the machine is: nothing loads, nothing is empty, nothing changes
 * any more. `loading`: some of it loads for ever, which is the scene's state. Answers what is wrong with the page, or null.
 */
export async function untilReady(waits: Waits, scene: { readonly loading: boolean }): Promise<string | null> {
  const begun = waits.now();
  let whole: number | null = null;
  let calm = begun;
  let seen = -1;
  for (;;) {
    const { empty, loading, changes, requests } = await waits.look();
    const now = waits.now();
    const there = !empty && (scene.loading || (loading === null && requests === 0));
    if (!there) whole = null;
    else whole ??= now;
    if (changes !== seen) calm = now;
    seen = changes;
    if (whole !== null && now - whole >= calmMs && (now - calm >= calmMs || now - whole >= restlessMs)) return null;
    if (now - begun >= mostMs) {
      if (empty) return "The page is empty.";
      return loading === null ? "Parts of the page have not come." : `Still loading: ${loading}`;
    }
    await waits.pause(lookMs);
  }
}
