import { en } from "./en.ts";

export const composerStrings = { part: "features/chat/ui/composer", en };
