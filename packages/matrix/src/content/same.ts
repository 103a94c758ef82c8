/** Whether two values of plain data are alike. Objects are compared by their own members, arrays by order. */
export function same(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b)) {
    if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
    return a.every((value, at) => same(value, b[at]));
  }
  const left = Object.entries(a);
  const right: Readonly<Record<string, unknown>> = { ...b };
  if (left.length !== Object.keys(right).length) return false;
  return left.every(([key, value]) => key in right && same(value, right[key]));
}
