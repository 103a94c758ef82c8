import { signal } from "@parley/kernel";

/** Whether the quick switcher is open. */
export const switcherOpen = signal(false);
