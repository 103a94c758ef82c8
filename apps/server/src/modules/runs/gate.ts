import type { Gate, ToolPolicy } from "@parley/agents";
import type { AgentConfig } from "@parley/protocol";
import type { Questions } from "./asks.ts";
import type { RunRow } from "./store.ts";

interface Asking {
  readonly row: RunRow;
  readonly agent: AgentConfig;
  readonly allows: (policy: ToolPolicy, name: string) => boolean;
}

/** Why a person is asked whatever was read before; null: nobody has to be. */
function reasonOf({ agent, allows }: Asking, name: string): string | null {
  return allows({ type: "allow", tools: agent.asks }, name) ? `this agent asks each time before it uses ${name}` : null;
}

/** Asks a person where the rules say so, or where the agent's own do. */
export function askingGate(questions: Questions, asking: Asking): Gate {
  const { account, id, key, agent } = asking.row;
  return {
    async decide({ call, input, tool, target, verdict }) {
      const exec = await questions.commandOf(asking.row, tool.name, input);
      const reason =
        verdict.type === "ask" ? verdict.reason : exec ? "it would run a program" : reasonOf(asking, tool.name);
      if (reason === null) return verdict;
      // Where the agent's own rules ask each time, nothing is allowed for always.
      const definition = reasonOf(asking, tool.name) === null ? tool.definition : undefined;
      const named = {
        name: tool.name,
        input,
        target: target.slice(0, 4000),
        reason,
        ...(definition === undefined ? {} : { definition }),
      };
      const asked = { account, run: id, callId: call.id, agent, sessionKey: key, tool: named, exec };
      return (await questions.ask(asked)) ? { type: "go" } : { type: "ask", reason };
    },
  };
}

/** Where nobody can be asked, what would have to be asked is left to whoever called, who refuses it. */
export function strictGate(asking: Asking): Gate {
  return {
    async decide({ tool, verdict }) {
      const reason = reasonOf(asking, tool.name);
      return verdict.type === "go" && reason !== null ? { type: "ask", reason } : verdict;
    },
  };
}
