import type { Drafts } from "./drafts.ts";

/** What was begun in a room goes on in the one that takes its place, unless something is begun there as well. */
export async function carryDraft(drafts: Drafts, from: string, to: string): Promise<void> {
  const words = drafts.get(from) ?? (await drafts.load(from));
  if (words.trim() === "" || (drafts.get(to) ?? (await drafts.load(to))) !== "") return;
  // First there, then gone here: should the page end in between, it stands in both.
  drafts.leave(to, words, null).back();
  drafts.flush();
  drafts.set(from, "");
  drafts.flush();
}
