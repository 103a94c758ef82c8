import { en } from "./en.ts";

export const commandStrings = { part: "features/rooms/commands", en };
