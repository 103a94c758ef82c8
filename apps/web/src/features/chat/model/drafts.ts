/** Where words are kept between reloads: `sessionStorage`, or nothing. */
export interface WordStore {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

/** Longer drafts are kept in memory only. UTF-16 units. */
const longestKept = 32_768;

/** Unsent words, per room. */
export interface Drafts {
  get(roomId: string): string;
  set(roomId: string, text: string): void;
  /** Forgets those written since the page was opened. */
  clear(): void;
}

/**
 * Keeps drafts in memory, and as far as it goes in `store`. Drafts are plaintext: `store` must not outlive the tab
 * unless it is sealed. A store that is full or forbidden is done without.
 */
export function createDrafts(userId: string, store: WordStore | null): Drafts {
  const kept = new Map<string, string>();
  const keyOf = (roomId: string): string => `parley:draft:${userId}:${roomId}`;
  const quietly = <T>(act: () => T): T | null => {
    try {
      return act();
    } catch {
      return null;
    }
  };
  return {
    get(roomId) {
      const standing = kept.get(roomId);
      if (standing !== undefined) return standing;
      return quietly(() => store?.getItem(keyOf(roomId)) ?? null) ?? "";
    },
    set(roomId, text) {
      kept.set(roomId, text);
      quietly(() => {
        if (text === "" || text.length > longestKept) store?.removeItem(keyOf(roomId));
        else store?.setItem(keyOf(roomId), text);
      });
    },
    clear() {
      for (const roomId of kept.keys()) quietly(() => store?.removeItem(keyOf(roomId)));
      kept.clear();
    },
  };
}
