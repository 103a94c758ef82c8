import { createId, type Random } from "@parley/kernel";

/** The conversation that every agent has. */
export const mainName = "main";

/** A conversation's key on the wire: agents hold theirs apart. */
export const keyOf = (agentId: string, name: string): string => `agent:${agentId.toLowerCase()}:${name}`;

/** The name of a conversation within its agent; null for a key that is none of this agent's. */
export function nameOf(agentId: string, key: string): string | null {
  const before = keyOf(agentId, "");
  return key.startsWith(before) && key.length > before.length ? key.slice(before.length) : null;
}

/** A name for a new conversation: it begins with the first thing that is said in it. */
export const freshName = (random: Random): string =>
  createId("web", random).replace("_", "-").slice(0, 24).toLowerCase();
