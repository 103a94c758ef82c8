import { AppError, type Clock, createId, type Random } from "@parley/kernel";
import type { Handler } from "../../platform/call.ts";
import type { RunService } from "./service.ts";
import type { RunStore } from "./store.ts";
import { textOfSteps } from "./text-of-run.ts";

const usualSeconds = 600;

/** `agent`: says something and waits for what comes of it. Source: gateway protocol v3 and v4, where it has two answers. */
export function createAgentMethod(deps: {
  readonly rows: RunStore;
  readonly service: RunService;
  /** Resolves when runs may begin. */
  readonly ready: Promise<unknown>;
  readonly clock: Clock;
  readonly random: Random;
}): Handler<"agent"> {
  const { rows, service, clock, random } = deps;
  return async (params, { principal, idempotencyKey, signal, acknowledge }) => {
    const { message, agentId = "main", sessionKey, timeout = usualSeconds } = params;
    await deps.ready;
    const runId = idempotencyKey ?? createId("run", random);
    const account = principal.userId;
    await service.send(principal, sessionKey ?? `agent:${agentId}:main`, message, runId);
    acknowledge?.({ runId, status: "accepted", acceptedAt: clock.now() });
    const row = await service.wait(account, runId, timeout * 1000, signal);
    if (row.ended_at === null)
      return { runId, status: "timeout", summary: "It goes on; agent.wait waits for its end." };
    if (row.state === "failed" || row.state === "interrupted") {
      throw new AppError("PART_DOWN", row.fault ?? "The run failed.", { details: { runId } });
    }
    const text = textOfSteps(await rows.steps(account, runId));
    const meta = { durationMs: row.ended_at - row.started_at, sessionKey: row.key };
    return {
      runId,
      status: "ok",
      summary: row.state === "done" ? "completed" : row.state,
      result: {
        payloads: text === "" ? [] : [{ text }],
        meta: { ...meta, ...(row.model === null ? {} : { model: row.model }) },
      },
    };
  };
}
