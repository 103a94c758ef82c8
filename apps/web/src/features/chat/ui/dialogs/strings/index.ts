import { en } from "./en.ts";

/** What the dialogs say that make servers, channels, categories and conversations: none of it before they are opened. */
export const dialogStrings = { part: "features/chat/ui/dialogs", en };
