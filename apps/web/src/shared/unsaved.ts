import type { Session } from "@parley/matrix";
import { useCallback, useState } from "react";
import { useSession } from "./contexts.ts";

/** Fields that are kept at once; the oldest go. */
const most = 40;
const written = new WeakMap<Session, Map<string, string>>();

/**
 * Words typed and not saved. They outlive their page: whoever looks at another one and comes back goes on with them.
 * Null: nothing was typed. `field` names them within the account.
 */
export function useUnsaved(field: string): {
  readonly words: string | null;
  readonly write: (words: string | null) => void;
  /** What stands now: the same words typed here are saved, and no longer kept. */
  readonly settle: (standing: string) => void;
} {
  const session = useSession();
  const [words, setWords] = useState(() => written.get(session)?.get(field) ?? null);
  const write = useCallback(
    (next: string | null) => {
      setWords(next);
      const kept = written.get(session) ?? new Map<string, string>();
      written.set(session, kept);
      kept.delete(field);
      if (next !== null) kept.set(field, next);
      const [oldest] = kept.keys();
      if (kept.size > most && oldest !== undefined) kept.delete(oldest);
    },
    [session, field],
  );
  const settle = useCallback(
    (standing: string) => {
      if (written.get(session)?.get(field)?.trim() === standing) write(null);
    },
    [session, field, write],
  );
  return { words, write, settle };
}
