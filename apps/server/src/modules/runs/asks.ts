import type { JsonObject, Model, Origin, Purse, Usage } from "@parley/agents";
import type { AgentConfig, Approval, ExecRequest, HistoryMessage, Run, UsageLimits } from "@parley/protocol";
import type { Principal } from "../../platform/call.ts";
import type { AnyTx } from "../../platform/store/store.ts";
import type { RunRow } from "./store.ts";

/** What a run asks of the module that keeps agents. Throws NOT_FOUND for who may not talk to it. */
export interface Personas {
  talkable(principal: Principal, agentId: string): Promise<AgentConfig>;
  /** For a run that was let in before; null: it is not there any more. */
  known(agentId: string): Promise<AgentConfig | null>;
}

/** What a run asks of the module that keeps models; null: none was chosen. Throws NOT_FOUND. */
export interface Models {
  open(name: string | null): Promise<{ readonly name: string; readonly model: Model } | null>;
}

/** What is kept in the same transaction; what it throws undoes all of it. */
export type Also = (tx: AnyTx) => Promise<void>;

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
  /** Begins it anew where its time is over, for whoever has it to themselves. Whether it did. */
  settle(account: string, key: string, reset: AgentConfig["reset"]): Promise<boolean>;
  history(account: string, key: string, limit: number): Promise<readonly HistoryMessage[]>;
  /** The same id is kept once. `begins`: the conversation too, where there is none. Throws NOT_FOUND. */
  say(
    account: string,
    key: string,
    message: {
      id: string;
      run: string;
      role: "user" | "assistant";
      text: string;
      taint?: readonly Origin[];
      begins?: true;
    },
    also?: Also,
  ): Promise<HistoryMessage>;
  /** The last question, after what was answered to it was put aside. Throws NOT_FOUND, CONFLICT. */
  again(account: string, key: string, message: string, also?: Also): Promise<HistoryMessage>;
}

/** What a run asks of the module that counts money. */
export interface Spending {
  /** Models are named as `PROVIDER/MODEL`. What is put aside and what was used is written in the transaction that is handed in. */
  purseOf(draws: {
    readonly account: string;
    readonly agent: string;
    readonly budget: UsageLimits;
    readonly run: string;
    readonly conversationKey: string;
  }): Promise<{
    reserve(tx: AnyTx, ask: { readonly model: string; readonly most: Usage }): ReturnType<Purse["reserve"]>;
    settle(tx: AnyTx, ...used: Parameters<Purse["settle"]>): Promise<void>;
  }>;
  ofRuns(account: string, runs: readonly string[]): Promise<ReadonlyMap<string, NonNullable<Run["cost"]>>>;
}

/** What a run asks people, through the module that keeps questions. */
export interface Questions {
  /** What a call would run, where it runs a program; null: it does not. Throws where there is no such program. */
  commandOf(row: RunRow, tool: string, input: JsonObject): Promise<ExecRequest | null>;
  /** The same asked again is one question. True: an earlier *always* allows it. Throws CONFLICT when too many are open. */
  ask(question: {
    readonly account: string;
    readonly run: string;
    readonly callId: string;
    readonly agent: string;
    readonly sessionKey: string;
    readonly tool: NonNullable<Approval["tool"]>;
    readonly exec: ExecRequest | null;
  }): Promise<boolean>;
  /** What came of a run's questions, by the call. */
  answers(account: string, run: string): Promise<Readonly<Record<string, boolean | "late">>>;
  /** Ends what a run still asks. */
  withdraw(account: string, run: string): Promise<void>;
}

/** All that a run asks of other modules. */
export interface RunAsks {
  readonly personas: Personas;
  readonly models: Models;
  readonly conversations: Conversations;
  readonly usage: Spending;
  readonly questions: Questions;
}
