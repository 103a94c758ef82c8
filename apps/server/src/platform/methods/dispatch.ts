import { type Clock, type Log, messageOf } from "@parley/kernel";
import { covers, type MethodName, type MethodRow, methods } from "@parley/protocol";
import type { Audit, Call, HandlersOf, Principal, RateLimit } from "../call.ts";
import { fault, presentable } from "./faults.ts";
import type { Idempotency } from "./idempotency.ts";

/** How long a method may take at most. */
const deadlineMs = 120_000;

/** A call as it comes from the edge, before anything about it was checked. */
export interface Request {
  readonly method: string;
  readonly params: unknown;
  readonly idempotencyKey: string | null;
  readonly principal: Principal | null;
  readonly address: string;
  readonly bearer: string | null;
  /** See `Call`. */
  readonly acknowledge?: (first: unknown) => void;
}

/** The one way into the server's methods, for HTTP and WebSocket alike. */
export interface Dispatcher {
  /** The row of a name, when there is such a method. */
  row(name: string): MethodRow | null;
  /** Checks scope, rate and parameters, then runs the handler. Rejects with an `AppError` that may be shown. */
  dispatch(request: Request): Promise<unknown>;
}

/** Joins the table with its handlers. With `checkResults` (tests) an answer that does not fit its schema is INTERNAL. */
export function createDispatcher(deps: {
  handlers: HandlersOf<MethodName>;
  idempotency: Idempotency;
  rate: RateLimit;
  audit: Audit;
  clock: Clock;
  log: Log;
  checkResults: boolean;
}): Dispatcher {
  const rowOf = (name: string): MethodRow | null => (Object.hasOwn(methods, name) ? methods[name as MethodName] : null);

  /** Waits for `work` until the deadline; then it is asked to stop, and whoever waits is told. */
  const withinDeadline = (ms: number, work: (signal: AbortSignal) => Promise<unknown>): Promise<unknown> => {
    const controller = new AbortController();
    return new Promise((resolve, reject) => {
      const cancel = deps.clock.after(ms, () => {
        const late = fault("PART_DOWN", "The method took too long.");
        controller.abort(late);
        reject(late);
      });
      (async () => work(controller.signal))().then(resolve, reject).finally(cancel);
    });
  };

  const run = async (name: MethodName, row: MethodRow, request: Request, params: unknown, signal: AbortSignal) => {
    const handler = deps.handlers[name] as (params: unknown, call: Call) => Promise<unknown>;
    const call: Call = {
      principal: request.principal,
      address: request.address,
      bearer: request.bearer,
      idempotencyKey: request.idempotencyKey,
      signal,
      ...(request.acknowledge ? { acknowledge: request.acknowledge } : {}),
    };
    const result = await handler(params, call);
    if (deps.checkResults) row.result().parse(result);
    return result;
  };

  const note = (request: Request, principal: Principal, what: { subject: string; outcome: string }) =>
    deps.audit.note({ principal, address: request.address, action: request.method, ...what });

  /** Notes how it ended, once the parameters are known to be some. */
  const noted = async (row: MethodRow, request: Request, params: unknown, work: () => Promise<unknown>) => {
    const { principal } = request;
    if (!principal || !row.subject) return work();
    const subject = row.subject(params);
    try {
      const result = await work();
      // Before it is answered: what somebody was told that it is done stands in the audit.
      await note(request, principal, { subject, outcome: "ok" });
      return result;
    } catch (thrown) {
      await note(request, principal, { subject, outcome: presentable(thrown).code });
      throw thrown;
    }
  };

  const checked = async (request: Request): Promise<unknown> => {
    const row = rowOf(request.method);
    if (!row) throw fault("UNKNOWN_METHOD", `unknown method: ${request.method.slice(0, 128)}`);
    const name = request.method as MethodName;
    if (row.scope !== "public") {
      if (!request.principal) throw fault("NOT_SIGNED_IN");
      if (!covers(request.principal.scopes, row.scope)) {
        if (row.subject) await note(request, request.principal, { subject: "", outcome: "MISSING_SCOPE" });
        throw fault("MISSING_SCOPE", `missing scope: ${row.scope}`, {
          details: { missingScope: row.scope, requiredScopes: [row.scope] },
        });
      }
    }
    const subject = request.principal?.userId ?? `address:${request.address}`;
    if (row.scope === "public") deps.rate.take(`public:${request.address}`);
    else if (!row.free) deps.rate.take(subject);
    const parsed = row.params().safeParse(request.params ?? {});
    if (!parsed.success) {
      throw fault("BAD_PARAMS", `invalid ${name} params: ${issuesOf(parsed.error.issues)}`, {
        details: {
          issues: parsed.error.issues.slice(0, 20).map((i) => ({ path: i.path.join("/"), problem: i.message })),
        },
      });
    }
    const key = row.kind === "read" ? null : request.idempotencyKey;
    return withinDeadline(row.deadlineMs ?? deadlineMs, (signal) => {
      const work = () => noted(row, request, parsed.data, () => run(name, row, request, parsed.data, signal));
      if (key === null) return work();
      // Whoever shows another token is another subject, even from one address.
      const whose = request.principal ? subject : `${subject} ${request.bearer ?? ""}`;
      // The work itself is what is remembered, not our waiting for it: one that goes on is not begun a second time.
      return deps.idempotency.once(whose, key, name, parsed.data, work);
    });
  };

  return {
    row: rowOf,
    async dispatch(request) {
      try {
        return await checked(request);
      } catch (thrown) {
        const shown = presentable(thrown);
        if (shown.code === "INTERNAL") {
          deps.log.error("method failed", { method: request.method, error: messageOf(thrown), stack: stackOf(thrown) });
        }
        throw shown;
      }
    },
  };
}

function issuesOf(issues: readonly { path: PropertyKey[]; message: string }[]): string {
  return issues
    .slice(0, 5)
    .map((issue) => `at /${issue.path.map(String).join("/")}: ${issue.message}`)
    .join("; ");
}

function stackOf(thrown: unknown): string | undefined {
  return thrown instanceof Error ? thrown.stack?.split("\n").slice(0, 6).join(" | ") : undefined;
}
