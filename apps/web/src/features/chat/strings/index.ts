import { en } from "./en.ts";

/** What chat says. */
export const chatStrings = { part: "features/chat", en };
