import { lazy } from "react";

/** What goes into a call and what is chosen of it; comes with the first call, or with the settings. */
export const loadOwnDevices = () => import("./own-devices.ts");

/** The settings of calls. */
export const CallsSettings = lazy(async () => ({ default: (await import("./CallsPage.tsx")).CallsPage }));
