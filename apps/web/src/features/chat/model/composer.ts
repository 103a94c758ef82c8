import { type Clock, effect, type ReadonlySignal, type Scope, signal, untracked } from "@parley/kernel";
import type { Member, MessageItem, Timeline } from "@parley/matrix";
import type { Attachments } from "../../../shared/chat-slots.ts";
import { type ComposerMode, createField, type Field } from "./composer-field.ts";
import type { Drafts, Leaving } from "./drafts.ts";
import type { Mention } from "./markdown.ts";
import { createDraft, type Written } from "./outgoing.ts";
import { createTyping } from "./typing.ts";
import type { WaitingFiles } from "./waiting-files.ts";

/** Longer than the homeserver takes in one event, encrypted and encoded. UTF-16 units. */
export const longestMessage = 20_000;

export interface Composer {
  /** Markdown, whatever field it is written in. */
  readonly text: ReadonlySignal<string>;
  readonly mode: ReadonlySignal<ComposerMode>;
  /** What a new message begins with: beside a message that is edited it waits. */
  readonly begun: ReadonlySignal<string>;
  /** Why the last message could not be kept: the words are back in the field. */
  readonly fault: ReadonlySignal<"too-long" | "not-kept" | "emptied" | null>;
  setText(text: string): void;
  /** The field shows the message that is edited in its own way: this text is the one that nothing has changed in. */
  setOriginal(text: string): void;
  /** Nothing was changed yet in the message that is edited. */
  isUntouched(): boolean;
  /** Remembers that `@name` in the text means this person. */
  mention(person: Mention): void;
  reply(item: MessageItem): void;
  edit(item: MessageItem): void;
  /** Takes up one's own last message that can be edited. False: the field is not empty, or there is none. */
  editLast(): boolean;
  /** Leaves editing or replying. False: there was nothing to leave. */
  cancel(): boolean;
  /** Empties the field of what was a command. */
  clear(): void;
  /** Puts the words of an own message that is not sent after all, and what it answered, before what is being written. */
  putBack(item: MessageItem): void;
  /** The files that wait beside the words; made when first asked for. */
  files(make: (roomId: string) => Attachments): Attachments;
  /** Some wait or are being written down: that needs the room. */
  holdsFiles(): boolean;
  /**
   * Sends or changes what is written: the text as it stands, unless the field says how. Files that wait go with it. False:
   * nothing to send.
   */
  submit(written?: Written): boolean;
}

/** The words of a message, those under a file too; `html` null: they are text alone. */
export function wordsOf({ body }: MessageItem): { readonly text: string; readonly html: string | null } | null {
  if (body.type === "media") return body.caption;
  return body.type === "text" ? body : null;
}

/** The text that a message is edited from. */
function sourceOf(item: MessageItem): string {
  const text = wordsOf(item)?.text ?? "";
  return item.body.type === "text" && item.body.style === "emote" ? `/me ${text}` : text;
}

/** Whether a message's own words can be taken up. */
const isEditable = (item: MessageItem): boolean => item.mine && item.can.edit && wordsOf(item) !== null;

/** What is written without a word on how: markdown. `/me` is a way to say it. */
function asWritten(text: string): Written {
  const emote = text.startsWith("/me ");
  const words = emote ? text.slice(4) : text;
  return { text: words, format: { markdown: words }, ...(emote ? { style: "emote" as const } : {}) };
}

interface Ports {
  readonly clock: Clock;
  readonly drafts: Drafts;
  readonly files: WaitingFiles;
  readonly ownUserId: string;
  readonly members: ReadonlySignal<readonly Member[]>;
  /** Whether everyone may be told at once. */
  readonly mayTellAll: () => boolean;
}

/** One message, with all that it takes along. */
interface Letter {
  readonly written: Written;
  readonly as: ComposerMode;
  readonly named: readonly Mention[];
  readonly files: Attachments | null;
}

/** Writes a message or a change down, to be sent. False: a file is in the way, which says so itself. */
async function deliver(
  timeline: Timeline,
  { ownUserId, members, mayTellAll, clock }: Ports,
  letter: Letter,
): Promise<boolean> {
  const { written, as, named, files } = letter;
  const answers = as.kind === "reply" ? as.to.senderId : null;
  const audience = { ownUserId, members: members.peek(), named, answers, mayTellAll: mayTellAll() };
  const draft = await createDraft(written, audience, clock);
  // An own message that has no id yet goes by its key.
  const made = as.kind === "reply" ? { ...draft, replyTo: as.to.eventId ?? as.to.key } : draft;
  if (as.kind === "edit") await timeline.edit(as.item.eventId ?? as.item.key, made);
  else if (files !== null) return await files.send(made.text === "" && as.kind === "new" ? null : made, timeline);
  else await timeline.send(made);
  return true;
}

