/** The first of the items whose sizes add up to at most `most`. */
export function takeWithin<T>(items: readonly T[], sizeOf: (item: T) => number, most: number): T[] {
  const taken: T[] = [];
  let left = most;
  for (const item of items) {
    left -= sizeOf(item);
    if (left < 0) break;
    taken.push(item);
  }
  return taken;
}
