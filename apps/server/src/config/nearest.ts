/** The word of a list that was most likely meant: at most a third of its letters differ. Null: none is near. */
export function nearest(word: string, list: readonly string[]): string | null {
  let best: { readonly word: string; readonly cost: number } | null = null;
  for (const candidate of list) {
    const cost = distance(word, candidate);
    if (
      cost <= Math.max(1, Math.floor(candidate.replace(/^-+/, "").length / 3)) + 1 &&
      cost < (best?.cost ?? Infinity)
    ) {
      best = { word: candidate, cost };
    }
  }
  return best?.word ?? null;
}

/** Letters to change, add, leave out or swap with their neighbour (optimal string alignment). */
function distance(one: string, other: string): number {
  let before: number[] = [];
  let last = Array.from({ length: other.length + 1 }, (_, column) => column);
  for (let row = 1; row <= one.length; row += 1) {
    const next = [row];
    for (let column = 1; column <= other.length; column += 1) {
      const same = one[row - 1] === other[column - 1];
      let cost = Math.min(
        (last[column] ?? 0) + 1,
        (next[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (same ? 0 : 1),
      );
      const swapped = row > 1 && column > 1 && one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1];
      if (swapped) cost = Math.min(cost, (before[column - 2] ?? 0) + 1);
      next.push(cost);
    }
    before = last;
    last = next;
  }
  return last[other.length] ?? 0;
}
