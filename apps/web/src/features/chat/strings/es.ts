import type { Translation } from "../../../shared/messages.ts";
import { en } from "./en.ts";

export const es: Translation<typeof en> = en;
