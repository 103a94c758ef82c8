import type { Messages } from "../shared/messages.ts";

/** The Spanish of every part, by the path of its file. */
export const es = import.meta.glob<Messages>("../**/strings/es.ts", { eager: true, import: "es" });
