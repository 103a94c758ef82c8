import { AppError, type Clock, createId, type Random } from "@parley/kernel";
import type { Decision, ExecRequest } from "@parley/protocol";
import type { Audience, Authorized, EventSink, Principal } from "../../platform/call.ts";
import { hashOf, mayBeAlways } from "./command.ts";
import type { ApprovalRow, ApprovalStore } from "./store.ts";
import { createWaiting } from "./waiting.ts";

/** An answer as whoever waits gets it; null: nobody answered in time. */
export interface Answer {
  readonly id: string;
  readonly decision: Decision | null;
  readonly createdAtMs: number;
  readonly expiresAtMs: number;
}

const pendingMost = 100;
const defaultAgent = "main";

/** Questions that wait for a person. Each is answered once, by whoever is first. */
export function createApprovalService(deps: {
  readonly rows: ApprovalStore;
  readonly events: EventSink;
  readonly clock: Clock;
  readonly random: Random;
}) {
  const { rows, events, clock, random } = deps;
  const waiting = createWaiting(clock);
  const timers = new Set<() => void>();

  const answerOf = (row: ApprovalRow): Answer => ({
    id: row.id,
    decision: row.decision,
    createdAtMs: row.created_at,
    expiresAtMs: row.expires_at,
  });
  /** Who shows open questions takes this one away when its time is over. */
  const tellExpiry = (id: string, ms: number) => {
    const cancel = clock.after(ms, () => {
      timers.delete(cancel);
      void rows.find(id).then((row) => {
        if (row?.decision === null) {
          events.emit("exec.approval.resolved", { id, decision: null, resolvedBy: null, ts: clock.now() }, toldOf(row));
        }
      });
    });
    timers.add(cancel);
  };

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

  return {
    wait,
    /** Asks; an earlier *always* answers at once. Throws CONFLICT when the id is taken or too many are open. */
    async ask(principal: Principal, request: ExecRequest, id: string | null, timeoutMs: number): Promise<ApprovalRow> {
      const now = clock.now();
      const row = await rows.write(async (tx) => {
        const made: ApprovalRow = {
          id: id ?? createId("apr", random),
          account: principal.userId,
          asked_by: principal.sessionId,
          asked_via: principal.via,
          request: JSON.stringify(request),
          hash: hashOf(request),
          created_at: now,
          expires_at: now + timeoutMs,
          decision: null,
          resolved_by: null,
          resolved_at: null,
        };
        if (await rows.findIn(tx, made.id)) throw new AppError("CONFLICT", "An approval has this id already.");
        if ((await rows.countPending(tx, principal.userId, now)) >= pendingMost) {
          throw new AppError("CONFLICT", `${pendingMost} questions of this account are open: answer some first.`);
        }
        const path = request.resolvedPath;
        const granted = mayBeAlways(path)
          ? await rows.grantFor(tx, principal.userId, request.agentId ?? defaultAgent, path)
          : undefined;
        if (granted) {
          await rows.used(tx, granted.id, now, request.command);
          Object.assign(made, { decision: "allow-always", resolved_by: "grant", resolved_at: now });
        }
        await rows.insert(tx, made);
        return made;
      });
      if (row.decision === null) {
        const { id: asked, created_at, expires_at } = row;
        events.emit(
          "exec.approval.requested",
          {
            id: asked,
            request,
            createdAtMs: created_at,
            expiresAtMs: expires_at,
          },
          toldOf(row),
        );
        tellExpiry(asked, timeoutMs);
      }
      return row;
    },
    /** Throws CONFLICT when it was answered before, is over, or may not be allowed for always. */
    async resolve(row: Authorized<ApprovalRow, "resolve">, decision: Decision, by: string): Promise<void> {
      const request: ExecRequest = JSON.parse(row.request);
      const path = request.resolvedPath;
      if (decision === "allow-always" && !mayBeAlways(path)) {
        throw new AppError("CONFLICT", "This cannot be allowed for always: it runs whatever it is given.");
      }
      const at = clock.now();
      const first = await rows.write(async (tx) => {
        if (!(await rows.resolve(tx, row.id, { decision, by, at }))) return false;
        if (decision === "allow-always" && mayBeAlways(path)) {
          const agent = request.agentId ?? defaultAgent;
          const grant = { id: createId("grt", random), account: row.account, agent, path, created_by: by };
          await rows.grant(tx, { ...grant, created_at: at, last_used_at: at, last_command: request.command });
        }
        return true;
      });
      if (!first) throw new AppError("CONFLICT", "It was answered before, or its time is over.");
      waiting.wake(row.id);
      events.emit("exec.approval.resolved", { id: row.id, decision, resolvedBy: by, ts: at }, toldOf(row));
    },
    close() {
      for (const cancel of timers) cancel();
      timers.clear();
    },
  };
}

/** Whoever asked, and those who see what others ask. */
function toldOf({ account }: ApprovalRow): Audience {
  return { userId: account, orScope: "operator.admin" };
}
