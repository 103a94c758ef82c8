import { en } from "./en.ts";

export const roomStrings = { part: "features/chat/ui/room", en };
