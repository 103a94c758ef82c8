import type { Translation } from "../../../../../shared/messages.ts";
import type { en } from "./en.ts";

export const es: Translation<typeof en> = {
  // Completar
  offered: "Sugerencias",
  everyone: "Se avisa a todas las personas de esta sala",
  mayNotTellAll: "@room se envía como palabra: en esta sala no puedes avisar a todas las personas a la vez.",
  blocked: "Bloqueado",
  blockedNote: "Has bloqueado a {name}. No ves lo que escribe.",
  unblock: "Desbloquear",
  unblocking: "Desbloqueando",
  roomIn: "en {space}",
  // Botones
  emoji: "Emoji",
  showFormats: "Mostrar el formato",
  hideFormats: "Ocultar el formato",
  // Órdenes
  commandMe: "Dice lo que haces, como en «{name} saluda»",
  commandMeArgument: "lo que haces",
  commandFace: "Añade {face} al mensaje",
  commandFaceArgument: "mensaje",
  commandNick: "Cambia tu nombre visible en todas partes",
  commandNickArgument: "nombre nuevo",
  commandTopic: "Pone el tema de esta sala",
  commandTopicArgument: "tema",
  unknownCommand: "No existe la orden /{name}.",
  incompleteCommand: "A /{name} le falta lo que sigue.",
  forbiddenCommand: "No puedes usar /{name} en esta sala. Puede quien la cuida.",
  sendAsText: "Enviar como texto",
  emptied: "No queda nada que guardar. ¿Quieres eliminar el mensaje?",
  emptiedCaption: "El texto de un archivo no se puede quitar solo. ¿Quieres eliminar el mensaje con el archivo?",
  keysSendAnyway: "Enviar, también desde un bloque de código",
  keysPeople: "Mencionar a una persona o a todas",
  keysRooms: "Mencionar una sala",
  keysEmoji: "Buscar un emoji por su nombre",
  keysCommands: "Hacer algo con una orden",
  dropHere: "Suelta los archivos para adjuntarlos",
};
