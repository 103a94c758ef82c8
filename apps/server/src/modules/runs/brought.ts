import type {
  Gate,
  Message,
  Purse,
  RunEnd,
  RunPorts,
  RunSpec,
  RunState,
  Tool,
  ToolCallPart,
  ToolPolicy,
  ToolSpec,
  Usage,
} from "@parley/agents";
import { textOfRun } from "./text-of-run.ts";

/** A question of a program that keeps the conversation itself: all that was said comes along, and tools that it runs itself. */
export interface Brought {
  /** The model by itself: no agent's words, none of our tools. */
  readonly bare: boolean;
  /** Added to what the agent is told. */
  readonly system: string;
  readonly history: readonly Message[];
  readonly input: readonly Message[];
  readonly tools: readonly ToolSpec[];
  /** Of our tools; by itself what agents are offered by themselves. */
  readonly offered?: readonly string[];
  /** No model is asked, so nothing is to be paid. */
  readonly unpaid?: true;
  readonly maxOutputTokens: number | null;
  readonly temperature: number | null;
}

const isTheirs = ({ tools }: Brought, name: string) => tools.some((tool) => tool.name === name);

/** The agent's rules are about our tools: what the program brings is offered beside those that they allow. */
export function specOf(
  usual: RunSpec,
  { bare, system, history, input, tools, offered, maxOutputTokens, temperature }: Brought,
  ours: readonly Tool[],
  allows: (policy: ToolPolicy, name: string) => boolean,
): RunSpec {
  const brought = tools.map(({ name }) => name);
  const own = bare ? [] : ours.map(({ name }) => name).filter((name) => allows(usual.policy, name));
  return {
    ...usual,
    system: [bare ? "" : usual.system, system].filter((text) => text !== "").join("\n\n"),
    history,
    input,
    policy: { type: "allow", tools: [...own, ...brought] },
    offered: [...new Set([...(offered ?? usual.offered).filter((name) => own.includes(name)), ...brought])],
    limits: maxOutputTokens === null ? usual.limits : { ...usual.limits, maxOutputTokens },
    ...(temperature === null ? {} : { temperature }),
  };
}

/**
 * What the program brings stands in front of ours of the same name, and is never run here: none of it is let through. About ours
 * the gate decides as ever; but what would have to be asked is refused: such a run cannot wait for a person, for what was said
 * before it is kept elsewhere.
 */
export function portsOf(brought: Brought, ports: RunPorts): RunPorts {
  const theirs = brought.tools.map(
    (spec): Tool => ({
      ...spec,
      effects: { changes: "own", brings: "stranger" },
      run: async () => {
        throw new Error("Whoever brought this tool runs it.");
      },
    }),
  );
  const gate: Gate = {
    async decide(question) {
      if (isTheirs(brought, question.tool.name)) return { type: "ask", reason: "whoever brought the tool runs it" };
      const verdict = question.verdict.type === "ask" ? question.verdict : await ports.gate.decide(question);
      return verdict.type === "ask"
        ? { type: "no", reason: `${verdict.reason}; nobody can be asked for that here` }
        : verdict;
    },
  };
  const tools = [...theirs, ...ports.tools.filter(({ name }) => !isTheirs(brought, name))];
  const free: RunPorts["books"] = (work) => ports.books(({ journal }) => work({ journal, purse: unpaid }));
  return { ...ports, tools, gate, ...(brought.unpaid ? { books: free } : {}) };
}

const unpaid: Purse = {
  reserve: async () => ({ type: "ok", id: "unpaid" }),
  settle: async () => {},
};

/** A run that waits for nobody but the program is over: the program asks anew, with what its tools said. */
export function handedOver(state: RunState, brought: Brought): RunState {
  if (state.phase !== "parked") return state;
  const open = state.calls.filter(({ id }) => state.asked[id] !== undefined && state.answers[id] === undefined);
  const only = open.length > 0 && open.every(({ name }) => isTheirs(brought, name));
  return only ? { ...state, phase: "ended", end: { type: "done" } } : state;
}

/** What a program gets. */
export interface ProgramAnswer {
  readonly text: string;
  /** Those that it is to run itself. */
  readonly calls: readonly ToolCallPart[];
  /** Null: it broke in our hands. */
  readonly end: RunEnd | null;
  readonly usage: Usage;
}

/** `state` null: it broke in our hands. */
export function answerOf(state: RunState | null, brought: Brought): ProgramAnswer {
  if (state === null) return { text: "", calls: [], end: null, usage: {} };
  const added = state.messages.slice(brought.history.length + brought.input.length);
  const calls = state.calls.filter(({ id, name }) => state.asked[id] !== undefined && isTheirs(brought, name));
  return { text: textOfRun(added), calls, end: state.end ?? null, usage: state.usage };
}
