import { fieldsOf } from "@parley/kernel";
import type { ResultOf } from "@parley/protocol";

type KeptStep = ResultOf<"runs.get">["steps"][number];

/** One line of what a run did. */
export interface Step {
  readonly key: string;
  /** `unknown`: it was begun, and nobody knows what it did. */
  readonly sign: "ok" | "failed" | "denied" | "unknown" | "asked" | "going" | "note";
  readonly what:
    | { readonly type: "tool"; readonly name: string; readonly target: string }
    | { readonly type: "said" }
    | { readonly type: "retried" | "failed-over" | "compacted" | "stopped" }
    | { readonly type: "tainted"; readonly origins: readonly string[] };
  /** What was given to a tool, or what a model or a fault said. */
  readonly input: string;
  readonly output: string;
  /** Milliseconds; null where it is not known. */
  readonly ms: number | null;
  /** Whether somebody was asked, and what they said. */
  readonly approved: boolean | null;
  readonly reason: string;
}

const wordOf = (value: unknown): string => (typeof value === "string" ? value : "");
const listOf = (value: unknown): readonly Record<string, unknown>[] =>
  Array.isArray(value) ? value.map((part) => ({ ...fieldsOf(part) })) : [];

/** A value as people read it: text as it is, the rest as JSON. */
function shown(value: unknown): string {
  if (typeof value === "string") return value;
  return value === undefined || value === null ? "" : (JSON.stringify(value, null, 2) ?? "");
}

const textOf = (parts: unknown): string =>
  listOf(parts)
    .map((part) => (part.type === "text" ? wordOf(part.text) : part.type === "image" ? "[…]" : ""))
    .filter((text) => text !== "")
    .join("\n");

const empty = { input: "", output: "", ms: null, approved: null, reason: "" } as const;
const signs: Readonly<Record<string, Step["sign"]>> = {
  ok: "ok",
  failed: "failed",
  denied: "denied",
  unknown: "unknown",
};

/** What a run did, from the events that were kept of it. What this version does not know is left out. */
export function stepsOf(kept: readonly KeptStep[]): readonly Step[] {
  const steps: Step[] = [];
  const tool = (callId: string, part: Partial<Step>, name = "", target = "") => {
    const key = `call ${callId}`;
    const at = steps.findIndex((step) => step.key === key);
    const before = steps[at];
    if (before === undefined) {
      steps.push({ ...empty, key, sign: "going", what: { type: "tool", name, target }, ...part });
      return;
    }
    const what = before.what.type === "tool" && target !== "" ? { ...before.what, target } : before.what;
    steps[at] = { ...before, what, ...part };
  };
  for (const { seq, type, event } of kept) {
    const key = `step ${seq}`;
    switch (type) {
      case "message": {
        const parts = listOf(fieldsOf(event.message).parts);
        const text = textOf(parts);
        const calls = parts.filter((part) => part.type === "tool-call");
        // The last words are the answer itself: it stands in the conversation.
        if (text !== "" && calls.length > 0)
          steps.push({ ...empty, key, sign: "note", what: { type: "said" }, output: text });
        for (const call of calls) tool(wordOf(call.id), { input: shown(call.input) }, wordOf(call.name));
        break;
      }
      case "asked": {
        const call = fieldsOf(event.call);
        const part = { sign: "asked", reason: wordOf(event.reason) } as const;
        tool(wordOf(call.id), part, wordOf(call.name), wordOf(event.target));
        break;
      }
      case "answered":
        tool(wordOf(event.callId), {
          approved: event.approved === true,
          sign: event.approved === true ? "going" : "denied",
        });
        break;
      case "tool-started":
        tool(wordOf(event.callId), { sign: "going" }, "", wordOf(event.target));
        break;
      case "tool-ended": {
        const result = fieldsOf(event.result);
        const outcome = signs[wordOf(result.outcome)] ?? "unknown";
        const ms = typeof event.ms === "number" ? event.ms : null;
        tool(wordOf(result.callId), { sign: outcome, ms, output: textOf(result.parts) }, wordOf(result.name));
        break;
      }
      case "attempt-failed": {
        const next = wordOf(fieldsOf(event.next).type);
        const how =
          next === "retry"
            ? "retried"
            : next === "fail-over"
              ? "failed-over"
              : next === "compact"
                ? "compacted"
                : "stopped";
        const output = wordOf(fieldsOf(event.fault).message);
        steps.push({ ...empty, key, sign: how === "stopped" ? "failed" : "note", what: { type: how }, output });
        break;
      }
      case "tainted": {
        const origins = Array.isArray(event.origins) ? event.origins.map(wordOf).filter((word) => word !== "") : [];
        steps.push({ ...empty, key, sign: "note", what: { type: "tainted", origins } });
        break;
      }
      case "compacted":
        steps.push({ ...empty, key, sign: "note", what: { type: "compacted" }, output: wordOf(event.note) });
        break;
    }
  }
  return steps;
}
