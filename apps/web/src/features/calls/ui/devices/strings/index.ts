import { en } from "./en.ts";

/** What devices, their preview and the settings of calls say. */
export const deviceStrings = { part: "features/calls/ui/devices", en };
