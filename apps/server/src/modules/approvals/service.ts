import { AppError, type Clock, createId, type Log, messageOf, type Random } from "@parley/kernel";
import type { Approval, Decision, ExecRequest } from "@parley/protocol";
import type { Audience, Authorized, EventSink, Principal } from "../../platform/call.ts";
import { alwaysOf } from "./always.ts";
import { defaultAgent, type Keeping, keepQuestion, type Question } from "./keep-question.ts";
import type { ApprovalRow, ApprovalStore } from "./store.ts";
import { createWaiting } from "./waiting.ts";

/** An answer as whoever waits gets it; null: nobody answered in time. */
export interface Answer {
  readonly id: string;
  readonly decision: Decision | null;
  readonly createdAtMs: number;
  readonly expiresAtMs: number;
}

/** Questions that wait for a person. Each is answered once, by whoever is first. */
export function createApprovalService(deps: {
  readonly rows: ApprovalStore;
  readonly events: EventSink;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** A question of a run was answered, or nobody did in time. */
  readonly onAnswer: (account: string, run: string) => void;
}) {
  const { rows, events, clock, random, log, onAnswer } = deps;
  const waiting = createWaiting(clock);
  const timers = new Set<() => void>();

  const answerOf = (row: ApprovalRow): Answer => ({
    id: row.id,
    decision: row.decision,
    createdAtMs: row.created_at,
    expiresAtMs: row.expires_at,
  });
  const tellOver = (row: ApprovalRow, decision: Decision | null, by: string | null) => {
    const told = { id: row.id, decision, resolvedBy: by, ts: clock.now() };
    events.emit("exec.approval.resolved", told, toldOf(row));
    if (row.run !== null) onAnswer(row.account, row.run);
  };
  /** Who shows open questions takes this one away when its time is over. */
  const tellExpiry = (id: string, ms: number) => {
    const cancel = clock.after(ms, () => {
      timers.delete(cancel);
      rows
        .find(id)
        .then((row) => {
          if (row?.decision === null) tellOver(row, null, null);
        })
        .catch((thrown: unknown) => log.warn("an expiry was not told", { error: messageOf(thrown) }));
    });
    timers.add(cancel);
  };
  // What was asked before a restart has its end all the same.
  void rows
    .pending(clock.now())
    .then((found) => {
      for (const { id, expires_at } of found) tellExpiry(id, expires_at - clock.now());
    })
    .catch((thrown: unknown) => log.error("open questions were not read", { error: messageOf(thrown) }));

  const wait = async (id: string, mostMs: number, signal: AbortSignal): Promise<Answer> => {
    const until = clock.now() + mostMs;
    for (;;) {
      const row = await rows.find(id);
      if (!row) throw new AppError("NOT_FOUND", "unknown approval id");
      const left = Math.min(until, row.expires_at) - clock.now();
      if (row.decision !== null || left <= 0 || signal.aborted) return answerOf(row);
      await waiting.changed(id, left, signal, async () => (await rows.find(id))?.decision !== null);
    }
  };

  const keep = async (question: Question, how: Keeping): Promise<ApprovalRow> => {
    const { row, fresh } = await keepQuestion(rows, clock.now(), question, how);
    if (fresh && row.decision === null) {
      const { id, created_at, expires_at } = row;
      const told = { id, ...askedOf(row), request: how.request, createdAtMs: created_at, expiresAtMs: expires_at };
      events.emit("exec.approval.requested", told, toldOf(row));
      tellExpiry(id, how.timeoutMs);
    }
    return row;
  };

  return {
    wait,
    keep,
    /** A program asks. Throws CONFLICT when the id is taken or too many are open. */
    ask(principal: Principal, request: ExecRequest, id: string | null, timeoutMs: number): Promise<ApprovalRow> {
      const question: Question = {
        id: id ?? createId("apr", random),
        account: principal.userId,
        asked_by: principal.sessionId,
        asked_via: principal.via,
        kind: "exec",
        run: null,
        call: null,
        conversation_key: null,
        tool: null,
      };
      return keep(question, { request, timeoutMs, once: false });
    },
    /** Throws CONFLICT when it was answered before, is over, or may not be allowed for always. */
    async resolve(row: Authorized<ApprovalRow, "resolve">, decision: Decision, by: string): Promise<void> {
      const request: ExecRequest = JSON.parse(row.request);
      const always = alwaysOf(row);
      if (decision === "allow-always" && always === null) {
        throw new AppError("CONFLICT", "This cannot be allowed for always.");
      }
      const at = clock.now();
      const first = await rows.write(async (tx) => {
        if (!(await rows.resolve(tx, row.id, { decision, by, at }))) return false;
        if (decision === "allow-always" && always !== null) {
          const agent = request.agentId ?? defaultAgent;
          const held = { path: always.path, file_sha256: always.sha256 };
          const grant = { id: createId("grt", random), account: row.account, agent, ...held, created_by: by };
          await rows.grant(tx, { ...grant, created_at: at, last_used_at: at, last_command: request.command });
        }
        return true;
      });
      if (!first) throw new AppError("CONFLICT", "It was answered before, or its time is over.");
      waiting.wake(row.id);
      tellOver(row, decision, by);
    },
    /** Ends what a run still asks. */
    async withdraw(account: string, run: string): Promise<void> {
      for (const row of await rows.withdraw(account, run, clock.now())) tellOver(row, null, null);
    },
    close() {
      for (const cancel of timers) cancel();
      timers.clear();
    },
  };
}

export type ApprovalService = ReturnType<typeof createApprovalService>;

/** What a question is about, for who may see it. */
export function askedOf({
  kind,
  run,
  call,
  conversation_key,
  tool,
}: ApprovalRow): Pick<Approval, "kind" | "run" | "tool"> {
  return {
    kind,
    run: run === null ? null : { runId: run, callId: call ?? "", sessionKey: conversation_key ?? "" },
    tool: tool === null ? null : JSON.parse(tool),
  };
}

/** Whoever asked; of a command also those who see what others ask. */
function toldOf({ account, kind }: ApprovalRow): Audience {
  return kind === "exec" ? { userId: account, orScope: "operator.admin" } : { userId: account };
}
