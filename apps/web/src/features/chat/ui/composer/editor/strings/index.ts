import { en } from "./en.ts";

export const editorStrings = { part: "features/chat/ui/composer/editor", en };
