import type { Member } from "@parley/matrix";

const indices = new WeakMap<readonly Member[], ReadonlyMap<string, Member>>();

/** The members of a room by their ids; made once for each list. */
export function memberIndex(members: readonly Member[]): ReadonlyMap<string, Member> {
  let index = indices.get(members);
  if (index === undefined) {
    index = new Map(members.map((member) => [member.userId, member]));
    indices.set(members, index);
  }
  return index;
}

/** Who somebody is among the others: of two who call themselves the same each with their id. */
export function nameAmong(people: ReadonlyMap<string, Member>, userId: string): string {
  const member = people.get(userId);
  if (member === undefined) return userId;
  return member.ambiguous ? `${member.name} (${userId})` : member.name;
}
