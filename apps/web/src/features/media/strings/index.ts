import { en } from "./en.ts";

/** What files, images, video and audio say. */
export const mediaStrings = { part: "features/media", en };
