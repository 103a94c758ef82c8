import { z } from "zod";
import { method } from "./method.ts";

/** Longest wait for an answer. */
const waitMs = 10 * 60_000;

const id = () => z.string().min(1).max(128);
const word = (most: number) => z.string().min(1).max(most);
export const decision = () => z.enum(["allow-once", "allow-always", "deny"]);
export type Decision = z.infer<ReturnType<typeof decision>>;

/** What somebody wants to run. Names: gateway protocol v3; `commandArgv` as in v4. */
export const execRequest = () =>
  z.strictObject({
    command: word(16_384),
    /** Exactly what is started; where it is given, the answer holds for nothing else. */
    commandArgv: z.array(z.string().max(16_384)).min(1).max(256).optional(),
    cwd: z.string().max(4096).nullable().optional(),
    host: z.string().max(64).nullable().optional(),
    security: z.string().max(32).nullable().optional(),
    ask: z.string().max(32).nullable().optional(),
    agentId: z.string().max(64).nullable().optional(),
    resolvedPath: z.string().max(4096).nullable().optional(),
    /** Of the file at `resolvedPath`, in hex: with another one the answer holds for nothing. */
    fileSha256: z
      .string()
      .regex(/^[0-9a-f]{64}$/)
      .nullable()
      .optional(),
    sessionKey: z.string().max(256).nullable().optional(),
  });
export type ExecRequest = z.infer<ReturnType<typeof execRequest>>;

/** What a question is about, beside the words of `request`, which every client of the family can show. */
export const asked = () => ({
  /** `exec`: a program is to run; the owner and admins answer. `tool`: a call of a tool; whoever's run it is answers. */
  kind: z.enum(["exec", "tool"]),
  /** Whose step waits; null: a program asked. */
  run: z.object({ runId: z.string(), callId: z.string(), sessionKey: z.string() }).nullable(),
  /** The call, as the model made it; null: a program asked. */
  tool: z
    .object({
      name: z.string(),
      input: z.record(z.string(), z.unknown()),
      /** Where it sends. */
      target: z.string(),
      /** Why it is asked, in words. */
      reason: z.string(),
      /** SHA-256 in hex of whose the tool is and how it describes itself, where *always* may be said of it. */
      definition: z.string().optional(),
    })
    .nullable(),
});

/** A question, open or answered. */
export const approval = () =>
  z.object({
    ...asked(),
    id: z.string(),
    /** Whose run asks. */
    account: z.string(),
    request: execRequest(),
    /** SHA-256 in hex over everything that is asked for: what runs must hash to the same. */
    hash: z.string(),
    createdAtMs: z.int(),
    expiresAtMs: z.int(),
    state: z.enum(["pending", "resolved", "expired"]),
    decision: decision().nullable(),
    /** `grant`: an earlier *always*. */
    resolvedBy: z.string().nullable(),
    resolvedAtMs: z.int().nullable(),
    /** Whether I may say *always*: never of shells and interpreters, nor of what has no absolute path; of tools those of other servers. */
    alwaysOffered: z.boolean(),
  });
export type Approval = z.infer<ReturnType<typeof approval>>;

const answer = () =>
  z.object({ id: z.string(), decision: decision().nullable(), createdAtMs: z.int(), expiresAtMs: z.int() });

const grant = () =>
  z.strictObject({
    id: z.string().max(64).optional(),
    /** An absolute path, without wildcards; or `mcp:` and the name of a tool, which can be taken away here and not added. */
    pattern: word(4096),
    lastUsedAt: z.number().optional(),
    lastUsedCommand: z.string().max(16_384).optional(),
    lastResolvedPath: z.string().max(4096).optional(),
  });

const approvalsFile = () =>
  z.strictObject({
    version: z.literal(1),
    agents: z
      .record(z.string().min(1).max(64), z.strictObject({ allowlist: z.array(grant()).max(500).optional() }))
      .optional(),
  });

const snapshot = () => z.object({ path: z.string(), exists: z.boolean(), hash: z.string(), file: approvalsFile() });

export const approvalsMethods = {
  "exec.approval.request": method({
    scope: "operator.approvals",
    kind: "write",
    since: "0.1.0",
    about: "Asks whether a command may run, and waits for the answer; null when nobody answered in time.",
    deadlineMs: waitMs + 5_000,
    params: () =>
      execRequest().extend({ id: id().nullable().optional(), timeoutMs: z.int().min(1).max(waitMs).optional() }),
    result: answer,
    errors: ["CONFLICT"],
  }),
  "exec.approval.resolve": method({
    scope: "operator.approvals",
    kind: "write",
    since: "0.1.0",
    about:
      "Answers a question, once and for all: the first answer counts. What runs commands is answered by the owner and admins, a call of a tool by whoever's run it is, and for always by the owner and admins, until it says something else of itself; nobody answers what they asked themselves by a program's token.",
    params: () => z.strictObject({ id: id(), decision: decision() }),
    result: () => z.object({ ok: z.literal(true) }),
    errors: ["NOT_FOUND", "CONFLICT", "MISSING_SCOPE"],
    subject: ({ id: asked, decision: answered }) => `${asked} ${answered}`,
  }),
  "exec.approval.get": method({
    scope: "operator.approvals",
    kind: "read",
    since: "0.1.0",
    about: "One question.",
    params: () => z.strictObject({ id: id() }),
    result: () => z.object({ approval: approval() }),
    errors: ["NOT_FOUND"],
  }),
  "exec.approval.list": method({
    scope: "operator.approvals",
    kind: "read",
    since: "0.1.0",
    about: "Questions that I may answer or have asked, the open ones first, then the newest.",
    params: () =>
      z.strictObject({
        state: z.enum(["pending", "resolved", "expired"]).optional(),
        limit: z.int().min(1).max(200).optional(),
      }),
    result: () => z.object({ approvals: z.array(approval()) }),
    errors: [],
  }),
  "exec.approval.waitDecision": method({
    scope: "operator.approvals",
    kind: "read",
    since: "0.1.0",
    about: "Waits for the answer to a question, also to one that was asked before a restart.",
    deadlineMs: waitMs + 5_000,
    params: () => z.strictObject({ id: id(), timeoutMs: z.int().min(1).max(waitMs).optional() }),
    result: answer,
    errors: ["NOT_FOUND"],
  }),
  "exec.approvals.get": method({
    scope: "operator.admin",
    kind: "read",
    since: "0.1.0",
    about: "What was allowed for always, by agent; of my account.",
    params: () => z.strictObject({}),
    result: snapshot,
    errors: [],
  }),
  "exec.approvals.set": method({
    scope: "operator.admin",
    kind: "write",
    since: "0.1.0",
    about:
      "Replaces what was allowed for always. `baseHash` is that of the last `exec.approvals.get`; paths are absolute and without wildcards, and never those of shells or interpreters. A tool (`mcp:…`) can stay or go: it is added by an answer alone, since it holds for what it said of itself then.",
    params: () => z.strictObject({ file: approvalsFile(), baseHash: z.string().min(1).max(128) }),
    result: snapshot,
    errors: ["CONFLICT"],
    subject: () => "exec.approvals",
  }),
};
