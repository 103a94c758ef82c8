import { createHash } from "node:crypto";
import type { StreamPart, Tool, ToolResult } from "@parley/agents";
import { AppError } from "@parley/kernel";
import type { AgentConfig } from "@parley/protocol";
import type { Principal } from "../../platform/call.ts";
import type { RunAsks } from "./asks.ts";
import { answerOf, type Brought, type ProgramAnswer } from "./brought.ts";
import { modelOf, type OneCall, questionOf, resultOf } from "./one-call.ts";
import type { RunService } from "./service.ts";

/** One question of a program that keeps the conversation itself. */
interface Answering {
  /** The run's. */
  readonly id: string;
  /** Null: the model by itself. */
  readonly agentId: string | null;
  /** Null: the agent's own. */
  readonly model: string | null;
  readonly brought: Brought;
  readonly watch: (part: StreamPart) => void;
  /** Aborts when the program has gone: so does the run. */
  readonly signal: AbortSignal;
}

/** One call of a tool. */
interface Invoking {
  readonly id: string;
  /** Whose agent and whose history are asked: what was read there taints the call. */
  readonly sessionKey: string;
  readonly call: OneCall;
  /** Only looks whether it would be tried. */
  readonly dryRun: boolean;
  readonly signal: AbortSignal;
}

/** What programs ask past our conversations: nothing of it is kept but the run. */
export function createPrograms({
  service,
  asks,
  tools,
}: {
  readonly service: RunService;
  readonly asks: Pick<RunAsks, "personas" | "models" | "conversations">;
  readonly tools: (agent: AgentConfig, account: string) => Promise<readonly Tool[]>;
}) {
  return {
    /** Resolves at the run's end. Throws NOT_FOUND, NOT_OFFERED, CONFLICT, RATE_LIMITED and STARTING before it has begun. */
    async answer(
      principal: Principal,
      { id, agentId, model, brought, watch, signal }: Answering,
    ): Promise<ProgramAnswer> {
      const agent = agentId === null ? noAgent : await asks.personas.talkable(principal, agentId);
      const opened = await asks.models.open(model ?? agent.model);
      if (opened === null) throw new AppError("NOT_OFFERED", "No model was chosen yet.");
      const key = agentId === null ? `agent:main:model:${nameOf(id)}` : `agent:${agent.id}:openai:${nameOf(id)}`;
      const asked = { id, key, agent, model: opened, input: brought, taint: [], watch, signal };
      return answerOf(await service.drive(principal.userId, asked), brought);
    },
    /** `fits`: a dry run that would be tried. Throws NOT_FOUND where the agent has no such tool, BAD_PARAMS where the input does not fit. */
    async invoke(
      principal: Principal,
      { id, sessionKey, call, dryRun, signal }: Invoking,
    ): Promise<ToolResult | "fits"> {
      const account = principal.userId;
      const { agentId, taint } = await asks.conversations.open(account, sessionKey);
      const agent = await asks.personas.talkable(principal, agentId);
      const { allows, checkInput } = await import("@parley/agents");
      const tool = (await tools(agent, account)).find(({ name }) => name === call.name);
      if (!tool || !allows(agent.tools, tool.name)) throw new AppError("NOT_FOUND", "The agent has no such tool.");
      const faults = checkInput(tool.input, call.input);
      if (faults.length > 0) throw new AppError("BAD_PARAMS", `The input is not right: ${faults.join("; ")}.`);
      if (dryRun) return "fits";
      const state = await service.drive(account, {
        id,
        key: `agent:${agent.id}:tool:${nameOf(id)}`,
        agent,
        model: { name: null, model: modelOf(call) },
        input: questionOf(call),
        taint,
        watch: () => {},
        signal,
      });
      const result = resultOf(state);
      if (result === null) throw new AppError("PART_DOWN", "The call was stopped, or could not be kept.");
      return result;
    },
  };
}

/** A key's signs are fewer than those of a run's id, which a program may choose. */
function nameOf(id: string): string {
  return createHash("sha256").update(id).digest("base64url").slice(0, 22);
}

/** In place of an agent where a model is asked by itself. No agent has this name. */
const noAgent: AgentConfig = {
  id: "(model)",
  name: "",
  emoji: null,
  avatar: null,
  model: null,
  instructions: "",
  tools: { type: "allow", tools: [] },
  fallbacks: [],
  asks: [],
  exec: false,
  budget: {},
  reset: { mode: "manual" },
  owner: null,
  shared: false,
  updatedAt: 0,
};
