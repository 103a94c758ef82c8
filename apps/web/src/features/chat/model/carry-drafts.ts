import type { KeptFiles } from "@parley/matrix";
import type { Drafts } from "./drafts.ts";

/**
 * What was begun in a room goes on in the one that takes its place, unless something is begun there as well. Rejects when
 * it cannot be read now.
 */
export async function carryDraft(drafts: Drafts, from: string, to: string): Promise<void> {
  const words = drafts.get(from) || (await drafts.load(from));
  // It is known that there are some.
  if (words === "") throw new Error("a draft cannot be read");
  if (words.trim() === "" || (drafts.get(to) ?? (await drafts.load(to))) !== "") return;
  // First there, then gone here: should the page end in between, it stands in both.
  drafts.leave(to, words, null).back();
  drafts.flush();
  drafts.set(from, "");
  drafts.flush();
}

/** The files that wait in a room do so in the one that takes its place, unless some wait there as well. */
export async function carryFiles(kept: KeptFiles, from: string, to: string): Promise<void> {
  if (kept.of(to).peek()?.length !== 0) return;
  for (const { id } of kept.of(from).peek() ?? []) await kept.move(id, to);
}
