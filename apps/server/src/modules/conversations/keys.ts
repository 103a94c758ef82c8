import { AppError } from "@parley/kernel";

/** A conversation's name on the wire, in the one spelling that is kept. Names hold within an account. */
export interface WireKey {
  readonly key: string;
  readonly agentId: string;
  readonly kind: "direct" | "group" | "global" | "unknown";
  /** The one that an agent always has. */
  readonly isMain: boolean;
}

const defaultAgent = "main";
const mainName = "main";
/** Rooms of Matrix: only the server itself begins these (architecture 12.12). */
const reserved = /^agent:[^:]+:matrix:/;

/**
 * Reads a key as clients spell it: `main` and `agent:main:main` are the same, a bare name belongs to the default
 * agent. Throws BAD_PARAMS.
 */
export function wireKey(written: string): WireKey {
  const text = written.trim();
  if (!/^[\p{L}\p{N}_.@#+=/!~:-]+$/u.test(text))
    throw new AppError("BAD_PARAMS", "A conversation's key has no such signs.");
  if (text === "global") return { key: text, agentId: defaultAgent, kind: "global", isMain: false };
  const parts = text.split(":");
  if (parts[0] !== "agent") return wireKey(`agent:${defaultAgent}:${text}`);
  const [, agentId = "", ...rest] = parts;
  if (!/^[a-z0-9][a-z0-9_-]{0,63}$/i.test(agentId) || rest.length === 0 || rest.some((part) => part === "")) {
    throw new AppError("BAD_PARAMS", "A conversation's key is agent:AGENT:NAME.");
  }
  const id = agentId.toLowerCase();
  return {
    key: `agent:${id}:${rest.join(":")}`,
    agentId: id,
    kind: rest.includes("group") || rest.includes("channel") ? "group" : rest[0] === "unknown" ? "unknown" : "direct",
    isMain: rest.length === 1 && rest[0] === mainName,
  };
}

/** A key beside the agent whose it is; a bare name is then one of that agent's. Throws BAD_PARAMS. */
export function keyOfAgent(written: string, agentId: string | undefined): WireKey {
  const isWhole = agentId === undefined || /^(?:agent:|global$)/u.test(written.trim());
  const found = wireKey(isWhole ? written : `agent:${agentId}:${written.trim()}`);
  if (agentId !== undefined && found.agentId !== agentId.toLowerCase()) {
    throw new AppError("BAD_PARAMS", "The conversation is another agent's than agentId says.");
  }
  return found;
}

/** For what begins a conversation: keys of Matrix rooms are not anyone's to take. */
export function ownKey(written: string): WireKey {
  const found = wireKey(written);
  if (reserved.test(found.key)) throw new AppError("BAD_PARAMS", "Keys of Matrix rooms are the server's own.");
  return found;
}
