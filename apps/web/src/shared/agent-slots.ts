import { type ComponentType, createContext } from "react";

/** The agents at home, beside people: rows of a list, or on a phone one line that leads to them. Filled by `app/`. */
export interface AgentRowsProps {
  readonly shape: "rows" | "line";
}

/** Null where there are none, as in a test of the chat alone. */
export const AgentRowsContext = createContext<ComponentType<AgentRowsProps> | null>(null);
