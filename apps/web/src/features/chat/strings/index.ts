import { en } from "./en.ts";
import { es } from "./es.ts";

/** What chat says. */
export const chatStrings = { en, es };
