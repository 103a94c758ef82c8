import { AppError, type Clock, type Random } from "@parley/kernel";
import type { AgentConfig, ParsedParamsOf } from "@parley/protocol";
import type { HandlersOf, Principal } from "../../platform/call.ts";
import type { Store } from "../../platform/store/store.ts";
import { createNotes } from "./notes.ts";
import { mayChange, mayLetRun, mayRead, mayShare, mayTalk } from "./policy.ts";
import { type AgentRow, createAgentStore, neverReset } from "./store.ts";

/** What the module needs. */
export interface AgentsDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  /** Throws NOT_FOUND where there is no such model. */
  readonly knowsModel: (name: string) => Promise<unknown>;
  /** Why no agent can run programs here; null: they can. */
  readonly noPrograms: () => Promise<string | null>;
  /** An agent is gone, or told something else than before: what was kept of what it was told goes, too. */
  readonly onToldOtherwise: () => void;
}

type Methods =
  | "agents.list"
  | "agents.get"
  | "agents.create"
  | "agents.update"
  | "agents.delete"
  | "agent.identity.get";

const mainId = "main";
const agentsMost = 100;
/** Foreign clients expect to be told a folder. */
const noFolder = "(none)";

/** Configured personas: whose they are, what they are told, and which model and tools they have. */
export function createAgentsModule({ store, clock, random, knowsModel, noPrograms, onToldOtherwise }: AgentsDeps) {
  const rows = createAgentStore(store);
  const notes = createNotes(store, clock);
  const find = async (id: string): Promise<AgentRow | undefined> =>
    (await rows.find(id.toLowerCase())) ?? (id.toLowerCase() === mainId ? standard : undefined);
  const talkable = async (principal: Principal, id: string): Promise<AgentRow> => {
    const row = await find(id);
    if (!mayTalk(principal, row)) throw new AppError("NOT_FOUND", "There is no such agent.");
    return row;
  };

  /** Whoever lets an agent run programs is told where that is not possible. */
  const letRun = async (principal: Principal, exec: boolean | undefined) => {
    mayLetRun(principal, exec);
    const why = exec === true ? await noPrograms() : null;
    if (why !== null) throw new AppError("NOT_OFFERED", why);
  };

  const handlers: HandlersOf<Methods> = {
    async "agents.list"(_params, { principal }) {
      const found = await rows.list(principal.userId);
      const all = found.some(({ id }) => id === mainId) ? found : [standard, ...found];
      return { defaultId: mainId, mainKey: mainId, scope: "per-sender", agents: all.map(summary) };
    },
    "agents.get": async ({ agentId }, { principal }) => ({
      agent: shown(mayRead(principal, await talkable(principal, agentId))),
    }),
    async "agents.create"({ name, model, emoji, avatar, instructions, tools, shared, ...more }, { principal }) {
      mayShare(principal, shared);
      await letRun(principal, more.exec);
      for (const named of [...(model === undefined ? [] : [model]), ...(more.fallbacks ?? [])]) await knowsModel(named);
      const now = clock.now();
      const id = await rows.write(async (tx) => {
        if ((await rows.countOf(tx, principal.userId)) >= agentsMost) {
          throw new AppError("CONFLICT", `An account has at most ${agentsMost} agents.`);
        }
        const free = await freeId(name, random, async (wanted) => (await rows.findIn(tx, wanted)) === undefined);
        await rows.put(tx, {
          id: free,
          owner: principal.userId,
          name,
          emoji: emoji || null,
          avatar: avatar || null,
          model: model ?? null,
          instructions: instructions ?? "",
          tools: JSON.stringify(tools ?? { type: "all" }),
          ...kept(more, standard),
          shared: Number(shared ?? false),
          created_at: now,
          updated_at: now,
        });
        return free;
      });
      return { ok: true, agentId: id, name, workspace: noFolder, ...(model === undefined ? {} : { model }) };
    },
    async "agents.update"(
      { agentId, name, model, emoji, avatar, instructions, tools, shared, ...more },
      { principal },
    ) {
      mayShare(principal, shared);
      await letRun(principal, more.exec);
      for (const named of [...(model ? [model] : []), ...(more.fallbacks ?? [])]) await knowsModel(named);
      const id = agentId.toLowerCase();
      const toldOtherwise = await rows.write(async (tx) => {
        const known = (await rows.findIn(tx, id)) ?? (id === mainId ? standard : undefined);
        const row = mayChange(principal, known);
        if (row.owner === null && shared === false) {
          throw new AppError("CONFLICT", "The server's own agent is everyone's.");
        }
        const next: AgentRow = {
          ...row,
          name: name ?? row.name,
          model: model === undefined ? row.model : model,
          emoji: emoji === undefined ? row.emoji : emoji || null,
          avatar: avatar === undefined ? row.avatar : avatar || null,
          instructions: instructions ?? row.instructions,
          tools: tools === undefined ? row.tools : JSON.stringify(tools),
          ...kept(more, row),
          shared: shared === undefined ? row.shared : Number(shared),
          updated_at: clock.now(),
        };
        await rows.put(tx, next);
        return told.some((part) => next[part] !== row[part]);
      });
      if (toldOtherwise) onToldOtherwise();
      return { ok: true, agentId: id };
    },
    async "agents.delete"({ agentId }, { principal }) {
      const row = mayChange(principal, await find(agentId));
      if (row.owner === null) throw new AppError("CONFLICT", "The server's own agent stays.");
      await rows.remove(row.id, (tx) => notes.eraseAgent(tx, row.id));
      onToldOtherwise();
      return { ok: true, agentId: row.id, removedBindings: 0 };
    },
    async "agent.identity.get"({ agentId, sessionKey }, { principal }) {
      const [kind, ofKey] = sessionKey?.split(":") ?? [];
      const row = await talkable(principal, agentId ?? (kind === "agent" && ofKey ? ofKey : mainId));
      const { name, emoji, avatar } = row;
      return { agentId: row.id, name, ...(emoji ? { emoji } : {}), ...(avatar ? { avatar } : {}) };
    },
  };
  return {
    handlers,
    notes,
    /** For a run that was let in before; null: it is not there any more. */
    async known(id: string): Promise<AgentConfig | null> {
      const row = await find(id);
      return row === undefined ? null : shown(row);
    },
    /** Those whose conversations begin anew by themselves, with when. */
    resetting: async (): Promise<Pick<AgentConfig, "id" | "reset">[]> =>
      (await rows.resetting()).map(({ id, reset }) => ({ id, reset: JSON.parse(reset) })),
    /** For runs. Throws NOT_FOUND. */
    talkable: async (principal: Principal, id: string): Promise<AgentConfig> => shown(await talkable(principal, id)),
  };
}

