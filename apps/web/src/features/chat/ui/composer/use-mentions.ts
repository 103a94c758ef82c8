import type { Member } from "@parley/matrix";
import { type KeyboardEvent, type RefObject, useId, useState } from "react";
import { useSession } from "../../../../shared/contexts.ts";
import { useSignal } from "../../../../shared/use-signal.ts";
import type { Composer } from "../../model/composer.ts";
import { findMention, matchPeople } from "../../model/mentions.ts";

export interface Mentions {
  readonly open: boolean;
  readonly people: readonly Member[];
  readonly index: number;
  readonly listId: string;
  optionId(index: number): string;
  /** Writes the name into the text; the answer is where the caret belongs. */
  choose(index: number): number | null;
  onSelect(): void;
  onBlur(): void;
  /** Null: the key is not for the list. */
  onKeyDown(event: KeyboardEvent): { readonly caret: number | null } | null;
}

/** Completes `@na…` to a member of the room. */
export function useMentions(
  composer: Composer,
  roomId: string,
  field: RefObject<HTMLTextAreaElement | null>,
): Mentions {
  const session = useSession();
  const text = useSignal(composer.text);
  const listId = useId();
  const [caret, setCaret] = useState<number | null>(null);
  const [chosen, setChosen] = useState(0);
  /** The `@` that Escape was pressed at: it asks no more. */
  const [silent, setSilent] = useState<number | null>(null);
  const found = caret === null ? null : findMention(text, caret);
  const members = useSignal(session.rooms.members(roomId));
  const people =
    found === null || found.from === silent ? [] : matchPeople(members, found.term, session.account.userId);
  const open = people.length > 0;
  const index = Math.min(chosen, Math.max(0, people.length - 1));

  const choose = (at: number): number | null => {
    const person = people[at];
    if (person === undefined || found === null || caret === null) return null;
    const name = `@${person.name} `;
    composer.mention({ userId: person.userId, name: person.name });
    composer.setText(text.slice(0, found.from) + name + text.slice(caret));
    setCaret(null);
    setChosen(0);
    return found.from + name.length;
  };
  return {
    open,
    people,
    index,
    listId,
    optionId: (at) => `${listId}-${at}`,
    choose,
    onSelect() {
      const element = field.current;
      if (element === null) return;
      setCaret(element.selectionStart === element.selectionEnd ? element.selectionEnd : null);
    },
    onBlur: () => setCaret(null),
    onKeyDown(event) {
      if (!open) return null;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        setChosen((index + (event.key === "ArrowDown" ? 1 : people.length - 1)) % people.length);
        return { caret: null };
      }
      if ((event.key === "Enter" && !event.shiftKey) || event.key === "Tab") {
        event.preventDefault();
        return { caret: choose(index) };
      }
      if (event.key !== "Escape") return null;
      event.preventDefault();
      event.stopPropagation();
      setSilent(found?.from ?? null);
      return { caret: null };
    },
  };
}
