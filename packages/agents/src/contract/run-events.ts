import type { AssistantMessage, Message, Origin, ToolCallPart, ToolResult } from "./messages.ts";
import type { ModelFault, StreamPart, Usage } from "./stream.ts";

/** Why a run stopped. `limit` names what it ran into; `parked` waits for an answer and goes on as the same run. */
export type RunEnd =
  | { readonly type: "done" }
  | { readonly type: "cancelled" }
  | { readonly type: "limit"; readonly limit: "turns" | "loop" | "budget" | "output"; readonly message: string }
  | { readonly type: "failed"; readonly fault: ModelFault }
  /** Everything stopped while a model was answering. Asked again only when somebody wants it: that costs once more. */
  | { readonly type: "interrupted" }
  /** Whoever keeps the events or the money did not answer: nothing more could be promised. */
  | { readonly type: "unkept"; readonly message: string };

/** What is done after an attempt at a model failed. */
export type NextStep =
  | { readonly type: "retry"; readonly waitMs: number }
  | { readonly type: "fail-over" }
  | { readonly type: "compact" }
  | { readonly type: "stop" };

/** A model that may be asked, in the order in which they are. */
export interface ChainedModel {
  readonly provider: string;
  readonly model: string;
  readonly contextTokens?: number;
  readonly images?: boolean;
}

/**
 * What a run tells while it goes: each is kept by the journal before the run goes on. Plain data, from which the whole state of
 * the run can be made again.
 */
export type RunEvent =
  | { readonly type: "started"; readonly chain: readonly ChainedModel[]; readonly input: readonly Message[] }
  | { readonly type: "resumed"; readonly chain: readonly ChainedModel[] }
  | { readonly type: "tainted"; readonly origins: readonly Origin[] }
  /** Tools that are offered from now on beside those of the beginning. */
  | { readonly type: "offered"; readonly names: readonly string[] }
  | { readonly type: "compacted"; readonly leftOut: number; readonly shortened: number; readonly note: string }
  | {
      readonly type: "turn";
      readonly turn: number;
      readonly attempt: number;
      readonly provider: string;
      readonly model: string;
    }
  /** All of one stream, deltas of one block joined: what replay reads. */
  | {
      readonly type: "streamed";
      readonly turn: number;
      readonly attempt: number;
      readonly parts: readonly StreamPart[];
    }
  | {
      readonly type: "attempt-failed";
      readonly turn: number;
      readonly attempt: number;
      readonly fault: ModelFault;
      readonly next: NextStep;
    }
  | { readonly type: "message"; readonly turn: number; readonly message: AssistantMessage; readonly usage: Usage }
  | { readonly type: "asked"; readonly call: ToolCallPart; readonly target: string; readonly reason: string }
  /** `late`: nobody answered in time. */
  | { readonly type: "answered"; readonly callId: string; readonly approved: boolean; readonly late?: true }
  | { readonly type: "tool-started"; readonly callId: string; readonly target: string }
  | { readonly type: "tool-ended"; readonly result: ToolResult; readonly ms: number }
  | { readonly type: "parked"; readonly calls: readonly string[] }
  | { readonly type: "ended"; readonly end: RunEnd; readonly usage: Usage };

/** An event with its place and time in the run. */
export interface KeptEvent {
  /** 1, 2, 3, … without a gap, over a park and what follows it too. */
  readonly seq: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly event: RunEvent;
}
