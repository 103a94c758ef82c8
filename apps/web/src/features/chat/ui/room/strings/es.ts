import type { Translation } from "../../../../../shared/messages.ts";
import type { en } from "./en.ts";

export const es: Translation<typeof en> = {
  // What stands in the place of a room
  elsewhereTitle: "Parley funciona en otra pestaña",
  elsewhereHint: "Lee y escribe allí, o elige usar Parley aquí. Lo que empezaste a escribir se conserva.",
  inviteDirectTitle: "{name} quiere hablar contigo",
  inviteHint: "Verás lo que se escribe allí cuando aceptes.",
  inviteTitle: "{name} te invita a {room}",
  inviteTitleUnknown: "Tienes una invitación a {room}",
  joinHint: "Eres miembro de {space}, así que puedes unirte a este canal.",
  joinTitle: "¿Unirte a #{name}?",
  missingHint: "Quizá se eliminó, o nunca te invitaron a ella.",
  missingTitle: "Esta sala no está entre las tuyas",
  // Una sala que se actualizó
  continued: "Esta conversación continúa en una sala nueva.",
  goToNew: "Ir a la sala nueva",
  joinNew: "Unirse a la sala nueva",
  joiningNew: "Uniéndose",
  newForbidden:
    "En la sala nueva solo entra quien recibe invitación. Pide a {name}, que trasladó la conversación, que te invite.",
  newUnreachable:
    "Tu servidor de mensajes no llega a la sala nueva. Inténtalo más tarde o pide a {name} que te invite.",
  unsent: {
    one: "Un mensaje tuyo no se envió aquí.",
    other: "{n} mensajes tuyos no se enviaron aquí.",
  },
  sendThere: { one: "Enviarlo en la sala nueva", other: "Enviar {n} en la sala nueva" },
  sendingThere: "Enviando",
  begun: "Habías empezado a escribir aquí: {words}",
  copyBegun: "Copiar",
  begunCopied: "Copiado",
  // Una conversación cuya otra persona no está
  alone: "{name} no está en esta conversación: nadie lee lo que escribes aquí.",
  inviteAgain: "Invitar de nuevo",
  invitingAgain: "Invitando",
  // Una sala que continúa otra
  continues: "Esta sala continúa otra anterior.",
  seeOlder: "Ver mensajes anteriores",
};
