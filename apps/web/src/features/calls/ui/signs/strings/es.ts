import type { Translation } from "../../../../../shared/messages.ts";
import type { en } from "./en.ts";

export const es: Translation<typeof en> = {
  raise: "Levantar la mano",
  lower: "Bajar la mano",
  react: "Reaccionar",
  both: "Mano y reacciones",
  reactWith: "Reaccionar con {name}",
  thumbsup: "pulgar arriba",
  clapping: "aplausos",
  party: "confeti",
  heart: "cariño",
  laugh: "risa",
  lightbulb: "una idea",
  ok: "de acuerdo",
  thumbsdown: "pulgar abajo",
  handUp: "mano levantada",
  handNumber: "mano levantada, número {n}",
  hands: { one: "{n} mano levantada", other: "{n} manos levantadas" },
  raised: "{name} levantó la mano",
  reacted: "{name}: {emoji}",
};
