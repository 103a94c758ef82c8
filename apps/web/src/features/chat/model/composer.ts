import { type Clock, type ReadonlySignal, type Scope, signal } from "@parley/kernel";
import type { Draft, Member, MessageItem, Timeline } from "@parley/matrix";
import { type Drafts, joined, type Leaving } from "./drafts.ts";
import { type Formatted, formatMarkdown, linkMentions, type Mention } from "./markdown.ts";
import { writtenMentions } from "./mentions.ts";

/** Longer than the homeserver takes in one event, encrypted and encoded. UTF-16 units. */
export const longestMessage = 20_000;

/** `typing` is repeated this often while someone types, and ends this long after the last key. */
const typingEveryMs = 4_000;
const typingEndsMs = 6_000;

export type ComposerMode =
  | { readonly kind: "new" }
  | { readonly kind: "reply"; readonly item: MessageItem }
  | { readonly kind: "edit"; readonly item: MessageItem };

export interface Composer {
  readonly text: ReadonlySignal<string>;
  readonly mode: ReadonlySignal<ComposerMode>;
  /** Why the last message could not be kept: the words are back in the field. */
  readonly fault: ReadonlySignal<"too-long" | "not-kept" | null>;
  setText(text: string): void;
  /** Remembers that `@name` in the text means this person. */
  mention(person: Mention): void;
  reply(item: MessageItem): void;
  edit(item: MessageItem): void;
  /** Takes up one's own last message that can be edited. False: the field is not empty, or there is none. */
  editLast(): boolean;
  /** Leaves editing or replying. False: there was nothing to leave. */
  cancel(): boolean;
  /** Sends or changes what is written. False: nothing to send. */
  submit(): boolean;
}

/** So long a message waits for the parser to be loaded. */
const parserMs = 3_000;

/** The text that a message is edited from. */
const sourceOf = (item: MessageItem): string => (item.body.type === "text" ? item.body.text : "");

/** Tells others that someone types: at the first key, repeated, ended by silence. */
function createTyping(timeline: Timeline, clock: Clock, scope: Scope) {
  let toldAt: number | null = null;
  let cancelEnd: (() => void) | null = null;
  const end = () => {
    cancelEnd?.();
    cancelEnd = null;
    if (toldAt === null) return;
    toldAt = null;
    timeline.setTyping(false);
  };
  scope.onEnd(end);
  return {
    end,
    key() {
      if (scope.ended) return;
      cancelEnd?.();
      cancelEnd = clock.after(typingEndsMs, end);
      if (toldAt !== null && clock.now() - toldAt < typingEveryMs) return;
      toldAt = clock.now();
      timeline.setTyping(true);
    },
  };
}

function draftOf(formatted: Formatted, mentions: readonly string[], replyTo: string | null): Draft {
  return {
    text: formatted.text,
    ...(formatted.html === null ? {} : { html: formatted.html }),
    ...(replyTo === null ? {} : { replyTo }),
    ...(mentions.length === 0 ? {} : { mentions: { userIds: mentions } }),
  };
}

/** Without the parser, or when it takes too long to come, the words still go out, as they were typed. */
async function formatInTime(written: string, clock: Clock): Promise<Formatted> {
  const plain = { text: written, html: null };
  const { promise: late, resolve } = Promise.withResolvers<Formatted>();
  const cancel = clock.after(parserMs, () => resolve(plain));
  const formatted = await Promise.race([formatMarkdown(written).catch(() => plain), late]);
  cancel();
  return formatted;
}

