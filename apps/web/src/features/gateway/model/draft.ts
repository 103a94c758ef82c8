/** What was typed and not saved, and the hash of the file that it was typed over. */
export interface Draft<T> {
  readonly hash: string;
  readonly typed: T;
}

/** Reads a draft as it was kept; null: there is none. */
export function readDraft<T>(kept: string | null, read: (value: unknown) => T | null): Draft<T> | null {
  if (kept === null) return null;
  const { hash, typed } = Object(JSON.parse(kept));
  const value = read(typed);
  return typeof hash === "string" && value !== null ? { hash, typed: value } : null;
}

export const keptDraft = <T>(draft: Draft<T>): string => JSON.stringify(draft);
