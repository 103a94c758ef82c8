import type { Message, Model, Origin, RunPorts, RunState, Tool } from "@parley/agents";
import type { Clock } from "@parley/kernel";
import type { AgentConfig, HistoryMessage } from "@parley/protocol";
import type { Conversations } from "./asks.ts";
import type { RunRow, RunStore } from "./store.ts";
import type { Teller } from "./teller.ts";

/** Messages of a conversation that a model may be shown; how many fit is the loop's business. */
const historyMost = 400;

interface Drive {
  readonly row: RunRow;
  readonly agent: AgentConfig;
  readonly model: Model;
  /** What is said now, as it was kept. */
  readonly input: HistoryMessage;
  readonly taint: readonly Origin[];
  readonly stop: AbortController;
  readonly teller: Teller;
}

/** Drives a run to its end. Its code is loaded with the first one. */
export async function driveRun(
  deps: {
    readonly rows: RunStore;
    readonly asks: { readonly conversations: Conversations };
    readonly tools: () => Promise<readonly Tool[]>;
    readonly clock: Clock;
  },
  { row, agent, model, input, taint, stop, teller }: Drive,
): Promise<RunState> {
  const { rows, asks, clock } = deps;
  const agents = await import("@parley/agents");
  const history = await asks.conversations.history(row.account, row.key, historyMost);
  const at = history.findIndex(({ id }) => id === input.id);
  const spec = {
    system: agents.systemPrompt({ name: agent.name, instructions: agent.instructions }),
    // What is said now was kept before the run began: what stands behind it is no part of the question.
    history: (at < 0 ? history : history.slice(0, at)).flatMap(messageOfHistory),
    input: messageOfHistory(input),
    taint,
    policy: agent.tools,
    offered: agents.defaultTools,
    knownTargets: [],
    limits: agents.usualLimits,
  };
  const ports: RunPorts = {
    models: [model],
    tools: await deps.tools(),
    journal: {
      async keep(event) {
        await rows.keep(row.account, row.id, event);
      },
    },
    // Nobody can be asked yet: what would have to be asked is refused, and the model is told so.
    gate: {
      decide: async ({ verdict }) =>
        verdict.type === "ask"
          ? { type: "no", reason: `${verdict.reason}; nobody can be asked for that here` }
          : verdict,
    },
    purse: { reserve: async () => ({ type: "ok", id: row.id }), settle: async () => {} },
    clock,
    watch: (part) => teller.part(part),
  };
  return agents.drive(agents.newRun(spec), ports, { signal: stop.signal });
}

function messageOfHistory({ role, content }: HistoryMessage): Message[] {
  const text = content.map((part) => part.text).join("\n");
  if (text === "") return [];
  if (role === "user") return [{ role: "user", parts: [{ type: "text", text }] }];
  return role === "assistant" ? [{ role: "assistant", parts: [{ type: "text", text }] }] : [];
}

/** What an agent has said in these messages. */
export function textOfRun(messages: readonly Message[]): string {
  return messages
    .map((message) =>
      (message.role === "assistant" ? message.parts : [])
        .map((part) => (part.type === "text" ? part.text : ""))
        .join(""),
    )
    .filter((text) => text !== "")
    .join("\n\n");
}
