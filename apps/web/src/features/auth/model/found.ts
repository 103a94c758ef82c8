import type { FoundHomeserver } from "@parley/matrix";

/** What was found on the page before: the next one needs not ask again. Gone with a reload, which asks anew. */
const known = new Map<string, FoundHomeserver>();

export function rememberFound(found: FoundHomeserver): void {
  known.set(found.name, found);
}

export function recallFound(name: string): FoundHomeserver | null {
  return known.get(name) ?? null;
}
