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
