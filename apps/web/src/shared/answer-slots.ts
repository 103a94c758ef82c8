import { type ComponentType, createContext } from "react";

/** Draws what an agent says: markdown of anyone, sanitised, without pictures, its links saying where they lead. */
export interface AnswerBodyProps {
  readonly text: string;
}

/** Filled by `app/`; null where nothing does: then it is drawn as it was written. */
export const AnswerBodyContext = createContext<ComponentType<AnswerBodyProps> | null>(null);
