import { lazy } from "react";

// Fetched when an admin looks at it in the settings.
export const AllowedSettings = lazy(async () => ({
  default: (await import("./allowed/AllowedSettings.tsx")).AllowedSettings,
}));
