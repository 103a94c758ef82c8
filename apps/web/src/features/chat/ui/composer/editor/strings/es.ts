import type { Translation } from "../../../../../../shared/messages.ts";
import type { en } from "./en.ts";

export const es: Translation<typeof en> = {
  strong: "Negrita",
  em: "Cursiva",
  strike: "Tachado",
  code: "Código",
  spoiler: "Spoiler",
  link: "Enlace",
  bulletList: "Lista",
  orderedList: "Lista numerada",
  blockquote: "Cita",
  codeBlock: "Bloque de código",
  language: "Lenguaje del código",
  linkAddress: "Dirección del enlace",
  linkHint: "Empieza por https:// o mailto:",
  linkSet: "Poner el enlace",
  linkRemove: "Quitar el enlace",
  formats: "Formato",
};
