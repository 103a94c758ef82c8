import type { Translation } from "../../../../../shared/messages.ts";
import type { en } from "./en.ts";

export const es: Translation<typeof en> = {
  incoming: "Llamadas entrantes",
  voiceCall: "Llamada de voz",
  videoCall: "Videollamada",
  inRoom: "en {room}",
  answer: "Responder",
  answerVoice: "Responder con voz",
  answerVideo: "Responder con vídeo",
  decline: "Rechazar",
  declineNamed: "Rechazar la llamada de {name}",
  answerNamed: "Responder a la llamada de {name}",
  moves: "Si respondes, dejas la llamada de {room}.",
  announced: "{name} te llama. {kind}.",
  announcedKeys: "{name} te llama. {kind}. Pulsa F6 para llegar a la tarjeta.",
  cardVoice: "te llama",
  cardVideo: "te llama con vídeo",
  hiddenTitle: "Parley",
  hiddenBody: "Alguien te llama",
  notDeclined: "No se pudo avisar al servidor: {name} sigue llamando. Tu tarjeta ya no está.",

  ringing: "Llamando a {name}…",
  declined: "{name} rechazó la llamada. Puedes esperar, llamar otra vez o escribir.",
  unanswered: "{name} no responde. Encontrará una llamada perdida.",
  failed: "No se pudo avisar a {name} de esta llamada: el servidor no lo aceptó.",
  ringAgain: "Llamar otra vez",

  lineStarted: "{name} empezó una llamada",
  lineCalled: "{name} llamó",
  lineYou: "Llamaste",
  lineMissed: "Llamada perdida de {name}",
  lineDeclined: "rechazada",
  lineUnanswered: "sin respuesta",
  callBack: "Devolver la llamada",
};
