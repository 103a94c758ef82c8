import type { Translation } from "../../../shared/messages.ts";

const en = { attach: "Attach files", choose: "Choose files", camera: "Take a photo or a video" } as const;
const es: Translation<typeof en> = {
  attach: "Adjuntar archivos",
  choose: "Elegir archivos",
  camera: "Hacer una foto o un vídeo",
};

/** What stands beside the field from the beginning; the rest is loaded with the first file. */
export const attachStrings = { en, es };
