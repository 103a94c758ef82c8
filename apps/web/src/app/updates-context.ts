import { signal } from "@parley/kernel";
import { createContext } from "react";
import type { Updates } from "./boot/updates.ts";

/** Versions newer than the one that runs; none where nobody looks for them. */
export const UpdatesContext = createContext<Updates>({ state: signal("none"), start() {}, async apply() {} });
