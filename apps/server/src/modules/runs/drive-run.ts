import type { KeptEvent, Model, Origin, Purse, RunPorts, RunState, StreamPart, Tool } from "@parley/agents";
import type { Clock } from "@parley/kernel";
import type { AgentConfig, HistoryMessage } from "@parley/protocol";
import type { AnyTx } from "../../platform/store/store.ts";
import type { RunAsks } from "./asks.ts";
import { type Brought, handedOver, portsOf, specOf } from "./brought.ts";
import { askingGate, strictGate } from "./gate.ts";
import { messageOf, saidBefore } from "./history.ts";
import { keptSpec } from "./kept-run.ts";
import type { RunRow, RunStore } from "./store.ts";
import type { Teller } from "./teller.ts";

/** Where a run goes on from, and what people said meanwhile. */
interface From {
  readonly state: RunState;
  readonly answers: Readonly<Record<string, boolean | "late">>;
  /** It was found so at the start of the server. */
  readonly restarted: boolean;
}

export interface Drive {
  readonly row: RunRow;
  readonly agent: AgentConfig;
  readonly model: Model;
  /** Asked when the one before does not answer. */
  readonly others: readonly { readonly name: string; readonly model: Model }[];
  /** What is said now: as it was kept in the conversation, or brought along with all that was said before. Or a run goes on. */
  readonly input: HistoryMessage | Brought | From;
  readonly taint: readonly Origin[];
  readonly stop: AbortController;
  readonly teller: Teller;
  /** Hears what comes beside the teller. */
  readonly watch?: (part: StreamPart) => void;
}

/** Drives a run to its end, or to where it waits for a person. Its code is loaded with the first one. */
export async function driveRun(
  deps: {
    readonly rows: RunStore;
    readonly asks: Pick<RunAsks, "conversations" | "usage" | "questions">;
    /** For runs of that account. */
    readonly tools: (agent: AgentConfig, account: string) => Promise<readonly Tool[]>;
    /** Those that know whose run it is. */
    readonly ownTools: (row: RunRow, agent: AgentConfig) => Promise<readonly Tool[]>;
    readonly clock: Clock;
  },
  { row, agent, model, others, input, taint, stop, teller, watch }: Drive,
): Promise<RunState> {
  const { rows, asks, clock } = deps;
  const agents = await import("@parley/agents");
  const brought = "history" in input ? input : null;
  const told =
    "content" in input
      ? { history: await saidBefore(asks.conversations, row, input.id), input: messageOf(input) }
      : { history: [], input: [] };
  // As the agent's rules are now, for a run that waited too: what it had then is in its specification.
  const own = (await deps.ownTools(row, agent)).filter(({ name }) => brought === null || name !== "exec");
  const tools = [...(await deps.tools(agent, row.account)), ...own].filter(({ name }) =>
    agents.allows(agent.tools, name),
  );
  const named = namedTools(agent, tools);
  const spec = {
    system: agents.systemPrompt({ name: agent.name, instructions: agent.instructions }),
    ...told,
    taint: [...new Set([...taint, ...named.flatMap(({ describedBy }) => describedBy ?? [])])],
    policy: agent.tools,
    offered: [...agents.defaultTools, ...(agent.exec ? ["exec"] : []), ...named.map(({ name }) => name)],
    knownTargets: [],
    limits: agents.usualLimits,
  };
  const asking = { row, agent, allows: agents.allows };
  const ports: RunPorts = {
    models: [model, ...others.map((other) => other.model)],
    tools,
    books: booksOf(rows, {
      row,
      spec: "content" in input ? keptSpec(spec, input) : null,
      purse: await purseOf(asks.usage, { row, agent, models: [{ name: row.model, model }, ...others] }),
    }),
    gate: brought === null ? askingGate(asks.questions, asking) : strictGate(asking),
    clock,
    watch: (part) => {
      teller.part(part);
      watch?.(part);
    },
  };
  const how = { signal: stop.signal };
  if ("state" in input) {
    return agents.drive(input.state, ports, { ...how, answers: input.answers, restarted: input.restarted });
  }
  if ("content" in input) return agents.drive(agents.newRun(spec), ports, how);
  const run = agents.newRun(specOf(spec, input, ports.tools, agents.allows));
  return handedOver(await agents.drive(run, portsOf(input, ports), how), input);
}

const namedMost = 20;

/** Tools of others that an agent is allowed by their whole name: it need not look for them, and has read how they describe themselves. */
function namedTools({ tools: policy }: AgentConfig, tools: readonly Tool[]): readonly Tool[] {
  if (policy.type !== "allow") return [];
  return tools
    .filter(({ name, definition }) => definition !== undefined && policy.tools.includes(name))
    .slice(0, namedMost);
}

interface Paying {
  readonly row: RunRow;
  readonly agent: AgentConfig;
  readonly models: readonly { readonly name: string | null; readonly model: Model }[];
}

/** What is written down is one transaction each; what the run was asked to do is kept with the first of them. */
function booksOf(
  rows: RunStore,
  { row: { account, id }, spec, purse }: { row: RunRow; spec: string | null; purse: (tx: AnyTx) => Purse },
): RunPorts["books"] {
  let unkept = spec;
  return async (work) => {
    const value = await rows.write(async (tx) => {
      if (unkept !== null) await rows.keepSpecIn(tx, account, id, unkept);
      const journal = { keep: async (event: KeptEvent) => void (await rows.keepIn(tx, account, id, event)) };
      return work({ journal, purse: purse(tx) });
    });
    unkept = null;
    return value;
  };
}

/** What is asked by its name of the server: prices and sums go by that. Where there is no model at all, nothing is paid. */
async function purseOf(usage: RunAsks["usage"], { row, agent, models }: Paying): Promise<(tx: AnyTx) => Purse> {
  const { account, id, key } = row;
  if (row.model === null) return () => ({ reserve: async () => ({ type: "ok", id }), settle: async () => {} });
  const draws = { account, agent: agent.id, budget: agent.budget, run: id, conversationKey: key };
  const purse = await usage.purseOf(draws);
  return (tx) => ({
    reserve({ provider, model: name, most }) {
      const asked = models.find(({ model }) => model.provider === provider && model.name === name);
      return purse.reserve(tx, { model: asked?.name ?? `${provider}/${name}`, most });
    },
    settle: (...used) => purse.settle(tx, ...used),
  });
}
