import type { ParleyClient } from "@parley/client";
import { type ReadonlySignal, signal } from "@parley/kernel";
import type { ResultOf } from "@parley/protocol";

export type Agent = ResultOf<"agents.list">["agents"][number];
export type Conversation = ResultOf<"sessions.list">["sessions"][number];

/** Something that is read from the server, and stays on the screen while it is read again. */
export interface Kept<T> {
  readonly value: T | null;
  readonly error: unknown;
}

export interface Reader<T> {
  readonly kept: ReadonlySignal<Kept<T>>;
  load(): Promise<void>;
}

/** Of two readings the one that was begun last counts. */
function createReader<T>(ask: () => Promise<T>): Reader<T> {
  const kept = signal<Kept<T>>({ value: null, error: null });
  let reading = 0;
  return {
    kept,
    async load() {
      reading += 1;
      const mine = reading;
      try {
        const value = await ask();
        if (mine === reading) kept.value = { value, error: null };
      } catch (error) {
        if (mine === reading) kept.value = { value: kept.peek().value, error };
      }
    },
  };
}

const agentLists = new WeakMap<ParleyClient, Reader<readonly Agent[]>>();

/** The agents that I may talk to: one list for all who show it. */
export function agentsOf(parley: ParleyClient): Reader<readonly Agent[]> {
  let reader = agentLists.get(parley);
  if (reader === undefined) {
    reader = createReader(async () => (await parley.call("agents.list", {})).agents);
    agentLists.set(parley, reader);
  }
  return reader;
}

const modelLists = new WeakMap<ParleyClient, Reader<ResultOf<"models.list">["models"]>>();

/** The models that there are: none means that no agent can answer. */
export function modelsOf(parley: ParleyClient): Reader<ResultOf<"models.list">["models"]> {
  let reader = modelLists.get(parley);
  if (reader === undefined) {
    reader = createReader(async () => (await parley.call("models.list", {})).models);
    modelLists.set(parley, reader);
  }
  return reader;
}

const listed = 200;
/** Lists of agents that were not looked at for long are forgotten. */
const mostLists = 20;
const conversationLists = new WeakMap<ParleyClient, Map<string, Reader<readonly Conversation[]>>>();

/** An agent's conversations with me, pinned ones first, then the newest. */
export function conversationsOf(parley: ParleyClient, agentId: string): Reader<readonly Conversation[]> {
  const lists = conversationLists.get(parley) ?? new Map<string, Reader<readonly Conversation[]>>();
  conversationLists.set(parley, lists);
  let reader = lists.get(agentId);
  if (reader === undefined) {
    reader = createReader(async () => {
      const asked = { agentId, limit: listed, includeDerivedTitles: true, includeLastMessage: true };
      return (await parley.call("sessions.list", asked)).sessions;
    });
    lists.set(agentId, reader);
    for (const id of lists.keys()) {
      if (lists.size <= mostLists) break;
      lists.delete(id);
    }
  }
  return reader;
}
