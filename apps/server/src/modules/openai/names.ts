import { AppError } from "@parley/kernel";
import { covers } from "@parley/protocol";
import type { Principal } from "../../platform/call.ts";

const mainAgent = "main";
/** Ours, and as the gateways of the family call their agents. */
const agentName = /^(?:parley|clawdbot|openclaw)(?:[:/]([a-z0-9][a-z0-9_-]{0,63}|default))?$/i;

/** Who is asked: an agent with its own model, or a model by itself. */
export interface Asked {
  readonly agentId: string | null;
  readonly model: string | null;
}

/**
 * `parley:AGENT` is an agent, `PROVIDER/MODEL` a model by itself, which takes a scope of its own: it is money without an
 * agent's rules.
 */
export function askedFor(principal: Principal, name: string): Asked {
  const named = agentName.exec(name);
  if (named) {
    const id = named[1]?.toLowerCase() ?? mainAgent;
    return { agentId: id === "default" ? mainAgent : id, model: null };
  }
  if (!name.includes("/")) throw new AppError("NOT_FOUND", "There is no such model here: agents are parley:NAME.");
  if (!covers(principal.scopes, "operator.models")) {
    throw new AppError("MISSING_SCOPE", "missing scope: operator.models");
  }
  return { agentId: null, model: name };
}

/** What an agent is called here. */
export function nameOf(agentId: string): string {
  return `parley:${agentId}`;
}
