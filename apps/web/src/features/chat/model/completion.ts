import type { Member, Person, RoomList, RoomSummary } from "@parley/matrix";
import type { SlashCommand } from "../../../shared/slash-commands.ts";
import { matchCommands } from "./commands.ts";
import type { Emoji } from "./emoji-tone.ts";
import { matchPeople, plainWords } from "./mentions.ts";

/** What the letters before the caret ask for. */
export interface Asked {
  readonly kind: "person" | "room" | "emoji" | "command";
  readonly term: string;
  /** UTF-16 units before the caret that an answer replaces. */
  readonly length: number;
}

export type Option =
  | { readonly kind: "person"; readonly key: string; readonly member: Person }
  | { readonly kind: "everyone"; readonly key: string }
  | { readonly kind: "room"; readonly key: string; readonly room: RoomSummary; readonly space: string | null }
  | { readonly kind: "emoji"; readonly key: string; readonly emoji: Emoji }
  | { readonly kind: "command"; readonly key: string; readonly command: SlashCommand };

/** More rooms are not offered at once. */
const mostRooms = 6;
const longestTerm = 40;

/** Names of several words; not where a word has just ended, since most names end there. */
const wordsOfName = /(?:^|[\s(\ufffc])@([^\s@#\ufffc]+(?: [^\s@#\ufffc]+){1,3})$/u;

/** `@na…`, `@name sur…`, `#ge…`, `:sm…` and, where a message begins, `/me…`. */
export function findAsked(before: string, atStart: boolean): Asked | null {
  const near = before.slice(-longestTerm - 1);
  const command = atStart && before.length <= longestTerm ? /^\/(\p{L}*)$/u.exec(before) : null;
  if (command?.[1] !== undefined) return { kind: "command", term: command[1], length: before.length };
  const name = /(?:^|[\s(\ufffc])([@#])([^\s@#]*)$/u.exec(near);
  if (name?.[2] !== undefined) {
    return { kind: name[1] === "@" ? "person" : "room", term: name[2], length: name[2].length + 1 };
  }
  const words = wordsOfName.exec(near)?.[1];
  if (words !== undefined) return { kind: "person", term: words, length: words.length + 1 };
  const code = /(?<![\p{L}\p{N}:]):([\p{L}\p{N}_+-]{2,})$/u.exec(near)?.[1];
  return code === undefined ? null : { kind: "emoji", term: code, length: code.length + 1 };
}

/** Rooms that one is in whose name, or a word of it, begins with the term; those of the same server first. */
export function matchRooms(list: RoomList, term: string, besideRoomId: string): readonly Option[] {
  const wanted = plainWords(term);
  const inSpaces = list.spaces.flatMap((space) =>
    space.categories.flatMap(({ channels }) => channels.map((room) => ({ room, space: space.name, home: space.id }))),
  );
  const home = inSpaces.find(({ room }) => room.id === besideRoomId)?.home;
  const all = [...inSpaces, ...list.rooms.map((room) => ({ room, space: null, home: null }))];
  const rank = (name: string): number => {
    const plain = plainWords(name);
    if (plain.startsWith(wanted)) return 0;
    return plain.split(/[\s_-]+/u).some((word) => word.startsWith(wanted)) ? 1 : 2;
  };
  return all
    .filter(({ room }) => room.membership === "join")
    .map((each) => ({ ...each, rank: rank(each.room.name) + (each.home === home && home !== undefined ? 0 : 0.5) }))
    .filter((each) => each.rank < 2)
    .sort((a, b) => a.rank - b.rank || b.room.activeAt - a.room.activeAt)
    .slice(0, mostRooms)
    .map(({ room, space }) => ({ kind: "room", key: room.id, room, space }));
}

/** Everyone at once is offered to those who may tell them where the term can mean it, after the people whose name fits. */
export function matchNames(
  members: readonly Member[],
  term: string,
  {
    ownUserId,
    mayTellAll,
    blocked = [],
  }: { readonly ownUserId: string; readonly mayTellAll: boolean; readonly blocked?: readonly string[] },
): readonly Option[] {
  const people: Option[] = matchPeople(members, term, ownUserId, blocked).map((member) => ({
    kind: "person",
    key: member.userId,
    member,
  }));
  return mayTellAll && "room".startsWith(term.toLowerCase()) ? [...people, { kind: "everyone", key: "@room" }] : people;
}

export const commandOptions = (commands: readonly SlashCommand[], term: string, roomId: string): readonly Option[] =>
  matchCommands(commands, term, roomId).map((command) => ({ kind: "command", key: command.name, command }));

/** People of the homeserver, for a command that can be for anyone. */
export const personOptions = (people: readonly Person[]): readonly Option[] =>
  people.map((person) => ({ kind: "person", key: person.userId, member: person }));
