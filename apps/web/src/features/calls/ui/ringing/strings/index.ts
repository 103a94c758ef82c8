import { en } from "./en.ts";

/** What is said of calls that ring, and of those that rang. */
export const ringStrings = { part: "features/calls/ui/ringing", en };