/** What stands in the field and beside it. Whatever happens to a message, its words are in one of these places. */
function createField(roomId: string, drafts: Drafts, scope: Scope) {
  const text = signal(drafts.get(roomId) ?? "");
  const mode = signal<ComposerMode>({ kind: "new" });
  /** What stood in the field before an edit began. */
  let aside = "";
  /** What was put back last, while it stands untouched before the rest: the next to come back stands behind it. */
  let returned = "";

  const keep = () => {
    // What comes after the end is not this field's to keep: another tab may write here now.
    if (!scope.ended) drafts.set(roomId, mode.value.kind === "edit" ? aside : text.value);
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
    keep,
    write(value: string) {
      text.value = value;
      if (mode.value.kind !== "edit") keep();
    },
    edit(item: MessageItem, words: string) {
      if (mode.value.kind !== "edit") aside = text.value;
      mode.value = { kind: "edit", item };
      text.value = words;
    },
    /** Goes back to what stood there before. */
    leave() {
      const edited = mode.value.kind === "edit";
      mode.value = { kind: "new" };
      if (edited) field.write(aside);
    },
    /** Puts words before those that are being written, wherever these stand: neither may be lost. */
    putBack(words: string) {
      if (mode.value.kind === "edit") aside = before(words, aside);
      else text.value = before(words, text.value);
      keep();
    },
    /** Empties the field. The words stay a draft until the answer says what became of them. */
    takeOut(words: string): Leaving {
      returned = "";
      const edited = mode.value.kind === "edit";
      field.leave();
      if (!edited) field.write("");
      return drafts.leave(roomId, words);
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
  scope.onEnd(drafts.attach(roomId, (words) => field.putBack(words)));
  scope.onEnd(() => drafts.flush());
  return field;
}

/** The field in which a room's messages are written. Lives as long as `scope`. */
export function createComposer(
  timeline: Timeline,
  ports: {
    readonly clock: Clock;
    readonly drafts: Drafts;
    readonly ownUserId: string;
    readonly members: ReadonlySignal<readonly Member[]>;
  },
  scope: Scope,
): Composer {
  const field = createField(timeline.roomId, ports.drafts, scope);
  const { text, mode } = field;
  const fault = signal<"too-long" | "not-kept" | null>(null);
  const typing = createTyping(timeline, ports.clock, scope);
  let named: Mention[] = [];
  /** Messages go out in the order in which they were written, also when one of them waits for the parser. */
  let line: Promise<void> = Promise.resolve();

  async function deliver(written: string, as: ComposerMode, people: readonly Mention[]): Promise<void> {
    const emote = written.startsWith("/me ");
    const chosen = people.filter((person) => written.includes(`@${person.name}`));
    const typed = writtenMentions(written, ports.members.peek(), ports.ownUserId);
    const meant = [...chosen, ...typed.filter(({ name }) => !chosen.some((person) => person.name.startsWith(name)))];
    const formatted = linkMentions(await formatInTime(emote ? written.slice(4) : written, ports.clock), meant);
    const mentions = meant.map((person) => person.userId);
    if (as.kind === "reply" && as.item.senderId !== ports.ownUserId) mentions.push(as.item.senderId);
    // An own message that has no id yet goes by its key.
    const replyTo = as.kind === "reply" ? (as.item.eventId ?? as.item.key) : null;
    const made = {
      ...draftOf(formatted, [...new Set(mentions)], replyTo),
      ...(emote ? { style: "emote" as const } : {}),
    };
    if (as.kind === "edit") await timeline.edit(as.item.eventId ?? as.item.key, made);
    else await timeline.send(made);
  }

  /** Nothing was written down: the words go back to where they came from, before what has been typed since. */
  function takeBack(written: string, as: ComposerMode, people: readonly Mention[], leaving: Leaving): void {
    // This field is gone, and another or another tab's may stand in its place.
    if (scope.ended) {
      leaving.back();
      return;
    }
    leaving.arrived();
    named = [...people, ...named];
    const idle = mode.value.kind === "new" && text.value === "";
    if (idle && as.kind === "edit") field.edit(as.item, written);
    else {
      if (as.kind === "reply" && mode.value.kind === "new") mode.value = as;
      field.putBack(written);
    }
    fault.value = "not-kept";
  }

  const leave = () => {
    fault.value = null;
    field.leave();
  };

  return {
    text,
    mode,
    fault,
    setText(value) {
      fault.value = null;
      field.write(value);
      if (value.trim() === "") typing.end();
      else if (mode.value.kind !== "edit") typing.key();
    },
    mention(person) {
      named = [...named.filter((other) => other.userId !== person.userId), person];
    },
    reply(item) {
      if (mode.value.kind === "edit") leave();
      mode.value = { kind: "reply", item };
    },
    edit(item) {
      field.edit(item, sourceOf(item));
    },
    editLast() {
      if (text.value !== "" || mode.value.kind === "edit") return false;
      const last = timeline.items
        .peek()
        .findLast((item) => item.type === "message" && item.mine && item.can.edit && item.body.type === "text");
      if (last?.type !== "message") return false;
      this.edit(last);
      return true;
    },
    cancel() {
      if (mode.value.kind === "new") return false;
      leave();
      return true;
    },
    submit() {
      const written = text.value.trim();
      const as = mode.value;
      if (written === "") return false;
      if (written.length > longestMessage) {
        fault.value = "too-long";
        return false;
      }
      typing.end();
      fault.value = null;
      if (as.kind === "edit" && written === sourceOf(as.item).trim()) {
        field.leave();
        return true;
      }
      const leaving = field.takeOut(written);
      const people = named;
      named = [];
      line = line
        .then(() => deliver(written, as, people))
        .then(leaving.arrived, () => takeBack(written, as, people, leaving));
      return true;
    },
  };
}