/** The server's own agent, as long as nobody has changed it. */
const standard: AgentRow = {
  id: mainId,
  owner: null,
  name: "Assistant",
  emoji: null,
  avatar: null,
  model: null,
  instructions: "",
  tools: JSON.stringify({ type: "all" }),
  fallbacks: "[]",
  asks: "[]",
  exec: 0,
  budget: "{}",
  reset: neverReset,
  shared: 1,
  created_at: 0,
  updated_at: 0,
};

/** What of an agent its model reads before each conversation, and which model that is. */
const told = ["name", "instructions", "model", "fallbacks", "tools", "exec"] as const;

type Bounds = Pick<ParsedParamsOf<"agents.update">, "fallbacks" | "asks" | "exec" | "budget" | "reset">;

/** What is named, beside what stays as it is. */
function kept({ fallbacks, asks, exec, budget, reset }: Bounds, row: AgentRow) {
  return {
    fallbacks: fallbacks === undefined ? row.fallbacks : JSON.stringify(fallbacks),
    asks: asks === undefined ? row.asks : JSON.stringify(asks),
    exec: exec === undefined ? row.exec : Number(exec),
    budget: budget === undefined ? row.budget : JSON.stringify(budget),
    reset: reset === undefined ? row.reset : JSON.stringify(reset),
  };
}

function summary({ id, name, emoji, avatar, model }: AgentRow) {
  return {
    id,
    name,
    identity: { name, ...(emoji ? { emoji } : {}), ...(avatar ? { avatar } : {}) },
    ...(model === null ? {} : { model: { primary: model } }),
  };
}

function shown(row: AgentRow): AgentConfig {
  const { id, name, emoji, avatar, model, instructions, owner } = row;
  const tools: AgentConfig["tools"] = JSON.parse(row.tools);
  const fallbacks: AgentConfig["fallbacks"] = JSON.parse(row.fallbacks);
  const asks: AgentConfig["asks"] = JSON.parse(row.asks);
  const budget: AgentConfig["budget"] = JSON.parse(row.budget);
  const reset: AgentConfig["reset"] = JSON.parse(row.reset);
  return {
    id,
    name,
    emoji,
    avatar,
    model,
    instructions,
    tools,
    fallbacks,
    asks,
    exec: row.exec !== 0,
    budget,
    reset,
    owner,
    shared: row.shared !== 0,
    updatedAt: row.updated_at,
  };
}

/**
 * A name as keys hold it, and a few signs that nobody guesses: an id tells of no other's agent, and what was somebody's is
 * never given to another.
 */
async function freeId(name: string, random: Random, isFree: (id: string) => Promise<boolean>): Promise<string> {
  const plain = name
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 48);
  const base = plain === "" || plain === mainId ? "agent" : plain;
  for (;;) {
    const id = `${base}-${Buffer.from(random.bytes(4)).toString("hex")}`;
    if (await isFree(id)) return id;
  }
}
