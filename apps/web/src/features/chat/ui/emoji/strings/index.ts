import { en } from "./en.ts";
import { es } from "./es.ts";

export const emojiStrings = { en, es };
