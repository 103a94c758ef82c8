import type { PartState } from "@parley/protocol";
import type { Face } from "../http/faces.ts";
import type { Dispatcher } from "../methods/dispatch.ts";
import { presentable } from "../methods/faults.ts";
import type { Metrics } from "./metrics.ts";

/** `/metrics`, for who administers: being on the same machine grants nothing. */
export function createMetricsFace(metrics: Metrics): Face {
  return {
    method: "GET",
    url: "/metrics",
    scope: "operator.admin",
    maxBytes: 1024,
    deadlineMs: 10_000,
    refuse: (error, status) => ({ status, body: { error: { code: error.code, message: error.message } } }),
    answer: async () => ({
      status: 200,
      body: metrics.text(),
      headers: { "content-type": "text/plain; version=0.0.4; charset=utf-8" },
    }),
  };
}

/** Counts what goes through a dispatcher, by the table's names and codes alone. */
export function countCalls(dispatcher: Dispatcher, metrics: Metrics, now: () => number): Dispatcher {
  const calls = metrics.counter("parley_method_calls_total", "Calls of methods, by how they ended.");
  const seconds = metrics.counter("parley_method_seconds_total", "Time that methods took.");
  return {
    row: dispatcher.row,
    async dispatch(request) {
      const method = dispatcher.row(request.method) === null ? "unknown" : request.method;
      const from = now();
      try {
        const result = await dispatcher.dispatch(request);
        calls({ method, outcome: "ok" });
        return result;
      } catch (thrown) {
        calls({ method, outcome: presentable(thrown).code });
        throw thrown;
      } finally {
        seconds({ method }, Math.max(0, now() - from) / 1000);
      }
    },
  };
}

/** What is known of this process and of the parts beside it. */
export function measureServer(
  metrics: Metrics,
  state: {
    readonly startedAt: number;
    readonly memory: () => number;
    readonly parts: () => readonly PartState[];
    readonly connections: () => number;
    readonly runs: () => number;
  },
): void {
  metrics.gauge("process_start_time_seconds", "When the server was started.", () => state.startedAt / 1000);
  metrics.gauge("process_resident_memory_bytes", "Resident memory of the server.", state.memory);
  metrics.gauge("parley_connections", "Open WebSocket connections.", state.connections);
  metrics.gauge("parley_runs", "Runs of agents that go on.", state.runs);
  metrics.gauge("parley_part_up", "Whether a part can be used.", () =>
    state.parts().map((part) => ({ labels: { part: part.name }, value: Number(part.state === "ready") })),
  );
  metrics.gauge("parley_part_restarts", "How often a part was started again by itself.", () =>
    state.parts().map((part) => ({ labels: { part: part.name }, value: part.restarts })),
  );
}
