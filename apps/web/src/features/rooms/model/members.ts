import type { Member } from "@parley/matrix";

const plain = (text: string) => text.normalize("NFD").replaceAll(/\p{M}/gu, "").toLowerCase();

/** Members whose name or id holds every word that was typed. */
export function findMembers(members: readonly Member[], typed: string): readonly Member[] {
  const words = plain(typed).split(/\s+/u).filter(Boolean);
  if (words.length === 0) return members;
  return members.filter((member) => {
    const text = plain(`${member.name} ${member.userId}`);
    return words.every((word) => text.includes(word));
  });
}
