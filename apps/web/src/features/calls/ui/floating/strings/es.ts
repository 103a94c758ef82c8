import type { Translation } from "../../../../../shared/messages.ts";
import type { en } from "./en.ts";

export const es: Translation<typeof en> = {
  float: "Mantener sobre otras ventanas",
  unfloat: "Cerrar la ventana flotante",
  title: "Llamada en {room}",
  backTo: "Volver a la llamada",
  failed: "No se pudo abrir la ventana flotante. La llamada continúa aquí.",
};
