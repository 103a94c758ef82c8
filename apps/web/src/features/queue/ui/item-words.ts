import type { QueuedItem } from "@parley/matrix";
import type { Speak } from "../../../shared/use-strings.ts";
import type { strings } from "../strings/index.ts";

/** What something that waits says, in one line. */
export function wordsOf({ kind, text, file }: QueuedItem, t: Speak<typeof strings.en>): string {
  if (kind === "redaction") return t("redaction");
  if (kind === "reaction") return t("reaction", { text: text ?? "" });
  if (kind === "edit") return t("edit", { text: text ?? "" });
  return file ? t("file", { name: text ?? "" }) : (text ?? "");
}
