import type { FoundHomeserver } from "@parley/matrix";
import { localpartOf } from "./username.ts";

/** A homeserver that was found, and who looked for it: a whole user id may have been typed. */
export interface Known {
  readonly found: FoundHomeserver;
  readonly user: string;
}

/** What was found on the page before: the next one needs not ask again. Gone with a reload, which asks anew. */
const known = new Map<string, Known>();

export function rememberFound(found: FoundHomeserver, typed: string): void {
  const words = typed.trim();
  known.set(found.name, { found, user: words.startsWith("@") ? localpartOf(words) : "" });
}

export function recallFound(name: string): Known | null {
  return known.get(name) ?? null;
}
