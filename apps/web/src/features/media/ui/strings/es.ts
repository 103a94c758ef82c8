import type { Translation } from "../../../../shared/messages.ts";
import type { en } from "./en.ts";

export const es: Translation<typeof en> = {
  attach: "Adjuntar archivos",
  choose: "Elegir archivos",
  camera: "Hacer una foto o un vídeo",
};
