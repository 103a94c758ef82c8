import { lazy } from "react";

// Fetched when somebody makes or changes an agent.
export const AgentDialog = lazy(async () => ({ default: (await import("./AgentDialog.tsx")).AgentDialog }));
