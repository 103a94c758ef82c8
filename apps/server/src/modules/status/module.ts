import { AppError, type Clock, createScope } from "@parley/kernel";
import { limits, type PartState } from "@parley/protocol";
import type { EventSink, HandlersOf } from "../../platform/call.ts";
import type { Stack } from "../../platform/ports.ts";

/** What the module needs. */
export interface StatusDeps {
  readonly stack: Stack;
  readonly events: EventSink;
  readonly clock: Clock;
  readonly self: {
    readonly version: string;
    readonly publicUrl: string;
    readonly dataFolder: string;
    readonly startedAt: number;
    /** Resident memory of this process in bytes. */
    readonly memory: () => number;
    /** The last lines of our own log, oldest first. */
    readonly logTail: (lines: number) => readonly string[];
  };
}

type Methods = "health" | "status" | "stack.status" | "stack.logs" | "stack.restart";

interface Health {
  ok: boolean;
  ts: number;
  durationMs: number;
}

const probeMs = 3_000;

/** How the parts are, for everyone in a word and for admins in full. */
export function createStatusModule(deps: StatusDeps) {
  const { stack, events, clock, self } = deps;
  const scope = createScope();

  const own: PartState = {
    name: "server",
    state: "ready",
    since: self.startedAt,
    version: self.version,
    run: "self",
    restarts: 0,
    lastError: null,
    advice: null,
    cause: null,
  };
  const parts = (): PartState[] => [own, ...stack.parts().filter((part) => part.name !== "server")];
  const health = (): Health => ({ ok: stack.homeserver.part().state === "ready", ts: clock.now(), durationMs: 0 });

  let lastOk = health().ok;
  const said = new Map<string, string>();
  const tell = (part: PartState) => {
    const key = `${part.state} ${part.since} ${part.restarts} ${part.lastError}`;
    if (said.get(part.name) === key) return;
    said.set(part.name, key);
    events.emit("stack.changed", part);
    const now = health();
    if (now.ok !== lastOk) {
      lastOk = now.ok;
      events.emit("health", now);
    }
  };
  scope.onEnd(stack.homeserver.onChange(() => tell(stack.homeserver.part())));
  scope.onEnd(stack.sfu.onChange(() => tell(stack.sfu.part())));

  const handlers: HandlersOf<Methods> = {
    async "health"(params) {
      if (params.probe !== true) return health();
      const from = clock.now();
      const ok = await stack.homeserver.whenReady(probeMs).then(
        () => true,
        () => false,
      );
      return { ok, ts: clock.now(), durationMs: clock.now() - from };
    },
    async "status"() {
      return {
        version: self.version,
        uptimeMs: clock.now() - self.startedAt,
        parts: parts().map(({ name, state }) => ({ name, state })),
      };
    },
    async "stack.status"() {
      return {
        parts: parts(),
        publicUrl: self.publicUrl,
        serverName: stack.homeserver.serverName(),
        dataFolder: self.dataFolder,
        memoryBytes: self.memory(),
        version: self.version,
      };
    },
    async "stack.logs"(params) {
      const count = params.lines ?? limits.logTailLines;
      const lines = params.part === "server" ? self.logTail(count) : await stack.logs(params.part, count);
      return { lines: lines.slice(-count) };
    },
    async "stack.restart"(params) {
      const part = params.part === "homeserver" ? stack.homeserver : stack.sfu;
      if (part.mode === "attached") throw new AppError("NOT_OFFERED", "An attached part is restarted where it runs.");
      return { part: await stack.restart(params.part) };
    },
  };

  return {
    handlers,
    health,
    /** For `/readyz`: chat answers, or the set-up page is what comes next. */
    ready: () => ({
      ok: health().ok || stack.homeserver.part().state === "unconfigured",
      parts: parts().map(({ name, state }) => ({ name, state })),
    }),
    close: () => scope.end(),
  };
}
