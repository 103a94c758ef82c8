import { AppError } from "@parley/kernel";
import type { Speak } from "../../../../shared/use-strings.ts";
import type { en } from "../../strings/en.ts";

/** Words that know more of a fault than its code: which address the setting has to name. */
export function faultWords(error: unknown, t: Speak<typeof en>): { readonly words?: string } {
  if (!(error instanceof AppError) || error.code !== "SIGN_IN_PAGE_NOT_ALLOWED") return {};
  return { words: t("pageNotAllowed", { address: String(error.details?.address ?? "") }) };
}
