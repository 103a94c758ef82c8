import { AppError } from "@parley/kernel";
import type { ExecRequest } from "@parley/protocol";
import { hashOf, mayBeAlways } from "./command.ts";
import type { ApprovalRow, ApprovalStore } from "./store.ts";

/** Questions of one account that are open. */
const pendingMost = 100;
export const defaultAgent = "main";

/** What is asked, before it has an answer. */
export type Question = Omit<
  ApprovalRow,
  "request" | "hash" | "created_at" | "expires_at" | "decision" | "resolved_by" | "resolved_at"
>;

export interface Keeping {
  readonly request: ExecRequest;
  readonly timeoutMs: number;
  /** Where the id is known it is the same question; else that is a conflict. */
  readonly once: boolean;
}

/** Keeps a question; an earlier *always* answers a command at once. `fresh`: it was not there before. Throws CONFLICT. */
export async function keepQuestion(
  rows: ApprovalStore,
  now: number,
  question: Question,
  { request, timeoutMs, once }: Keeping,
): Promise<{ readonly row: ApprovalRow; readonly fresh: boolean }> {
  const made: ApprovalRow = {
    ...question,
    request: JSON.stringify(request),
    hash: hashOf(request),
    created_at: now,
    expires_at: now + timeoutMs,
    decision: null,
    resolved_by: null,
    resolved_at: null,
  };
  return rows.write(async (tx) => {
    const known = await rows.findIn(tx, made.id);
    if (known && once && known.account === made.account) return { row: known, fresh: false };
    if (known) throw new AppError("CONFLICT", "An approval has this id already.");
    if ((await rows.countPending(tx, made.account, now)) >= pendingMost) {
      throw new AppError("CONFLICT", `${pendingMost} questions of this account are open: answer some first.`);
    }
    const path = made.kind === "exec" ? request.resolvedPath : null;
    const granted = mayBeAlways(path)
      ? await rows.grantFor(tx, made.account, request.agentId ?? defaultAgent, path)
      : undefined;
    // What lies there now is another file than the one that was allowed: that is asked anew.
    if (granted && (granted.file_sha256 === null || granted.file_sha256 === request.fileSha256)) {
      await rows.used(tx, granted.id, now, request.command);
      Object.assign(made, { decision: "allow-always", resolved_by: "grant", resolved_at: now });
    }
    await rows.insert(tx, made);
    return { row: made, fresh: true };
  });
}
