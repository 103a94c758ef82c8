import type { Session } from "@parley/matrix";
import { createContext } from "react";
import type { PrepareCall } from "../features/calls/index.ts";

/** Loads what the calls of a session need, when one is asked for or about to be. */
export type LoadCalls = (session: Session) => Promise<PrepareCall>;

/** Null: this build has no calls. The entry fills it, and must not draw in the feature for that. */
export const LoadCallsContext = createContext<LoadCalls | null>(null);
