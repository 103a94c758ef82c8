import { type Clock, type ReadonlySignal, type Scope, signal } from "@parley/kernel";
import type { Draft, MessageItem, Timeline } from "@parley/matrix";
import type { Drafts } from "./drafts.ts";
import { type Formatted, formatMarkdown, linkMentions, type Mention } from "./markdown.ts";

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

/** The field in which a room's messages are written. Lives as long as `scope`. */
export function createComposer(
  timeline: Timeline,
  ports: { readonly clock: Clock; readonly drafts: Drafts; readonly ownUserId: string },
  scope: Scope,
): Composer {
  const text = signal(ports.drafts.get(timeline.roomId));
  const mode = signal<ComposerMode>({ kind: "new" });
  const fault = signal<"too-long" | "not-kept" | null>(null);
  const typing = createTyping(timeline, ports.clock, scope);
  let named: Mention[] = [];
  /** What stood in the field before an edit began. */
  let aside = "";
  /** Messages go out in the order in which they were written, also when one of them waits for the parser. */
  let line: Promise<void> = Promise.resolve();

  const write = (value: string) => {
    text.value = value;
    if (mode.value.kind !== "edit") ports.drafts.set(timeline.roomId, value);
  };
  const leave = () => {
    const edited = mode.value.kind === "edit";
    mode.value = { kind: "new" };
    fault.value = null;
    if (edited) write(aside);
  };

  /** Without the parser the words still go out, as they were typed. */
  const format = (written: string): Promise<Formatted> =>
    formatMarkdown(written).catch(() => ({ text: written, html: null }));

  async function deliver(written: string, as: ComposerMode, people: readonly Mention[]): Promise<void> {
    const emote = written.startsWith("/me ");
    const meant = people.filter((person) => written.includes(`@${person.name}`));
    const formatted = linkMentions(await format(emote ? written.slice(4) : written), meant);
    const mentions = meant.map((person) => person.userId);
    if (as.kind === "reply" && as.item.senderId !== ports.ownUserId) mentions.push(as.item.senderId);
    const replyTo = as.kind === "reply" ? as.item.eventId : null;
    const draft = {
      ...draftOf(formatted, [...new Set(mentions)], replyTo),
      ...(emote ? { style: "emote" as const } : {}),
    };
    if (as.kind === "edit" && as.item.eventId !== null) await timeline.edit(as.item.eventId, draft);
    else await timeline.send(draft);
  }

  return {
    text,
    mode,
    fault,
    setText(value) {
      fault.value = null;
      write(value);
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
      if (mode.value.kind !== "edit") aside = text.value;
      mode.value = { kind: "edit", item };
      text.value = sourceOf(item);
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
      leave();
      if (as.kind !== "edit") write("");
      if (as.kind === "edit" && written === sourceOf(as.item).trim()) return true;
      const people = named;
      named = [];
      line = line
        .then(() => deliver(written, as, people))
        .catch(() => {
          // Not written down anywhere yet: the words go back to where they came from.
          fault.value = "not-kept";
          if (text.value === "") {
            if (as.kind === "new") write(written);
            else {
              mode.value = as;
              text.value = written;
            }
          }
        });
      return true;
    },
  };
}
