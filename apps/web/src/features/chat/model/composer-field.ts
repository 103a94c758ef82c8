import { batch, computed, type Scope, signal } from "@parley/kernel";
import { joinedWords as joined, type MessageItem } from "@parley/matrix";
import { type Answered, answeredOf } from "./draft-replies.ts";
import type { Drafts, Leaving } from "./drafts.ts";

export type ComposerMode =
  | { readonly kind: "new" }
  /** `kept`: it comes back with a draft, nobody has just asked for it. */
  | { readonly kind: "reply"; readonly to: Answered; readonly kept: boolean }
  | { readonly kind: "edit"; readonly item: MessageItem };

/** What stands in the field and beside it. Whatever happens to a message, its words are in one of these places. */
export function createField(roomId: string, drafts: Drafts, scope: Scope) {
  const text = signal(drafts.get(roomId) ?? "");
  const mode = signal<ComposerMode>({ kind: "new" });
  const { replies } = drafts;
  const turn = (next: ComposerMode): void => {
    const was = mode.value.kind === "reply" ? mode.value.to : null;
    const to = next.kind === "reply" ? next.to : null;
    mode.value = next;
    if (to !== was && !scope.ended) replies.set(roomId, to);
  };
  /** Takes up the reply that the draft was begun as. */
  const resume = (to: Answered | null | undefined): void => {
    if (to && !scope.ended && mode.value.kind === "new") mode.value = { kind: "reply", to, kept: true };
  };
  /** What stood in the field before an edit began. */
  const aside = signal("");
  const begun = computed(() => (mode.value.kind === "edit" ? aside.value : text.value));
  /** What the field was filled with when an edit began: the words that nothing has changed in. */
  let original = "";
  /** What was put back last, while it stands untouched before the rest: the next to come back stands behind it. */
  let returned = "";

  const keep = () => {
    // What comes after the end is not this field's to keep: another tab may write here now.
    if (!scope.ended) drafts.set(roomId, begun.value);
  };
  const isUntouched = () => text.peek().trim() === original.trim();
  /** What is kept of an edit is this field's; else it is of one that waits for its message. */
  let keepsEdit = false;
  /** A message without an id goes by a key that another page does not know. */
  const keepEdit = () => {
    const eventId = mode.value.kind === "edit" && !isUntouched() ? mode.value.item.eventId : null;
    if (scope.ended || (eventId === null && !keepsEdit)) return;
    keepsEdit = eventId !== null;
    drafts.edits.set(roomId, eventId === null ? null : { eventId, words: text.value });
  };
  const before = (words: string, others: string): string => {
    const rest = returned !== "" && others.startsWith(returned) ? others.slice(returned.length) : null;
    if (rest === null) {
      returned = words;
      return joined(words, others);
    }
    returned = joined(returned, words);
    return returned + rest;
  };
  const field = {
    text,
    mode,
    begun,
    keep,
    write(value: string) {
      text.value = value;
      if (mode.value.kind === "edit") keepEdit();
      else keep();
    },
    answer: (item: MessageItem) => turn({ kind: "reply", to: answeredOf(item), kept: false }),
    turn,
    /** Of an edit: nothing was changed yet. */
    isUntouched,
    /** The message's own words as the field shows them. */
    setOriginal(words: string) {
      if (mode.value.kind !== "edit") return;
      original = words;
      text.value = words;
    },
    /** Takes up a message's own words, or what they were being changed into. */
    edit(item: MessageItem, own: string, words = own) {
      if (mode.value.kind !== "edit") aside.value = text.value;
      original = own;
      // Together: whoever draws the field must not see the one without the other.
      batch(() => {
        turn({ kind: "edit", item });
        text.value = words;
      });
      keepEdit();
    },
    /** Goes back to what stood there before. */
    leave() {
      const edited = mode.value.kind === "edit";
      turn({ kind: "new" });
      if (!edited) return;
      keepEdit();
      field.write(aside.value);
    },
    /** Puts words before those that are being written, wherever these stand: neither may be lost. */
    putBack(words: string) {
      if (mode.value.kind === "edit") aside.value = before(words, aside.value);
      else text.value = before(words, text.value);
      keep();
    },
    /** Empties the field. The words, and what they answer, stay a draft until the answer says what became of them. */
    takeOut(words: string): Leaving {
      returned = "";
      const was = mode.value;
      mode.value = { kind: "new" };
      if (was.kind === "edit") keepEdit();
      field.write(was.kind === "edit" ? aside.value : "");
      return drafts.leave(roomId, words, was.kind === "reply" ? was.to : null);
    },
  };
  if (drafts.get(roomId) === null) {
    drafts.load(roomId).then(
      (words) => {
        if (words !== "" && !scope.ended) field.putBack(words);
      },
      () => {},
    );
  }
  const to = replies.get(roomId);
  if (to === undefined) replies.load(roomId).then(resume, () => {});
  else resume(to);
  const takeBack = (words: string, answers: Answered | null): void => {
    if (answers !== null && mode.value.kind === "new") turn({ kind: "reply", to: answers, kept: true });
    field.putBack(words);
  };
  scope.onEnd(drafts.attach(roomId, takeBack));
  scope.onEnd(() => drafts.flush());
  return field;
}

export type Field = ReturnType<typeof createField>;
