import type { Translation } from "../../../../shared/messages.ts";
import type { en } from "./en.ts";

export const es: Translation<typeof en> = {
  person: "@persona",
  personAndReason: "@persona motivo",
  personAndWords: "@persona mensaje",
  invite: "Invita a alguien a esta sala",
  remove: "Saca a alguien de esta sala; puede volver",
  ban: "Saca a alguien de esta sala para siempre",
  unban: "Deja volver a alguien a quien se vetó",
  join: "Lleva a una sala o un servidor por su dirección o enlace",
  joinArgument: "#sala:servidor",
  leave: "Sale de esta sala",
  message: "Escribe a alguien directamente",
  block: "Oculta lo que alguien escribe, en todas partes",
  unblock: "Vuelve a mostrar lo que alguien escribe",
  rename: "Pone nombre a esta sala",
  renameArgument: "nombre nuevo",
  // Por qué no
  whom: "Di a quién: @nombre, o la dirección entera, como @nombre:servidor.",
  ambiguous: "Hay más de una persona con el nombre {name}: {ids}. Escribe la dirección entera de quien quieres decir.",
  noAccount: "No existe la cuenta {id}.",
  isHere: "{name} ya está en esta sala.",
  isInvited: "{name} ya tiene una invitación.",
  isNotHere: "{name} no está en esta sala.",
  notOneself: "Eso no puedes hacértelo a ti.",
  standsAbove: "No puedes hacerle esto a {name}: solo a personas con un rol inferior al tuyo.",
  isNotBanned: "{name} no tiene ningún veto aquí.",
  noRoom: "No hay ninguna sala en {address}, o solo la ve quien tiene invitación.",
  noAddress: "Eso no es la dirección ni el enlace de una sala. Una dirección es como #sala:servidor.",
  // Hecho
  removed: "{who} ya no está en la sala",
  banned: "Has vetado a {who}",
  unbanned: "{who} puede volver",
  blocked: "Has bloqueado a {name}",
  unblocked: "Ya no bloqueas a {name}",
};
