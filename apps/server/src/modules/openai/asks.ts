import type { JsonSchema, Message, RunEnd, StreamPart, ToolCallPart, Usage } from "@parley/agents";
import type { Principal } from "../../platform/call.ts";

/** What a program brings to be answered, in our words. */
export interface Question {
  /** The model by itself: no agent's words, none of our tools. */
  readonly bare: boolean;
  readonly system: string;
  readonly history: readonly Message[];
  readonly input: readonly Message[];
  /** Tools that the program runs itself. */
  readonly tools: readonly { readonly name: string; readonly description: string; readonly input: JsonSchema }[];
  readonly maxOutputTokens: number | null;
  readonly temperature: number | null;
}

/** What came of it. */
export interface Answer {
  readonly text: string;
  /** Calls of the program's own tools. */
  readonly calls: readonly ToolCallPart[];
  /** Null: it broke in our hands. */
  readonly end: RunEnd | null;
  readonly usage: Usage;
}

/** What the addresses ask of the module that drives runs. */
export interface Runs {
  /** Resolves at the run's end. Throws, with a code, before it has begun. */
  answer(
    principal: Principal,
    asked: {
      readonly id: string;
      /** Null: the model by itself. */
      readonly agentId: string | null;
      /** Null: the agent's own. */
      readonly model: string | null;
      readonly brought: Question;
      readonly watch: (part: StreamPart) => void;
      readonly signal: AbortSignal;
    },
  ): Promise<Answer>;
}

/** What can be asked for by name. */
export interface Names {
  agents(principal: Principal): Promise<readonly { readonly id: string }[]>;
  models(principal: Principal): Promise<readonly { readonly id: string; readonly provider: string }[]>;
}
