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
  languageShort: "Lenguaje",
  language: "Lenguaje del código",
  codeHint: "``` o Intro en una línea vacía cierra el código.",
  codeHintSend: "``` o Intro en una línea vacía cierra el código. {keys} envía.",
  linkAddress: "Dirección del enlace",
  linkHint: "Empieza por https:// o mailto:",
  linkSet: "Poner el enlace",
  linkRemove: "Quitar el enlace",
  formats: "Formato",
};
