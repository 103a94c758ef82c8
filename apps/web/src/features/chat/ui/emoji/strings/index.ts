import { en } from "./en.ts";

export const emojiStrings = { part: "features/chat/ui/emoji", en };
