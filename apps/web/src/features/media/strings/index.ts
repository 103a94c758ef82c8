import { en } from "./en.ts";
import { es } from "./es.ts";

/** What files, images, video and audio say. */
export const mediaStrings = { en, es };
