import type { RunEnd, RunState, StreamPart, Usage } from "@parley/agents";
import type { Clock } from "@parley/kernel";
import type { HistoryMessage } from "@parley/protocol";
import type { EventSink } from "../../platform/call.ts";
import type { RunRow } from "./store.ts";
import { textOfRun } from "./text-of-run.ts";

/** Texts are told this often at most: each of them carries all that was said, for clients of version 3. */
const everyMs = 150;

/** Tells the account's connections how a run goes. */
export interface Teller {
  begin(): void;
  part(part: StreamPart): void;
  /** It waits for a person. Gives the number of its last event. */
  wait(): number;
  end(end: RunEnd, fault: string | null, message: HistoryMessage | null, usage: Usage): void;
  /** All that was said so far. */
  said(): string;
  close(): void;
}

interface TellerDeps {
  readonly events: EventSink;
  readonly clock: Clock;
  readonly row: RunRow;
  /** What was told before it waited. */
  readonly before: { readonly seq: number; readonly state: RunState | null };
}

/** Events `chat` and `agent` of one run. */
export function createTeller({ events, clock, row, before }: TellerDeps): Teller {
  const audience = { userId: row.account };
  const names = { runId: row.id, sessionKey: row.key };
  let { seq } = before;
  let said = before.state === null ? "" : saidSo(before.state);
  let told = said.length;
  let cancel: (() => void) | null = null;

  const agent = (stream: "lifecycle" | "assistant" | "tool", data: Record<string, unknown>) =>
    events.emit("agent", { ...names, seq: ++seq, stream, ts: clock.now(), data }, audience);
  const flush = () => {
    cancel?.();
    cancel = null;
    if (told === said.length) return;
    const deltaText = said.slice(told);
    told = said.length;
    agent("assistant", { text: said, delta: deltaText });
    const message = {
      role: "assistant" as const,
      content: [{ type: "text" as const, text: said }],
      timestamp: clock.now(),
    };
    events.emit("chat", { ...names, seq: ++seq, state: "delta", message, deltaText }, audience);
  };

  return {
    begin: () => agent("lifecycle", { phase: before.state === null ? "start" : "resume", startedAt: row.started_at }),
    part(part) {
      if (part.type === "text") {
        said += part.delta;
        // The first words at once: a timer would come after all that a short answer has to be kept of.
        if (told === 0) flush();
        else cancel ??= clock.after(everyMs, flush);
      } else if (part.type === "tool-end") {
        flush();
        // A text that follows is a paragraph of its own.
        if (said !== "" && !said.endsWith("\n\n")) said += "\n\n";
        told = said.length;
        agent("tool", { phase: "start", name: part.name, toolCallId: part.id });
      }
    },
    wait() {
      flush();
      agent("lifecycle", { phase: "waiting" });
      return seq;
    },
    end(end, fault, message, usage) {
      flush();
      const used = { inputTokens: usage.inputTokens, outputTokens: usage.outputTokens };
      const counted = Object.fromEntries(Object.entries(used).filter(([, count]) => count !== undefined));
      if (end.type === "done" || end.type === "limit") {
        agent("lifecycle", { phase: "end", endedAt: clock.now() });
        const stopReason = end.type === "done" ? "stop" : end.limit;
        const last = { ...names, seq: ++seq, state: "final" as const, usage: counted, stopReason };
        events.emit("chat", message === null ? last : { ...last, message }, audience);
      } else if (end.type === "cancelled") {
        agent("lifecycle", { phase: "end", endedAt: clock.now(), aborted: true });
        const last = { ...names, seq: ++seq, state: "aborted" as const };
        events.emit("chat", message === null ? last : { ...last, message }, audience);
      } else {
        const errorMessage = fault ?? "The run failed.";
        agent("lifecycle", { phase: "error", error: errorMessage });
        const kind = end.type === "failed" && end.fault.kind !== "auth" ? end.fault.kind : "unknown";
        events.emit("chat", { ...names, seq: ++seq, state: "error", errorMessage, errorKind: kind }, audience);
      }
    },
    said: () => said.trim(),
    close() {
      cancel?.();
      cancel = null;
    },
  };
}

/** What it had said before it waited; what follows is a paragraph of its own. */
function saidSo({ spec, messages }: RunState): string {
  const text = textOfRun(messages.slice(spec.history.length + spec.input.length));
  return text === "" ? "" : `${text}\n\n`;
}
