import { createHash } from "node:crypto";
import { AppError, type Clock, createId, type Random } from "@parley/kernel";
import { limits } from "@parley/protocol";
import type { HookMapping } from "../../config/hook-mappings.ts";
import type { HandlersOf, Principal, RateLimit } from "../../platform/call.ts";
import type { Face, FaceAnswer, FaceCall } from "../../platform/http/faces.ts";
import { type Hook, readAgent, readMapped, readWake } from "./read-hook.ts";
import { createWaking, type WakingDeps } from "./waking.ts";

/** What the module needs. */
export interface HooksDeps {
  readonly runs: WakingDeps["runs"] & {
    abort(account: string, key: string, id: string): Promise<unknown>;
    /** How a run ended, in words; null: it goes on still after so long, or waits for a person. */
    ended(account: string, id: string): Promise<{ readonly state: string; readonly words: string } | null>;
  };
  readonly queue: WakingDeps["queue"];
  readonly mappings: () => readonly HookMapping[];
  /** Of each token. */
  readonly rate: RateLimit;
  /** The same key gives the same answer. */
  readonly once: (
    subject: string,
    key: string,
    url: string,
    body: unknown,
    work: () => Promise<unknown>,
  ) => Promise<unknown>;
  readonly world: { readonly clock: Clock; readonly random: Random };
}

const answerMs = 30_000;

type Answer = Extract<FaceAnswer, { status: number }>;

/**
 * Events of others: `/hooks/wake`, `/hooks/agent`, and those that the file maps. Who shows the token of an account wakes
 * that account's agents, and nothing more; whatever comes this way counts as words of strangers. Source: the gateway
 * family's webhooks. Its method `wake` is here too: it does the same.
 */
export function createHooksModule(deps: HooksDeps): {
  readonly faces: readonly Face[];
  readonly handlers: HandlersOf<"wake">;
} {
  const { runs, rate } = deps;
  const { clock, random } = deps.world;

  const tell = createWaking(deps);
  const wake = async ({ principal }: FaceCall, { text, mode }: Extract<Hook, { action: "wake" }>, id: string) => {
    const became = await tell(principal, { text, mode, key: null }, id);
    return { status: 200, body: { ok: true, mode: became } };
  };

  /** Tells the main conversation what came of an event, in the family's words. */
  const tellEnd = async (principal: Principal, { name, wakeMode }: Extract<Hook, { action: "agent" }>, id: string) => {
    const end = await runs.ended(principal.userId, id);
    if (end === null || wakeMode === null) return;
    const from = ["Hook", name?.trim() ?? "", end.state === "done" ? "" : `(${end.state})`].filter(Boolean).join(" ");
    await tell(principal, { text: `${from}: ${end.words}`, mode: wakeMode, key: null }, `${id}-end`);
  };

  const agent = async ({ principal }: FaceCall, hook: Extract<Hook, { action: "agent" }>, id: string) => {
    const { agentId, sessionKey, name, message, timeoutMs, model, wakeMode } = hook;
    const isNew = !(await runs.known(principal.userId, id));
    const key = keyOf(agentId, sessionKey ?? `hook:${id}`);
    const text = name === null || name.trim() === "" ? message : `[${name.trim()}] ${message}`;
    await runs.say(principal, key, text, id, { origins: ["stranger"], model });
    if (timeoutMs !== null) clock.after(timeoutMs, () => void runs.abort(principal.userId, key, id).catch(() => {}));
    // An event that came again has told it already.
    if (wakeMode !== null && isNew) void tellEnd(principal, hook, id).catch(() => {});
    return { status: 202, body: { ok: true, runId: id } };
  };

  const face = (url: string, read: (call: FaceCall) => Hook | null): Face => ({
    method: "POST",
    url,
    scope: "operator.hooks",
    maxBytes: limits.hookBodyBytes,
    deadlineMs: answerMs,
    tokenHeaders: ["x-openclaw-token", "x-clawdbot-token"],
    refuse: (error, status) => ({ status, body: { ok: false, error: error.message } }),
    async answer(call): Promise<Answer> {
      const { principal, idempotencyKey: key, body } = call;
      rate.take(principal.sessionId);
      const hook = read(call);
      if (hook === null) return { status: 204, body: null };
      const begin = (id: string) => (hook.action === "wake" ? wake(call, hook, id) : agent(call, hook, id));
      if (key === null) return begin(createId("run", random));
      // The same event again is the same run, after a restart as well.
      const id = `hook-${digestOf([principal.sessionId, url, key])}`;
      const again = await deps.once(principal.sessionId, key, url, body, () => begin(id));
      return again as Answer;
    },
  });

  const handlers: HandlersOf<"wake"> = {
    async wake({ mode, text, agentId, sessionKey }, { principal, idempotencyKey }) {
      const words = text.trim();
      // Version 3 answers so, and does not refuse.
      if (words === "") return { ok: false };
      const key = sessionKey ?? (agentId === undefined ? null : `agent:${agentId.toLowerCase()}:main`);
      const id =
        idempotencyKey === null
          ? createId("run", random)
          : `wake-${digestOf([principal.userId, "wake", idempotencyKey])}`;
      return { ok: true, mode: await tell(principal, { text: words, mode, key }, id) };
    },
  };

  return {
    handlers,
    faces: [
      face("/hooks/wake", ({ body }) => readWake(body)),
      face("/hooks/agent", ({ body }) => readAgent(body)),
      face("/hooks/:path", ({ named, body }) => {
        const mapping = deps.mappings().find(({ path }) => path === named.path);
        if (mapping === undefined) throw new AppError("NOT_FOUND", "There is no such hook.");
        return readMapped(mapping, body);
      }),
    ],
  };
}

function digestOf(parts: readonly string[]): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 32);
}

/** Events have conversations of their own: none of them speaks in one that a person has. */
function keyOf(agentId: string, written: string): string {
  const own = `agent:${agentId.toLowerCase()}:`;
  const name = written.startsWith(own) ? written.slice(own.length) : written;
  if (!name.startsWith("hook:")) throw new AppError("BAD_PARAMS", "at /sessionKey: it begins with hook:");
  return `${own}${name}`;
}
