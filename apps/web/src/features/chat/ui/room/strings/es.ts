import type { Translation } from "../../../../../shared/messages.ts";
import type { en } from "./en.ts";

export const es: Translation<typeof en> = {
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
