import { en } from "./en.ts";

export const timelineStrings = { part: "features/chat/ui/timeline", en };
