import { en } from "./en.ts";

/** What the stage of a call says. */
export const stageStrings = { part: "features/calls/ui/stage", en };
