import { en } from "./en.ts";

export const dialogStrings = { part: "app/frame", en };
