import type { StreamPart } from "@parley/agents";
import type { FaceFault } from "../../platform/http/faces.ts";
import type { Answer, Question } from "./asks.ts";

/** How one address asks and is answered. */
export interface Wire {
  /** Throws BAD_PARAMS. `id`: the run's. */
  read(body: unknown, made: { readonly id: string; readonly now: number }): WireQuestion;
}

/** One request, read. */
export interface WireQuestion {
  readonly model: string;
  readonly stream: boolean;
  readonly question: Omit<Question, "bare">;
  /** The whole answer at once. */
  whole(answer: Answer): FaceFault;
  /** The answer piece by piece. Says its first piece at once. */
  pieces(send: (piece: string) => void): {
    readonly watch: (part: StreamPart) => void;
    readonly end: (answer: Answer) => void;
  };
}
