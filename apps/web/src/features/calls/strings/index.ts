import { en } from "./en.ts";

/** What stands in headers and lists; the stage's own words come with it. */
export const callStrings = { part: "features/calls", en };
