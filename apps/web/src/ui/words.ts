import { createContext, useContext } from "react";
import { en } from "./strings/en.ts";

/** The few words that primitives say by themselves; the app hands in those of the chosen language. */
export const UiWords = createContext<Record<keyof typeof en, string>>(en);

export const useWords = (): Record<keyof typeof en, string> => useContext(UiWords);
