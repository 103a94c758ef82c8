import type { Clock } from "@parley/kernel";
import type { JsonObject } from "../contract/json.ts";
import type { Origin, ToolCallPart } from "../contract/messages.ts";
import type { Model } from "../contract/model.ts";
import type { KeptEvent } from "../contract/run-events.ts";
import type { StreamPart, Usage } from "../contract/stream.ts";
import type { ToolDefinition } from "../contract/tools.ts";
import type { Verdict } from "../policy/tool-policy.ts";
import type { Tool } from "../tools/tool.ts";

/** Keeps what happened. */
export interface Journal {
  keep(event: KeptEvent): Promise<void>;
}

/** One call, and what the rules of `judge` say about it: never *no*, such calls do not come here. */
export interface GateQuestion {
  readonly call: ToolCallPart;
  readonly input: JsonObject;
  readonly tool: ToolDefinition;
  readonly target: string;
  readonly taint: readonly Origin[];
  readonly verdict: Verdict;
}

/** Has the last word on a call. Who only wants the rules gives their verdict back. A rejection counts as *no*. */
export interface Gate {
  decide(question: GateQuestion): Promise<Verdict>;
}

/** Puts money aside before a model is asked, and takes what it cost. */
export interface Purse {
  reserve(ask: {
    readonly provider: string;
    readonly model: string;
    readonly most: Usage;
  }): Promise<{ readonly type: "ok"; readonly id: string } | { readonly type: "no"; readonly message: string }>;
  /** `estimated` where the stream broke off before the provider had counted. */
  settle(id: string, used: { readonly usage: Usage; readonly estimated: boolean }): Promise<void>;
}

/** What a run writes down. */
export interface Books {
  readonly journal: Journal;
  readonly purse: Purse;
}

/** What a run needs of others. */
export interface RunPorts {
  /** The first is asked; the others when it does not answer. */
  readonly models: readonly Model[];
  /** All that there are: which are offered says the run's specification. */
  readonly tools: readonly Tool[];
  /**
   * Writes down what `work` does: all of it or nothing. `work` is run once and waits for the books alone. The run goes on when
   * it is on disk; a rejection ends it as *unkept*, for money and what happened are not guessed at.
   */
  readonly books: <Value>(work: (books: Books) => Promise<Value>) => Promise<Value>;
  readonly gate: Gate;
  readonly clock: Clock;
  /** Hears each part as it comes, before anything is kept. What it throws is passed over. */
  readonly watch?: (part: StreamPart, turn: number) => void;
}
