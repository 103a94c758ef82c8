import type { Model, Origin } from "@parley/agents";
import type { AgentConfig, HistoryMessage } from "@parley/protocol";
import type { Principal } from "../../platform/call.ts";

/** What a run asks of the module that keeps agents. Throws NOT_FOUND for who may not talk to it. */
export interface Personas {
  talkable(principal: Principal, agentId: string): Promise<AgentConfig>;
}

/** What a run asks of the module that keeps models; null: none was chosen. Throws NOT_FOUND. */
export interface Models {
  open(name: string | null): Promise<{ readonly name: string; readonly model: Model } | null>;
}

/** What a run asks of the module that keeps conversations. Keys are as clients spell them. */
export interface Conversations {
  /** What it is; begun with the first that is said in it. Throws BAD_PARAMS. */
  open(
    account: string,
    key: string,
  ): Promise<{
    readonly key: string;
    readonly agentId: string;
    readonly model: string | null;
    /** What earlier runs in it have read that was not the person's own: their answers may hold the words of a page. */
    readonly taint: readonly Origin[];
  }>;
  history(account: string, key: string, limit: number): Promise<readonly HistoryMessage[]>;
  /** The same id is kept once. `begins`: the conversation too, where there is none. Throws NOT_FOUND. */
  say(
    account: string,
    key: string,
    message: { id: string; role: "user" | "assistant"; text: string; taint?: readonly Origin[]; begins?: true },
  ): Promise<HistoryMessage>;
}
