import { en } from "./en.ts";

export const strings = { part: "features/gateway", en };
