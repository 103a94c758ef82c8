import { z } from "zod";
import { limits } from "./limits.ts";
import { method } from "./method.ts";

/** A wire key as clients send it: any spelling that leads to one conversation of the caller's account. */
const key = () => z.string().min(1).max(limits.conversationKeyLength);
const label = () => z.string().trim().min(1).max(64);
const level = () => z.string().min(1).max(32);

/** One line of the list. Names and shapes: gateway protocol v3, `sessions.list`; `archived` and `pinned` as in v4. */
export const conversation = () =>
  z.object({
    key: z.string(),
    kind: z.enum(["direct", "group", "global", "unknown"]),
    /** Changes at each reset; the key stays. */
    sessionId: z.string(),
    updatedAt: z.int(),
    label: z.string().optional(),
    derivedTitle: z.string().optional(),
    lastMessagePreview: z.string().optional(),
    archived: z.boolean(),
    pinned: z.boolean(),
    thinkingLevel: z.string().optional(),
    verboseLevel: z.string().optional(),
    reasoningLevel: z.string().optional(),
    model: z.string().optional(),
    totalTokens: z.int(),
  });
export type Conversation = z.infer<ReturnType<typeof conversation>>;

/** A message of a conversation's history. */
export const historyMessage = () =>
  z.object({
    id: z.string(),
    /** Null: the first one. */
    parentId: z.string().nullable(),
    role: z.enum(["user", "assistant", "toolResult", "system"]),
    content: z.array(z.object({ type: z.literal("text"), text: z.string() })),
    timestamp: z.int(),
    label: z.string().optional(),
    /** The run that it began, or that said it. */
    runId: z.string().optional(),
  });
export type HistoryMessage = z.infer<ReturnType<typeof historyMessage>>;

/** That a conversation began anew, and by what: a person, a pause, or the hour of the day. */
const anew = () => z.object({ at: z.int(), why: z.enum(["manual", "idle", "daily"]) });
export type Anew = z.infer<ReturnType<typeof anew>>;

/** What clients of the account are told of it. */
export const sessionAnew = () => anew().extend({ sessionKey: z.string(), sessionId: z.string() });

const done = () => z.object({ ok: z.literal(true), key: z.string() });
const entry = () => z.object({ ok: z.literal(true), key: z.string(), entry: conversation() });

