import type { en } from "./en.ts";

export const es: Record<keyof typeof en, string> = {
  close: "Cerrar",
  showPassword: "Mostrar la contraseña",
  hidePassword: "Ocultar la contraseña",
  agent: "agente",
  dismiss: "Descartar",
  notifications: "Notificaciones",
  remove: "Quitar",
  partMissing: "No se pudo cargar. Comprueba la conexión y pulsa otra vez; si no sirve, recarga la página.",
};
