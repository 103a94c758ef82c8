import type { Clock } from "@parley/kernel";
import type { Draft, Member, Session } from "@parley/matrix";
import { type Formatted, formatMarkdown, linkMentions, type Mention } from "./markdown.ts";
import { createNameFinder, namesAll } from "./mentions.ts";

/** So long a message waits for the parser to be loaded. */
const parserMs = 3_000;

/** A message as it is about to leave the field. */
export interface Written {
  /** Plain text. */
  readonly text: string;
  /** `html` as it is, or markdown that is still to be formatted. */
  readonly format: { readonly html: string | null } | { readonly markdown: string };
  readonly style?: "emote";
}

/** Without the parser, or when it takes too long to come, the words still go out, as they were typed. */
async function formatInTime({ text, format }: Written, clock: Clock): Promise<Formatted> {
  if ("html" in format) return { text, html: format.html };
  const plain = { text, html: null };
  const { promise: late, resolve } = Promise.withResolvers<Formatted>();
  const cancel = clock.after(parserMs, () => resolve(plain));
  const formatted = await Promise.race([formatMarkdown(format.markdown).catch(() => plain), late]);
  cancel();
  return { text, html: formatted.html };
}

const userLink = /<a href="https:\/\/matrix\.to\/#\/([^"?]+)"/gu;

/** People whom the links of a body name. */
function linkedPeople(html: string): readonly string[] {
  return [...html.matchAll(userLink)].flatMap(([, encoded = ""]) => {
    try {
      const id = decodeURIComponent(encoded);
      return /^@[^\s:]+:\S+$/u.test(id) ? [id] : [];
    } catch {
      return [];
    }
  });
}

/** Whether `@room` stands outside of code. */
const namesRoom = ({ text, html }: Formatted): boolean =>
  namesAll(html === null ? text : html.replace(/<code\b[^>]*>.*?<\/code>/gsu, " ").replace(/<[^>]*>/gu, " "));

/** Marks that formatting may take out of a name. */
const nameMarks = /[*_~`\\|[\]]/u;

/** Those who were picked whose names the formatting has broken up: they are told, but no link can be made of them. */
function brokenUp(text: string, html: string | null, named: readonly Mention[]): readonly string[] {
  const marked = html === null ? [] : named.filter(({ name }) => nameMarks.test(name));
  if (marked.length === 0) return [];
  const words = text.replace(/(`{3,}|~{3,}).*?\1|(`+)[^`]+\2/gsu, " ");
  const stands = (name: string) => words.split(`@${name}`).some((rest, n) => n > 0 && !/^[\p{L}\p{N}_]/u.test(rest));
  return marked.filter(({ name }) => stands(name)).map(({ userId }) => userId);
}

/** Who is told of a message. */
export interface Audience {
  readonly ownUserId: string;
  readonly members: readonly Member[];
  /** Those who were taken from the list while it was written. */
  readonly named: readonly Mention[];
  /** Whom it answers. */
  readonly answers: string | null;
  /** Whether `@room` tells everyone; else it is a word. */
  readonly mayTellAll: boolean;
}

/** Makes what is sent: formatted, with links for those who are named in it and the list of whom it is for. */
export async function createDraft(
  written: Written,
  { ownUserId, members, named, answers, mayTellAll }: Audience,
  clock: Clock,
): Promise<Draft> {
  const plain = await formatInTime(written, clock);
  const linked = linkMentions(plain, createNameFinder(named, members, ownUserId));
  const { text, html } = linked.formatted;
  const people = [...linked.userIds, ...brokenUp(written.text, html, named), ...linkedPeople(html ?? "")];
  if (answers !== null) people.push(answers);
  const userIds = [...new Set(people)].filter((userId) => userId !== ownUserId);
  const room = mayTellAll && namesRoom(plain);
  return {
    text,
    ...(html === null ? {} : { html }),
    ...(written.style === undefined ? {} : { style: written.style }),
    ...(userIds.length === 0 && !room
      ? {}
      : { mentions: { ...(userIds.length === 0 ? {} : { userIds }), ...(room ? { room } : {}) } }),
  };
}

/** A message as the field of a room would send it: who is named in it is told, and told by nothing else. */
export function draftAsWritten(
  { rooms, account }: Pick<Session, "rooms" | "account">,
  roomId: string,
  written: Written,
  clock: Clock,
): Promise<Draft> {
  const audience: Audience = {
    ownUserId: account.userId,
    members: rooms.members(roomId).peek(),
    named: [],
    answers: null,
    mayTellAll: rooms.details(roomId).peek()?.permissions.notifyRoom ?? true,
  };
  return createDraft(written, audience, clock);
}

/** Words without marks as the field would send them. */
export const draftOfWords = (
  session: Pick<Session, "rooms" | "account">,
  roomId: string,
  text: string,
  clock: Clock,
): Promise<Draft> => draftAsWritten(session, roomId, { text, format: { html: null } }, clock);
