import { en } from "./en.ts";

/** Words that every feature needs, and a sentence for each error code. */
export const sharedStrings = { part: "shared", en };
