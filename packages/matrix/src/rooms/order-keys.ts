/** Keys of `m.space.child`'s `order` are compared by code points and at most 50 long (specification 1.17, 11.34.1.2). */
const first = 0x20;
const last = 0x7e;
const longest = 50;

/** A key between two others; null is the end on that side. Null when none of at most 50 characters lies there. */
export function keyBetween(before: string | null, after: string | null): string | null {
  let key = "";
  for (let at = 0; at < longest; at++) {
    // Once the key has left one of the two, that one binds it no more.
    const underBefore = before?.startsWith(key) === true;
    const underAfter = after?.startsWith(key) === true;
    const from = underBefore && at < before.length ? before.charCodeAt(at) : first - 1;
    const to = underAfter && at < after.length ? after.charCodeAt(at) : last + 1;
    if (to - from > 1) return key + String.fromCharCode(Math.floor((from + to) / 2));
    if (underBefore && at < before.length) key += before.charAt(at);
    else if (to > first && to <= last) key += String.fromCharCode(first);
    else return null;
  }
  return null;
}

/**
 * The new keys that put `ids` into their order, with as few changes as can be: those whose keys rise already keep them.
 * `keys` holds the present ones; null or missing sorts after all that have one.
 */
export function newKeys(ids: readonly string[], keys: ReadonlyMap<string, string | null>): Map<string, string> {
  const kept = risingKeys(ids.map((id) => keys.get(id) ?? null));
  const changed = new Map<string, string>();
  let before: string | null = null;
  for (const [at, id] of ids.entries()) {
    const own: string | null = keys.get(id) ?? null;
    if (kept.has(at) && own !== null) {
      before = own;
      continue;
    }
    const next = ids.findIndex((_other, later) => later > at && kept.has(later));
    const after: string | null = next === -1 ? null : (keys.get(ids[next] ?? "") ?? null);
    const key = keyBetween(before, after);
    if (key === null) return afresh(ids);
    changed.set(id, key);
    before = key;
  }
  return changed;
}

/** Even keys with room between them. */
function afresh(ids: readonly string[]): Map<string, string> {
  return new Map(ids.map((id, at) => [id, `m${String(at).padStart(5, "0")}`]));
}

/** Positions of a longest strictly rising run of keys. */
function risingKeys(keys: readonly (string | null)[]): ReadonlySet<number> {
  const lengths: number[] = [];
  const previous: number[] = [];
  let best = -1;
  for (const [at, key] of keys.entries()) {
    lengths[at] = 0;
    previous[at] = -1;
    if (key === null || !isKey(key)) continue;
    lengths[at] = 1;
    for (let earlier = 0; earlier < at; earlier++) {
      const other = keys[earlier] ?? null;
      const length = lengths[earlier] ?? 0;
      if (other === null || length === 0 || other >= key || length < (lengths[at] ?? 0)) continue;
      lengths[at] = length + 1;
      previous[at] = earlier;
    }
    if (best === -1 || (lengths[at] ?? 0) > (lengths[best] ?? 0)) best = at;
  }
  const kept = new Set<number>();
  for (let at = best; at !== -1; at = previous[at] ?? -1) kept.add(at);
  return kept;
}

function isKey(key: string): boolean {
  if (key.length === 0 || key.length > longest) return false;
  for (let at = 0; at < key.length; at++) {
    const code = key.charCodeAt(at);
    if (code < first || code > last) return false;
  }
  return true;
}
