import { en } from "./en.ts";

/** What the window that floats above others says. */
export const floatingStrings = { part: "features/calls/ui/floating", en };
