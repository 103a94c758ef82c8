import { useUnsaved } from "../../../shared/unsaved.ts";
import { type Draft, keptDraft, readDraft } from "../model/draft.ts";

/** What is typed over a file and not saved; it outlives its page. `field` names it. */
export function useDraft<T>(
  field: string,
  hash: string,
  read: (value: unknown) => T | null,
): {
  /** Null: nothing was typed. */
  readonly typed: T | null;
  /** The hash of the file that it was typed over. */
  readonly over: string;
  /** Null: it is given up, or saved. */
  readonly type: (typed: T | null) => void;
  /** From here on it is typed over the file that stands now. */
  readonly rebase: () => void;
} {
  const { words, write } = useUnsaved(field);
  const draft: Draft<T> | null = readDraft(words, read);
  const over = draft?.hash ?? hash;
  const keep = (of: string, typed: T) => write(keptDraft({ hash: of, typed }));
  return {
    typed: draft?.typed ?? null,
    over,
    type: (typed) => (typed === null ? write(null) : keep(over, typed)),
    rebase: () => draft !== null && keep(hash, draft.typed),
  };
}