/** Goes on with a change that this page or another was left in, as soon as its message is there and nobody writes. */
function resumeEdit(timeline: Timeline, field: Field, drafts: Drafts, scope: Scope): void {
  const { roomId } = timeline;
  const begin = async () => {
    const edited = await drafts.edits.load(roomId);
    if (edited === null || scope.ended) return;
    const draft = drafts.get(roomId) ?? (await drafts.load(roomId));
    if (scope.ended) return;
    const stop = effect(() => {
      const item = timeline.items.value.find((one) => one.type === "message" && one.eventId === edited.eventId);
      if (item?.type !== "message" || field.mode.value.kind === "edit") return;
      if (field.text.value !== "" && field.text.value !== draft) return;
      untracked(() => {
        // From here on it is the field's to keep.
        drafts.edits.set(roomId, null);
        if (isEditable(item)) field.edit(item, sourceOf(item), edited.words);
        else field.putBack(edited.words);
      });
      queueMicrotask(() => stop());
    });
    scope.onEnd(stop);
  };
  begin().catch(() => {});
}

function putBack(item: MessageItem, timeline: Timeline, field: Field): void {
  const to = item.replyTo?.eventId;
  const answered = timeline.items.peek().find((other) => other.type === "message" && other.eventId === to);
  if (answered?.type === "message" && field.mode.value.kind === "new") field.answer(answered);
  field.putBack(sourceOf(item));
}

/** The field in which a room's messages are written. Lives as long as `scope`. */
export function createComposer(timeline: Timeline, ports: Ports, scope: Scope): Composer {
  const field = createField(timeline.roomId, ports.drafts, scope);
  const { text, mode, begun } = field;
  const fault = signal<ReturnType<Composer["fault"]["peek"]>>(null);
  const typing = createTyping(timeline, ports.clock, scope);
  let named: Mention[] = [];
  /** Messages go out in the order in which they were written, also when one of them waits for the parser. */
  let line: Promise<void> = Promise.resolve();
  resumeEdit(timeline, field, ports.drafts, scope);
  const waitingFiles = () => ports.files.standing(timeline.roomId);
  /** Letters with files that are being written down. */
  let going = 0;

  /** Nothing was written down: the words go back to where they came from, before what has been typed since. */
  function takeBack(words: string, { as, named: people }: Letter, leaving: Leaving, why: "not-kept" | null): void {
    // This field is gone, and another or another tab's may stand in its place.
    if (scope.ended) {
      leaving.back();
      return;
    }
    leaving.arrived();
    named = [...people, ...named];
    const idle = mode.value.kind === "new" && text.value === "";
    if (idle && as.kind === "edit") field.edit(as.item, sourceOf(as.item), words);
    else {
      if (as.kind === "reply" && mode.value.kind === "new") field.turn(as);
      field.putBack(words);
    }
    fault.value = why;
  }

  const leave = () => {
    fault.value = null;
    field.leave();
  };

  return {
    text,
    mode,
    begun,
    fault,
    setText(value) {
      if (value === text.peek()) return;
      fault.value = null;
      field.write(value);
      if (value.trim() === "") typing.end();
      else if (mode.value.kind !== "edit") typing.key();
    },
    setOriginal: field.setOriginal,
    isUntouched: field.isUntouched,
    mention(person) {
      named = [...named.filter((other) => other.userId !== person.userId), person];
    },
    reply(item) {
      if (mode.value.kind === "edit") leave();
      field.answer(item);
    },
    edit(item) {
      field.edit(item, sourceOf(item));
    },
    editLast() {
      if (text.value !== "" || mode.value.kind === "edit") return false;
      const last = timeline.items.peek().findLast((item) => item.type === "message" && isEditable(item));
      if (last?.type !== "message") return false;
      this.edit(last);
      return true;
    },
    cancel() {
      if (mode.value.kind === "new") return false;
      leave();
      return true;
    },
    clear() {
      typing.end();
      fault.value = null;
      if (mode.value.kind === "reply") field.leave();
      field.write("");
    },
    putBack: (item) => putBack(item, timeline, field),
    files: (make) => ports.files.of(timeline.roomId, make),
    holdsFiles: () => going > 0 || (waitingFiles()?.items.peek().length ?? 0) > 0,
    submit(given) {
      const words = text.value.trim();
      const as = mode.value;
      const files = as.kind === "edit" ? null : waitingFiles();
      const waiting = files?.ready.peek() === true ? files : null;
      // The words do not go without a file that cannot be sent.
      if (waiting === null && files?.halts() === true) return false;
      if (words === "" && waiting === null) {
        if (as.kind === "edit") fault.value = "emptied";
        return false;
      }
      const written = given ?? asWritten(words);
      if (Math.max(words.length, written.text.length) > longestMessage) {
        fault.value = "too-long";
        return false;
      }
      typing.end();
      fault.value = null;
      if (as.kind === "edit" && field.isUntouched()) {
        field.leave();
        return true;
      }
      const leaving = field.takeOut(words);
      const letter = { written, as, named, files: waiting };
      named = [];
      going += waiting === null ? 0 : 1;
      line = line
        .then(() => deliver(timeline, ports, letter))
        .then(
          (left) => (left ? leaving.arrived() : takeBack(words, letter, leaving, null)),
          () => takeBack(words, letter, leaving, "not-kept"),
        )
        .finally(() => {
          going -= waiting === null ? 0 : 1;
        });
      return true;
    },
  };
}
