import type { JsonSchema } from "./json.ts";
import type { Origin } from "./messages.ts";

/** What running a tool does, by which it is judged. */
export interface ToolEffects {
  /** `nothing`: only looks. `own`: something of ours. `outside`: something leaves the house. */
  readonly changes: "nothing" | "own" | "outside";
  /** Where its answers come from: anything but `own` taints the run. */
  readonly brings: Origin;
  /** The field of the input that says where something is sent; without one the tool itself is the target. */
  readonly target?: string;
  /** May run beside others of the same answer. By itself that is what changes nothing. */
  readonly parallel?: boolean;
  /** A person is asked before each call, whatever was read before. */
  readonly asks?: boolean;
}

/** A tool as a model sees it. */
export interface ToolSpec {
  /** 1 to 64 of `a-z A-Z 0-9 _ -`: what all providers take. */
  readonly name: string;
  readonly description: string;
  readonly input: JsonSchema;
}

/** A tool as data: what a model sees, and what it does. */
export interface ToolDefinition extends ToolSpec {
  readonly effects: ToolEffects;
  /** Who wrote its description and schema, where that was not us: whoever is shown them has read it. */
  readonly describedBy?: Origin;
  /** SHA-256 in hex of whose it is and how it describes itself: what was allowed for always holds for no other. */
  readonly definition?: string;
}
