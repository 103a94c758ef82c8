import type { Translation } from "../../../shared/messages.ts";
import type { en } from "./en.ts";

export const es: Translation<typeof en> = {
  startVoice: "Iniciar llamada de voz",
  startVideo: "Iniciar videollamada",
  call: "Iniciar llamada",
  joinVideo: "Unirse con vídeo",
  joinVoice: "Unirse con voz",
  join: "Unirse",
  joinToo: "Unirse también aquí",
  onAnother: "Estás en esta llamada en otro dispositivo.",
  joinWith: "Unirse con …",
  startWith: "Iniciar llamada con …",
  more: "Más formas de llamar",
  joinNamed: { one: "Unirse a la llamada, {n} participante", other: "Unirse a la llamada, {n} participantes" },
  returnSaid: "La página se cargó de nuevo, así que ya no estás en la llamada de {room}.",
  returnMoved: "La llamada en {room} estaba en la otra pestaña y terminó con ella.",
  returnJoin: "Volver a entrar",
  returnForget: "Descartar",
  inCall: { one: "{n} en la llamada", other: "{n} en la llamada" },
};