export const conversationsMethods = {
  "sessions.list": method({
    scope: "operator.read",
    kind: "read",
    since: "0.1.0",
    about: "My conversations with agents: pinned ones first, then by what happened last.",
    params: () =>
      z.strictObject({
        limit: z.int().min(1).max(1000).optional(),
        offset: z.int().min(0).max(1_000_000).optional(),
        activeMinutes: z.int().min(1).optional(),
        includeGlobal: z.boolean().optional(),
        includeUnknown: z.boolean().optional(),
        includeDerivedTitles: z.boolean().optional(),
        includeLastMessage: z.boolean().optional(),
        label: label().optional(),
        agentId: z.string().min(1).max(64).optional(),
        /** In labels, keys and titles. */
        search: z.string().max(256).optional(),
        archived: z.boolean().optional(),
      }),
    result: () =>
      z.object({
        ts: z.int(),
        path: z.string(),
        count: z.int(),
        totalCount: z.int(),
        hasMore: z.boolean(),
        nextOffset: z.int().nullable(),
        defaults: z.object({
          modelProvider: z.string().nullable(),
          model: z.string().nullable(),
          contextTokens: z.int().nullable(),
        }),
        sessions: z.array(conversation()),
      }),
    errors: [],
  }),
  "sessions.preview": method({
    scope: "operator.read",
    kind: "read",
    since: "0.1.0",
    about: "The last messages of some conversations.",
    params: () =>
      z.strictObject({
        keys: z.array(key()).min(1).max(64),
        limit: z.int().min(1).max(50).optional(),
        maxChars: z.int().min(20).max(2000).optional(),
      }),
    result: () =>
      z.object({
        ts: z.int(),
        previews: z.array(
          z.object({
            key: z.string(),
            status: z.enum(["ok", "empty", "missing"]),
            items: z.array(z.object({ role: z.enum(["user", "assistant", "tool", "system"]), text: z.string() })),
          }),
        ),
      }),
    errors: [],
  }),
  "sessions.resolve": method({
    scope: "operator.read",
    kind: "read",
    since: "0.1.0",
    about: "The key of a conversation, by one of its names.",
    params: () =>
      z.strictObject({
        key: key().optional(),
        sessionId: z.string().min(1).max(64).optional(),
        label: label().optional(),
        agentId: z.string().min(1).max(64).optional(),
      }),
    result: done,
    errors: ["NOT_FOUND"],
  }),
  "sessions.patch": method({
    scope: "operator.write",
    kind: "write",
    since: "0.1.0",
    about: "Changes a conversation's settings, and begins it where there is none. Null takes one back.",
    params: () =>
      z.strictObject({
        key: key(),
        label: label().nullable().optional(),
        thinkingLevel: level().nullable().optional(),
        verboseLevel: level().nullable().optional(),
        reasoningLevel: z.enum(["on", "off", "stream"]).nullable().optional(),
        model: z.string().min(1).max(256).nullable().optional(),
        archived: z.boolean().optional(),
        pinned: z.boolean().optional(),
      }),
    result: () => entry().extend({ path: z.string() }),
    errors: ["CONFLICT"],
  }),
  "sessions.reset": method({
    scope: "operator.write",
    kind: "write",
    since: "0.1.0",
    about: "Begins a conversation anew: settings stay, what was said is put aside and is not shown to a model again.",
    params: () => z.strictObject({ key: key() }),
    result: entry,
    errors: ["NOT_FOUND"],
  }),
  "sessions.delete": method({
    scope: "operator.write",
    kind: "write",
    since: "0.1.0",
    about: "Erases a conversation with all that was said in it. An agent's main conversation is reset instead.",
    params: () => z.strictObject({ key: key(), deleteTranscript: z.boolean().optional() }),
    result: () => done().extend({ deleted: z.boolean(), archived: z.array(z.string()) }),
    errors: ["CONFLICT"],
  }),
  "sessions.fork": method({
    scope: "operator.write",
    kind: "write",
    since: "0.1.0",
    about: "A new conversation with all that stood before a question in another one, which is answered with it.",
    // Source: gateway protocol v4. Version 3 has none.
    params: () =>
      z.strictObject({
        sessionKey: key(),
        agentId: z.string().min(1).max(64).optional(),
        /** The question's id in the history. */
        entryId: z.string().min(1).max(64),
      }),
    result: () => z.object({ sessionKey: z.string(), editorText: z.string() }),
    errors: ["NOT_FOUND"],
  }),
  "sessions.copy": method({
    scope: "operator.write",
    kind: "write",
    since: "0.1.0",
    about: "A new conversation that begins with another one's messages, up to one of them and with it, or with all.",
    params: () => z.strictObject({ key: key(), messageId: z.string().min(1).max(64).optional() }),
    result: entry,
    errors: ["NOT_FOUND"],
  }),
  "sessions.search": method({
    scope: "operator.read",
    kind: "read",
    since: "0.1.0",
    about: "Messages of my conversations that hold all of the words, the newest first.",
    params: () => z.strictObject({ query: z.string().min(1).max(256), limit: z.int().min(1).max(25).optional() }),
    result: () =>
      z.object({
        results: z.array(
          z.object({ key: z.string(), messageId: z.string(), role: z.string(), timestamp: z.int(), text: z.string() }),
        ),
      }),
    errors: [],
  }),
  "sessions.verify": method({
    scope: "operator.read",
    kind: "read",
    since: "0.1.0",
    about:
      "Follows a conversation from its first message to its last, and names every one that is not as it was written.",
    params: () => z.strictObject({ key: key() }),
    result: () =>
      z.object({
        rows: z.int(),
        faults: z.array(z.object({ kind: z.enum(["missing", "changed", "content", "unsaid", "ends"]), seq: z.int() })),
      }),
    errors: ["NOT_FOUND"],
  }),
  "sessions.export_user": method({
    scope: "operator.read",
    kind: "read",
    since: "0.1.0",
    about:
      "All conversations of an account with all that was said in them, by pages; mine, or anyone's for an admin. Name: carapace.",
    params: () =>
      z.strictObject({
        userId: z.string().min(1).max(255),
        /** What the page before answered as `next`. */
        after: z.string().max(128).optional(),
      }),
    result: () =>
      z.object({
        ok: z.literal(true),
        data: z.object({
          userId: z.string(),
          /** Messages of one conversation may go on in the next page. */
          sessions: z.array(z.object({ session: conversation(), messages: z.array(historyMessage()) })),
        }),
        warnings: z.array(z.string()),
        next: z.string().nullable(),
      }),
    errors: ["MISSING_SCOPE"],
    subject: ({ userId }) => userId,
  }),
  "sessions.purge_user": method({
    scope: "operator.write",
    kind: "write",
    since: "0.1.0",
    about:
      "Erases all conversations of an account; mine, or anyone's for an admin. That they were, and who erased them, stays. Name: carapace.",
    params: () => z.strictObject({ userId: z.string().min(1).max(255) }),
    result: () =>
      z.object({ ok: z.literal(true), userId: z.string(), sessionsDeleted: z.int(), sessionsTotal: z.int() }),
    errors: ["MISSING_SCOPE"],
    subject: ({ userId }) => userId,
  }),
  "chat.history": method({
    scope: "operator.read",
    kind: "read",
    since: "0.1.0",
    about: "The last messages of a conversation, oldest first.",
    params: () => z.strictObject({ sessionKey: key(), limit: z.int().min(1).max(1000).optional() }),
    result: () =>
      z.object({
        sessionKey: z.string(),
        sessionId: z.string().optional(),
        messages: z.array(historyMessage()),
        thinkingLevel: z.string(),
        /** When it began anew the last time; what was said before is not among the messages. */
        anew: anew().optional(),
      }),
    errors: [],
  }),
  "chat.inject": method({
    scope: "operator.admin",
    kind: "write",
    since: "0.1.0",
    about: "Puts a message into one of my conversations as if the agent had said it; no model is asked.",
    params: () =>
      z.strictObject({
        sessionKey: key(),
        message: z.string().min(1).max(limits.messageLength),
        label: z.string().trim().min(1).max(100).optional(),
      }),
    result: () => z.object({ ok: z.literal(true), messageId: z.string() }),
    errors: ["NOT_FOUND"],
    subject: ({ sessionKey }) => sessionKey,
  }),
};
