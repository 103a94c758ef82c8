import { lazy } from "react";

// One piece for all of it: nothing of it is needed to paint the list or a timeline.
const load = () => import("../features/agents/index.ts");

export const AgentRows = lazy(async () => ({ default: (await load()).AgentRows }));
export const AgentSide = lazy(async () => ({ default: (await load()).AgentSide }));
export const AgentsPage = lazy(async () => ({ default: (await load()).AgentsPage }));
export const RunPanel = lazy(async () => ({ default: (await load()).RunPanel }));
export const TalkPage = lazy(async () => ({ default: (await load()).TalkPage }));
