import type { Translation } from "../../../../../shared/messages.ts";
import type { en } from "./en.ts";

export const es: Translation<typeof en> = {
  // Quién puede entrar en una sala, en su comienzo
  startInvited:
    "Solo quien recibe invitación puede encontrarla y entrar. Lo que se escribe aquí solo lo leen sus miembros.",
  startEveryone:
    "Puede unirse cualquiera con una cuenta aquí, y lee lo que se escriba desde entonces. El servidor de mensajes no puede leerlo.",
  // Reenviar
  forwardByEnter: "Tras escribir, Intro lo reenvía al primero.",
  nowhereElse: "Todavía no estás en ninguna otra sala. Cuando lo estés, podrás reenviarle mensajes.",
  // Miembros
  membersHidden: "Quién está dentro lo ven sus miembros.",
  membersKnown: { one: "Cargado {known} de {n} miembro", other: "Cargados {known} de {n} miembros" },
  // Editar
  isEdited: "Estás editando este mensaje",
  // Dudas
  shieldPlain: "no estaba cifrado. El servidor puede leerlo y pudo haberlo escrito.",
};
