/** What names of drafts begin with that are not a room's words themselves. A room id begins with `!`. */
const replyPrefix = "reply/";
const returnedPrefix = "returned/";
const editPrefix = "edit/";

/** Beside the draft of a room: which message it answers. */
export const draftReplyName = (roomId: string): string => replyPrefix + roomId;

/** Beside the draft of a room: words that came back while it was somebody else's. They go before it when it is read. */
export const draftReturnedName = (roomId: string): string => returnedPrefix + roomId;

/** Beside the draft of a room: which message is being changed, and into what. */
export const draftEditName = (roomId: string): string => editPrefix + roomId;

/** Words of two places as one text, the first before the second. */
export const joinedWords = (first: string, second: string): string =>
  first === "" || second === "" ? first + second : `${first}\n${second}`;

/** Which room a draft's name is of, and what of it the name holds. */
export function readDraftName(name: string): {
  readonly roomId: string;
  readonly holds: "words" | "reply" | "returned" | "edit";
} {
  if (name.startsWith(replyPrefix)) return { roomId: name.slice(replyPrefix.length), holds: "reply" };
  if (name.startsWith(returnedPrefix)) return { roomId: name.slice(returnedPrefix.length), holds: "returned" };
  if (name.startsWith(editPrefix)) return { roomId: name.slice(editPrefix.length), holds: "edit" };
  return { roomId: name, holds: "words" };
}

/** The rooms that have unsent words, of these names of drafts; what a draft answers is none. */
export function draftRooms(names: readonly string[]): Set<string> {
  const drafts = names.map(readDraftName).filter(({ holds }) => holds !== "reply");
  return new Set(drafts.map(({ roomId }) => roomId));
}
