import { AppError, type Clock, type Log, type Random } from "@parley/kernel";
import type { Approval, ExecRequest } from "@parley/protocol";
import type { EventSink, HandlersOf, Principal } from "../../platform/call.ts";
import type { Store } from "../../platform/store/store.ts";
import { alwaysOf } from "./always.ts";
import { createGrants } from "./grants.ts";
import { allowsTools, mayReplace, mayResolve, maySayAlways, maySee, seesCommands } from "./policy.ts";
import { createQuestions } from "./questions.ts";
import { askedOf, createApprovalService } from "./service.ts";
import { type ApprovalRow, createApprovalStore } from "./store.ts";

/** What the module needs. */
export interface ApprovalsDeps {
  readonly store: Store;
  readonly events: EventSink;
  readonly world: { readonly clock: Clock; readonly random: Random };
  readonly log: Log;
  /** A question of a run was answered, or nobody did in time. */
  readonly onAnswer: (account: string, run: string) => void;
}

type Methods =
  | "exec.approval.request"
  | "exec.approval.resolve"
  | "exec.approval.get"
  | "exec.approval.list"
  | "exec.approval.waitDecision"
  | "exec.approvals.get"
  | "exec.approvals.set";

const usualWaitMs = 120_000;
const listed = 50;
/** How long an answer can be looked up. */
const keptMs = 30 * 24 * 60 * 60_000;

/** Every question that blocks a step until somebody answers, whoever asks. */
export function createApprovalsModule({ store, events, world, log, onAnswer }: ApprovalsDeps) {
  const { clock, random } = world;
  const rows = createApprovalStore(store);
  const service = createApprovalService({ rows, events, clock, random, log, onAnswer });
  const grants = createGrants({ rows, clock, random });

  const visible = async (principal: Principal, id: string): Promise<ApprovalRow> => {
    const row = await rows.find(id);
    if (!maySee(principal, row)) throw new AppError("NOT_FOUND", "unknown approval id");
    return row;
  };

  const handlers: HandlersOf<Methods> = {
    async "exec.approval.request"({ id, timeoutMs = usualWaitMs, ...request }, { principal, signal }) {
      await rows.forget(clock.now() - keptMs);
      const row = await service.ask(principal, request, id ?? null, timeoutMs);
      return service.wait(row.id, timeoutMs, signal);
    },
    async "exec.approval.resolve"({ id, decision }, { principal }) {
      const row = mayResolve(principal, await rows.find(id));
      if (decision === "allow-always" && alwaysOf(row) !== null) maySayAlways(principal, row);
      await service.resolve(row, decision, principal.userId);
      return { ok: true };
    },
    async "exec.approval.get"({ id }, { principal }) {
      return { approval: shown(await visible(principal, id), clock.now(), principal) };
    },
    async "exec.approval.list"({ state, limit = listed }, { principal }) {
      const now = clock.now();
      const whose = { account: principal.userId, commands: seesCommands(principal) };
      const found = await rows.list({ ...whose, state: state ?? null, now, limit });
      return { approvals: found.map((row) => shown(row, now, principal)) };
    },
    async "exec.approval.waitDecision"({ id, timeoutMs = usualWaitMs }, { principal, signal }) {
      await visible(principal, id);
      return service.wait(id, timeoutMs, signal);
    },
    "exec.approvals.get": (_params, { principal }) => grants.show(principal.userId),
    "exec.approvals.set": async ({ file, baseHash }, { principal }) =>
      grants.replace(mayReplace(principal), file, baseHash),
  };
  const forRuns = createQuestions({ rows, service, clock });
  return { handlers, forRuns, close: service.close, erase: rows.erase };
}

function shown(row: ApprovalRow, now: number, principal: Principal): Approval {
  const request: ExecRequest = JSON.parse(row.request);
  return {
    id: row.id,
    account: row.account,
    ...askedOf(row),
    request,
    hash: row.hash,
    createdAtMs: row.created_at,
    expiresAtMs: row.expires_at,
    state: row.decision !== null ? "resolved" : row.expires_at > now ? "pending" : "expired",
    decision: row.decision,
    resolvedBy: row.resolved_by,
    resolvedAtMs: row.resolved_at,
    alwaysOffered: alwaysOf(row) !== null && (row.kind === "exec" || allowsTools(principal)),
  };
}
