import { AppError, type Clock, createScope } from "@parley/kernel";
import { covers, limits, type PartState } from "@parley/protocol";
import type { HandlersOf, Principal } from "../../platform/call.ts";
import type { StatusDeps } from "./deps.ts";
import { createStackMethods, type StackMethods } from "./stack-methods.ts";

type Methods = "channels.status" | "health" | "status" | "last-heartbeat" | "logs.tail" | StackMethods;

interface Health {
  ok: boolean;
  ts: number;
  durationMs: number;
}

const probeMs = 3_000;
/** How old an account's numbers may be: asking for health is cheap, counting is not. */
const countedMs = 10_000;
const accountsMost = 1_000;
const defaultAgentId = "main";
/** No other messenger is connected. */
const noChannels = {
  channelOrder: [],
  channelLabels: {},
  channelDetailLabels: {},
  channelSystemImages: {},
  channelMeta: [],
  channels: {},
  channelAccounts: {},
  channelDefaultAccountId: {},
};
const logFile = "logs/server.log";

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

  const conversationsOf = createCounted(clock, deps.accounts.conversations);
  let lastOk = health().ok;
  let healthVersion = 1;
  const said = new Map<string, string>();
  const tell = (part: PartState) => {
    const key = `${part.state} ${part.since} ${part.restarts} ${part.lastError}`;
    if (said.get(part.name) === key) return;
    said.set(part.name, key);
    events.emit("stack.changed", part);
    const now = health();
    if (now.ok !== lastOk) {
      lastOk = now.ok;
      healthVersion++;
      events.emit("health", now);
    }
  };
  scope.onEnd(stack.homeserver.onChange(() => tell(stack.homeserver.part())));
  scope.onEnd(stack.sfu.onChange(() => tell(stack.sfu.part())));

  const handlers: HandlersOf<Methods> = {
    ...createStackMethods({ stack, self, parts, mcpServers: deps.mcpServers }),
    async "health"(params, { principal }) {
      const about = {
        channels: {},
        channelOrder: [],
        channelLabels: {},
        heartbeatSeconds: 0,
        defaultAgentId,
        sessions: await conversationsOf(principal.userId),
      };
      if (params.probe !== true) return { ...health(), ...about };
      const from = clock.now();
      const ok = await stack.homeserver.whenReady(probeMs).then(
        () => true,
        () => false,
      );
      return { ok, ts: clock.now(), durationMs: clock.now() - from, ...about };
    },
    async "status"(_params, { principal }) {
      const { path, count, recent } = await conversationsOf(principal.userId);
      return {
        version: self.version,
        uptimeMs: clock.now() - self.startedAt,
        parts: parts().map(({ name, state }) => ({ name, state })),
        heartbeat: { defaultAgentId, agents: [] },
        channelSummary: [],
        queuedSystemEvents: [...deps.accounts.queuedEvents(principal.userId)],
        sessions: { paths: [path], count, defaults: { model: null, contextTokens: null }, recent, byAgent: [] },
      };
    },
    "last-heartbeat": async () => null,
    "channels.status": async () => ({ ts: clock.now(), ...noChannels }),
    async "logs.tail"(params, { principal }) {
      mayReadLog(principal);
      const piece = await self.logFrom({
        cursor: params.cursor ?? null,
        limit: params.limit ?? limits.logTailLines,
        maxBytes: params.maxBytes ?? limits.logBytesUsual,
      });
      return {
        file: logFile,
        cursor: piece.cursor,
        size: piece.size,
        lines: [...piece.lines],
        ...(piece.truncated ? { truncated: true } : {}),
        ...(piece.reset ? { reset: true } : {}),
      };
    },
  };

  return {
    handlers,
    health,
    /** Grows with each change of health. */
    healthVersion: () => healthVersion,
    /** For `/readyz`: chat answers, or the set-up page is what comes next. */
    ready: () => ({
      ok: health().ok || stack.homeserver.part().state === "unconfigured",
      parts: parts().map(({ name, state }) => ({ name, state })),
    }),
    close: () => scope.end(),
  };
}

/** The log tells of everybody: its scope alone, which members hold, is not enough. */
function mayReadLog(principal: Principal): void {
  if (!covers(principal.scopes, "operator.admin"))
    throw new AppError("MISSING_SCOPE", "The server's log is for its owner and admins.");
}

/** Counts again when the numbers are older than ten seconds; whoever asks meanwhile shares one answer. */
function createCounted<T>(clock: Clock, count: (account: string) => Promise<T>): (account: string) => Promise<T> {
  const counted = new Map<string, { readonly at: number; readonly answer: Promise<T> }>();
  return (account) => {
    const known = counted.get(account);
    if (known && clock.now() - known.at < countedMs) return known.answer;
    const answer = count(account);
    counted.delete(account);
    counted.set(account, { at: clock.now(), answer });
    answer.catch(() => counted.delete(account));
    const oldest = counted.size > accountsMost ? counted.keys().next().value : undefined;
    if (oldest !== undefined) counted.delete(oldest);
    return answer;
  };
}
