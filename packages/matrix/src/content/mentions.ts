import { type Content, record } from "./event-view.ts";

/** Who is named by content, by its own word. */
export function mentionedIn(content: Content | null | undefined): readonly string[] {
  const named = record(content, "m.mentions")?.user_ids;
  return Array.isArray(named) ? named.filter((userId): userId is string => typeof userId === "string") : [];
}
