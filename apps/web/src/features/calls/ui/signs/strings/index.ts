import { en } from "./en.ts";

/** What is said of raised hands and reactions. */
export const signStrings = { part: "features/calls/ui/signs", en };
