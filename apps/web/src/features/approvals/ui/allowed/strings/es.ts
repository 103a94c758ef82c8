import type { Translation } from "../../../../../shared/messages.ts";
import type { en } from "./en.ts";

export const es: Translation<typeof en> = {
  about:
    "Lo que los agentes pueden hacer por ti sin preguntar, porque respondiste a una pregunta con «Permitir siempre». Lo que quites aquí se volverá a preguntar.",
  none: "Nada está permitido siempre",
  noneHint:
    "Cuando un agente pregunta si puede ejecutar un programa o usar una herramienta, «Permitir siempre» lo pone aquí.",
  tool: "Herramienta de otro servidor, tal como se describía entonces",
  program: "Programa, reciba lo que reciba",
  used: "Último uso: {time}",
  unused: "Aún sin usar",
  forCommand: "para {command}",
  remove: "Quitar",
  removeNamed: "Preguntar de nuevo antes de {name}",
  removing: "Quitando",
  removed: "Vuelve a preguntar desde ahora: {name}",
  offline: "Esto puede haber cambiado: ahora no se puede acceder al servidor.",
};
