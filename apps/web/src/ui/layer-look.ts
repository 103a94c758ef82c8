import { createContext } from "react";

/** A class for menus and popovers that open from here: they stand at the end of the page, where what is dark around their button is not. */
export const LayerLook = createContext("");
