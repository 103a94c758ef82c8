import type { Translation } from "../../../../../shared/messages.ts";
import type { en } from "./en.ts";

export const es: Translation<typeof en> = {
  search: "Buscar emoji",
  grid: "Emoji",
  groups: "Grupos de emoji",
  recent: "Usados hace poco",
  found: { one: "{n} encontrado", other: "{n} encontrados" },
  nothing: "Ningún emoji se llama {term}.",
  loading: "Cargando los emoji",
  failed: "No se han podido cargar los emoji. Llegarán cuando vuelva la conexión.",
  again: "Volver a intentarlo",
  tone: "Tono de piel",
  tone0: "Sin tono de piel",
  tone1: "Tono de piel claro",
  tone2: "Tono de piel medio claro",
  tone3: "Tono de piel medio",
  tone4: "Tono de piel medio oscuro",
  tone5: "Tono de piel oscuro",
};
