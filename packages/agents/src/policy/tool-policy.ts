import type { Origin } from "../contract/messages.ts";
import type { ToolDefinition } from "../contract/tools.ts";

/** Which tools an agent has. Names are exact, or end in `*` for all that begin so. An empty list of the allowed allows none. */
export type ToolPolicy =
  | { readonly type: "all" }
  | { readonly type: "allow"; readonly tools: readonly string[] }
  | { readonly type: "deny"; readonly tools: readonly string[] };

export type Verdict =
  | { readonly type: "go" }
  | { readonly type: "ask"; readonly reason: string }
  | { readonly type: "no"; readonly reason: string };

/** Whether a tool is there at all: asked when tools are offered, and again when one is to run. */
export function allows(policy: ToolPolicy, name: string): boolean {
  if (policy.type === "all") return true;
  const named = policy.tools.some((rule) =>
    rule.endsWith("*") ? rule.length > 1 && name.startsWith(rule.slice(0, -1)) : rule === name,
  );
  return policy.type === "allow" ? named : !named;
}

interface Question {
  readonly policy: ToolPolicy;
  readonly tool: ToolDefinition;
  /** Where it is sent: see `targetOf`. */
  readonly target: string;
  /** What the run has read that is not its person's own. */
  readonly taint: readonly Origin[];
  /** Targets that the person named, or that this run has been let through to. */
  readonly knownTargets: readonly string[];
}

/** What the rules say about one call. Who runs it may be stricter. */
export function judge({ policy, tool, target, taint, knownTargets }: Question): Verdict {
  if (!allows(policy, tool.name)) return { type: "no", reason: `the tool ${tool.name} is not allowed` };
  if (tool.effects.changes === "outside" && taint.length > 0 && !knownTargets.includes(target)) {
    return { type: "ask", reason: `it would send to ${target} after reading what came from: ${taint.join(", ")}` };
  }
  if (tool.effects.asks)
    return { type: "ask", reason: `nobody has said that ${tool.name} may be used without a question` };
  return { type: "go" };
}
