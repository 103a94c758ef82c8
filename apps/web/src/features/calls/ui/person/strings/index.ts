import { en } from "./en.ts";

/** What is said of one person in a call, and done about them. */
export const personStrings = { part: "features/calls/ui/person", en };
