import { createHash } from "node:crypto";
import type { Origin } from "@parley/agents";
import { AppError, type Clock, createId, type Random } from "@parley/kernel";
import { limits } from "@parley/protocol";
import type { HookMapping } from "../../config/hook-mappings.ts";
import type { Principal, RateLimit } from "../../platform/call.ts";
import type { Face, FaceAnswer, FaceCall } from "../../platform/http/faces.ts";
import { type Hook, readAgent, readMapped, readWake } from "./read-hook.ts";

/** What the module needs. */
export interface HooksDeps {
  readonly runs: {
    /** Says something and begins to answer it; the same id is said once. Throws CONFLICT while the conversation is busy. */
    say(principal: Principal, key: string, text: string, id: string, taint: readonly Origin[]): Promise<unknown>;
    /** Whether a run of that id was begun. */
    known(account: string, id: string): Promise<boolean>;
    abort(account: string, key: string, id: string): Promise<unknown>;
  };
  /** What waits for the agent of an account: so many, the oldest are forgotten. */
  readonly queue: { put(account: string, text: string): void; take(account: string): readonly string[] };
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

const mainKey = "agent:main:main";
const answerMs = 30_000;

type Answer = Extract<FaceAnswer, { status: number }>;

/**
 * Events of others: `/hooks/wake`, `/hooks/agent`, and those that the file maps. Who shows the token of an account wakes
 * that account's agents, and nothing more; whatever comes this way counts as words of strangers. Source: the gateway
 * family's webhooks.
 */
export function createHooksModule(deps: HooksDeps): { readonly faces: readonly Face[] } {
  const { runs, queue, rate } = deps;
  const { clock, random } = deps.world;

  const wake = async ({ principal }: FaceCall, { text, mode }: Extract<Hook, { action: "wake" }>, id: string) => {
    const account = principal.userId;
    const kept = (): Answer => ({ status: 200, body: { ok: true, mode: "next-heartbeat" } });
    if (mode === "next-heartbeat") {
      queue.put(account, text);
      return kept();
    }
    // Said before, perhaps with what waited then: its words are not the same now.
    if (await runs.known(account, id)) return { status: 200, body: { ok: true, mode } };
    const all = [...queue.take(account), text];
    try {
      await runs.say(principal, mainKey, all.join("\n").slice(0, limits.messageLength), id, ["stranger"]);
      return { status: 200, body: { ok: true, mode } };
    } catch (thrown) {
      for (const each of all.slice(0, -1)) queue.put(account, each);
      // It is answering something else: what came waits for the next one.
      if (!(thrown instanceof AppError && thrown.code === "CONFLICT")) throw thrown;
      queue.put(account, text);
      return kept();
    }
  };

  const agent = async ({ principal }: FaceCall, hook: Extract<Hook, { action: "agent" }>, id: string) => {
    const { agentId, sessionKey, name, message, timeoutMs } = hook;
    const key = keyOf(agentId, sessionKey ?? `hook:${id}`);
    const text = name === null || name.trim() === "" ? message : `[${name.trim()}] ${message}`;
    await runs.say(principal, key, text, id, ["stranger"]);
    if (timeoutMs !== null) clock.after(timeoutMs, () => void runs.abort(principal.userId, key, id).catch(() => {}));
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
      const id = `hook-${createHash("sha256")
        .update(JSON.stringify([principal.sessionId, url, key]))
        .digest("hex")
        .slice(0, 32)}`;
      const again = await deps.once(principal.sessionId, key, url, body, () => begin(id));
      return again as Answer;
    },
  });

  return {
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

/** Events have conversations of their own: none of them speaks in one that a person has. */
function keyOf(agentId: string, written: string): string {
  const own = `agent:${agentId.toLowerCase()}:`;
  const name = written.startsWith(own) ? written.slice(own.length) : written;
  if (!name.startsWith("hook:")) throw new AppError("BAD_PARAMS", "at /sessionKey: it begins with hook:");
  return `${own}${name}`;
}
