import { signal } from "@parley/kernel";

/** Whether the quick switcher is open. */
export const switcherOpen = signal(false);
/** Whether the list of what waits to be sent is open. */
export const queueOpen = signal(false);
