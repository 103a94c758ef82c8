import { signal } from "@parley/kernel";
import { createContext } from "react";
import type { Install } from "./boot/install.ts";

/** The way onto the home screen; none where there is none. */
export const InstallContext = createContext<Install>({
  way: signal("none"),
  hinted: signal(false),
  async ask() {},
  dismiss() {},
});
