import { en } from "./en.ts";
import { es } from "./es.ts";

export const editorStrings = { en, es };
