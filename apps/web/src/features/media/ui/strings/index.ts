import { en } from "./en.ts";

/** What stands beside the field from the beginning; the rest is loaded with the first file. */
export const attachStrings = { part: "features/media/ui", en };
