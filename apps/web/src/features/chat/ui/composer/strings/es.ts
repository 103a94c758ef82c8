import type { Translation } from "../../../../../shared/messages.ts";
import type { en } from "./en.ts";

export const es: Translation<typeof en> = {
  // Completar
  offered: "Sugerencias",
  everyone: "Se avisa a todas las personas de esta sala",
  roomIn: "en {space}",
  // Botones
  emoji: "Emoji",
  formats: "Formato",
  showFormats: "Mostrar el formato",
  hideFormats: "Ocultar el formato",
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
  linkAddress: "Dirección del enlace",
  linkHint: "Empieza por https:// o mailto:",
  linkSet: "Poner el enlace",
  linkRemove: "Quitar el enlace",
  // Órdenes
  commandMe: "Dice lo que haces, como en «{name} saluda»",
  commandMeArgument: "lo que haces",
  commandShrug: "Añade ¯\\_(ツ)_/¯ al mensaje",
  commandShrugArgument: "mensaje",
  commandNick: "Cambia tu nombre visible en todas partes",
  commandNickArgument: "nombre nuevo",
  commandTopic: "Pone el tema de esta sala",
  commandTopicArgument: "tema",
  unknownCommand: "No existe la orden /{name}. Para enviarlo tal cual, empieza con dos barras.",
  incompleteCommand: "A /{name} le falta lo que sigue.",
  nameChanged: "Ahora te llamas {name}",
  topicChanged: "El tema está puesto",
  dropHere: "Suelta los archivos para adjuntarlos",
};
