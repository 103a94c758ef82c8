import { en } from "./en.ts";

export const faultStrings = { part: "features/chat/ui/fault", en };
