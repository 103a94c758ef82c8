import { createLate } from "./late.ts";

// Menus and popovers stand on code as large as all that the list of rooms is drawn by, and open at a press alone.

export const menuLayer = createLate(() => import("./MenuLayer.tsx"));
export const popoverLayer = createLate(() => import("./PopoverLayer.tsx"));

/** Fetches what menus and popovers are made of. */
export const loadLayers = async (): Promise<void> => {
  await Promise.all([menuLayer.load(), popoverLayer.load()]);
};
