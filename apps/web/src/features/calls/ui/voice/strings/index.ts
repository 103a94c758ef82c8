import { en } from "./en.ts";

/** What voice channels say, in the list and where one is not in their call. */
export const voiceStrings = { part: "features/calls/ui/voice", en };
