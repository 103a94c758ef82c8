/** Who is connected with a token, and must let go when it ends. */
export interface Holders {
  /** Runs `onEnd` once when `id` ends, or at once where it has; the returned function lets go. */
  hold(id: string, onEnd: () => void): () => void;
  /** It ended for good. */
  end(id: string): void;
  /** Its rights changed: whoever holds it connects again. */
  letGo(id: string): void;
  /** Notes now; later says whether rights of one of these have changed since. */
  mark(): (ids: readonly string[]) => boolean;
}

/** Ids that ended while somebody may just have been let in by them. */
const remembered = 1000;

export function createHolders(): Holders {
  const holders = new Map<string, Set<() => void>>();
  const ended = new Set<string>();
  /** When rights changed last, counted. */
  const changed = new Map<string, number>();
  let count = 0;
  const letGo = (id: string) => {
    const held = [...(holders.get(id) ?? [])];
    holders.delete(id);
    for (const onEnd of held) onEnd();
  };
  return {
    hold(id, onEnd) {
      if (ended.has(id)) {
        onEnd();
        return () => {};
      }
      const holder = () => onEnd();
      const set = holders.get(id) ?? new Set();
      holders.set(id, set.add(holder));
      return () => {
        set.delete(holder);
        if (set.size === 0 && holders.get(id) === set) holders.delete(id);
      };
    },
    end(id) {
      ended.add(id);
      const oldest = ended.size > remembered ? ended.values().next().value : undefined;
      if (oldest !== undefined) ended.delete(oldest);
      letGo(id);
    },
    letGo(id) {
      changed.delete(id);
      changed.set(id, ++count);
      const oldest = changed.size > remembered ? changed.keys().next().value : undefined;
      if (oldest !== undefined) changed.delete(oldest);
      letGo(id);
    },
    mark() {
      const at = count;
      // More than are remembered: nobody can say, so it is looked at.
      return (ids) => count - at >= remembered || ids.some((id) => (changed.get(id) ?? 0) > at);
    },
  };
}
