import type { Translation } from "../../../shared/messages.ts";
import type { en } from "./en.ts";

export const es: Translation<typeof en> = {
  title: "Esperan tu respuesta",
  asksCommand: "{name} quiere ejecutar un programa",
  asksTool: "{name} quiere usar {tool}",
  aProgram: "Un programa",
  argv: "Exactamente lo que se ejecuta",
  input: "Exactamente lo que recibe",
  target: "Envía a",
  folder: "En la carpeta",
  path: "El programa",
  onBehalf: "Para {account}",
  endsIn: "Termina en {time}, y cuenta como un no.",
  deny: "Denegar",
  once: "Permitir una vez",
  always: "Permitir siempre",
  alwaysHint: "Permite desde ahora el mismo programa a este agente, reciba lo que reciba.",
  alwaysToolHint:
    "Permite desde ahora esta herramienta a este agente, tal como se describe ahora. Tras leer palabras de otros sigue preguntando.",
  answering: "Respondiendo",
  denied: "Denegado: {what}",
  allowedOnce: "Permitido una vez: {what}",
  allowedAlways: "Permitido siempre: {what}",
  tooLate: "Otra persona ya respondió, o se acabó el tiempo. Tu respuesta no cambió nada.",
  notMine: "Esto lo responden el propietario y los administradores del servidor.",
  failed: "Tu respuesta no llegó, y no se permitió nada con ella. La pregunta sigue esperando.",
  unread: "No se pudo leer lo que espera respuesta.",
};
