import { en } from "./en.ts";
import { es } from "./es.ts";

/** Words that every feature needs, and a sentence for each error code. */
export const sharedStrings = { en, es };
