import { en } from "./en.ts";

/** What the page of what is always allowed says. */
export const allowedStrings = { part: "features/approvals/ui/allowed", en };
