import { en } from "./en.ts";

export const strings = { part: "app", en };
