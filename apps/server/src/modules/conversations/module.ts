import { AppError, type Clock, type Random } from "@parley/kernel";
import type { Anew, Conversation, ConversationsSummary, ParsedParamsOf, ResultOf } from "@parley/protocol";
import type { EventSink, HandlersOf } from "../../platform/call.ts";
import type { Chain } from "../../platform/chain/chain.ts";
import type { Store } from "../../platform/store/store.ts";
import { createHistoryHandlers } from "./history.ts";
import { keyOfAgent, ownKey, wireKey } from "./keys.ts";
import { mayExport, mayPurge } from "./policy.ts";
import { createPortable } from "./portable.ts";
import { createResets, type Reset } from "./resets.ts";
import { createConversationService, settingsOf } from "./service.ts";
import { createConversationStore } from "./store.ts";
import type { ConversationRow } from "./tables.ts";
import { type Also, createTalk, type Saying, taintOf } from "./talk.ts";
import { createTranscript, type Others } from "./transcript.ts";

/** What the module needs. */
export interface ConversationsDeps {
  readonly store: Store;
  readonly chain: Chain;
  readonly events: EventSink;
  readonly world: { readonly clock: Clock; readonly random: Random };
  readonly others: Others;
  /** Agents whose conversations begin anew by themselves. */
  readonly resetting: () => Promise<readonly { readonly id: string; readonly reset: Reset }[]>;
  /** What conversations have that name no model of their own. */
  readonly defaults: () => Promise<ResultOf<"sessions.list">["defaults"]>;
}

type Methods =
  | "sessions.list"
  | "sessions.resolve"
  | "sessions.patch"
  | "sessions.reset"
  | "sessions.delete"
  | "sessions.fork"
  | "sessions.copy"
  | "sessions.verify"
  | "sessions.export_user"
  | "sessions.purge_user";

const listed = 200;
const minute = 60_000;
/** Clients of version 3 show where conversations are kept; ours are in no file of their own. */
const place = "(database)";

/** Conversations with agents: what a wire key means for an account, and what was said. */
export function createConversationsModule({
  store,
  chain,
  events,
  world,
  others,
  resetting: agents,
  defaults,
}: ConversationsDeps) {
  const rows = createConversationStore(store);
  const { clock, random } = world;
  const transcript = createTranscript({ rows, chain, others, clock, random });
  const service = createConversationService({ rows, transcript, clock, random, onAnew: tellAnew(events) });
  const talk = createTalk({ rows, service, transcript, clock, random });
  const resets = createResets({ rows, service, agents, isBusy: others.isBusy, clock });
  const portable = createPortable({ rows, transcript, others });

  const handlers: HandlersOf<Methods> = {
    async "sessions.list"(params, { principal }) {
      const query = queryOf(params, principal.userId, clock.now());
      const [found, totalCount] = [await rows.list(query), await rows.count(query)];
      const end = query.offset + found.length;
      return {
        ts: clock.now(),
        path: place,
        count: found.length,
        totalCount,
        hasMore: end < totalCount,
        nextOffset: end < totalCount ? end : null,
        defaults: await defaults(),
        sessions: found.map((row) => lineOf(row, params)),
      };
    },
    async "sessions.resolve"({ key, sessionId, label, agentId }, { principal }) {
      if ([key, sessionId, label].filter((name) => name !== undefined).length !== 1) {
        throw new AppError("BAD_PARAMS", "Give one of key, sessionId and label.");
      }
      const by = {
        ...(sessionId === undefined ? {} : { sessionId }),
        ...(label === undefined ? {} : { label }),
        ...(agentId === undefined ? {} : { agent: agentId.toLowerCase() }),
      };
      const row =
        key === undefined
          ? await rows.findBy(principal.userId, by)
          : await service.found(principal.userId, wireKey(key));
      if (!row) throw new AppError("NOT_FOUND", "There is no such conversation of yours.");
      return { ok: true, key: row.key };
    },
    async "sessions.patch"({ key, ...change }, { principal }) {
      const row = await service.patch(principal.userId, ownKey(key), change);
      return { ok: true, path: place, key: row.key, entry: shown(row) };
    },
    async "sessions.reset"({ key }, { principal }) {
      await others.quiet(principal.userId, wireKey(key).key);
      const row = await service.reset(principal.userId, wireKey(key));
      return { ok: true, key: row.key, entry: shown(row) };
    },
    async "sessions.delete"({ key, deleteTranscript = true }, { principal }) {
      const wire = wireKey(key);
      if (wire.isMain) throw new AppError("CONFLICT", "An agent's main conversation is not deleted: reset it.");
      if (!deleteTranscript) throw new AppError("BAD_PARAMS", "To keep what was said, archive the conversation.");
      await others.quiet(principal.userId, wire.key);
      return { ok: true, key: wire.key, deleted: await service.remove(principal.userId, wire), archived: [] };
    },
    async "sessions.fork"({ sessionKey, agentId, entryId }, { principal }) {
      const { row, words } = await talk.fork(principal.userId, keyOfAgent(sessionKey, agentId), entryId);
      return { sessionKey: row.key, editorText: words };
    },
    async "sessions.copy"({ key, messageId }, { principal }) {
      const row = await talk.copy(principal.userId, wireKey(key), messageId);
      return { ok: true, key: row.key, entry: shown(row) };
    },
    "sessions.verify": async ({ key }, { principal }) =>
      transcript.verify(await service.found(principal.userId, wireKey(key))),
    async "sessions.export_user"({ userId, after }, { principal }) {
      const { pages, next } = await portable.exportPage(mayExport(principal, userId), after);
      const sessions = pages.map(({ row, messages }) => ({ session: shown(row), messages }));
      return { ok: true, data: { userId, sessions }, warnings: [], next };
    },
    async "sessions.purge_user"({ userId }, { principal }) {
      const count = await portable.purge(mayPurge(principal, userId), principal.userId);
      return { ok: true, userId, sessionsDeleted: count, sessionsTotal: count };
    },
  };
  return {
    handlers: { ...handlers, ...createHistoryHandlers({ rows, service, transcript, clock }) },
    keyOf: (written: string) => wireKey(written).key,
    /** For runs. */
    talk: {
      async open(account: string, written: string) {
        const wire = ownKey(written);
        const row = await rows.find(account, wire.key);
        const own = row ? { model: settingsOf(row).model ?? null, taint: taintOf(row) } : { model: null, taint: [] };
        return { key: wire.key, agentId: wire.agentId, ...own };
      },
      find: async (account: string, search: string | null, limit: number): Promise<Conversation[]> =>
        (await rows.list({ ...plainList, account, search, limit })).map(shown),
      /** Begins it anew where its time is over, for whoever has it to themselves. Whether it did. */
      settle: resets.settle,
      history: async (account: string, key: string, limit: number) =>
        service.history(await service.found(account, wireKey(key)), limit),
      say: (account: string, key: string, { id, ...message }: Said, also?: Also) =>
        talk.say(account, wireKey(key), { ...message, name: id }, also),
      again: (account: string, key: string, message: string, also?: Also) =>
        talk.again(account, wireKey(key), message, also),
    },
    /** Begins at most so many anew whose time is over; answers how many. */
    sweep: resets.sweep,
    /** How many an account has, and the last five, for what tells of the server's state. */
    async summary(account: string): Promise<ConversationsSummary> {
      const query = { ...plainList, account, search: null, hidden: [], limit: 5 };
      const [recent, count] = [await rows.list(query), await rows.count(query)];
      const now = clock.now();
      const line = ({ key, updated_at }: ConversationRow) => ({ key, updatedAt: updated_at, age: now - updated_at });
      return { path: place, count, recent: recent.map(line) };
    },
  };
}

/** What a run says, by its own id. */
type Said = Omit<Saying, "name"> & { readonly id: string };

/** Tells those who look at a conversation that it began anew. */
const tellAnew =
  (events: EventSink) =>
  ({ account, key, session_id }: ConversationRow, anew: Anew) =>
    events.emit("sessions.anew", { sessionKey: key, sessionId: session_id, ...anew }, { userId: account });

/** Which of an account's conversations are asked for. */
function queryOf(params: ParsedParamsOf<"sessions.list">, account: string, now: number) {
  const { limit = listed, offset = 0 } = params;
  return {
    account,
    archived: params.archived ?? false,
    agent: params.agentId?.toLowerCase() ?? null,
    label: params.label ?? null,
    search: params.search?.trim() || null,
    since: params.activeMinutes === undefined ? null : now - params.activeMinutes * minute,
    hidden: [
      ...(params.includeGlobal ? [] : ["global" as const]),
      ...(params.includeUnknown ? [] : ["unknown" as const]),
    ],
    limit,
    offset,
  };
}

/** What a person has before their eyes, without any choice. */
const plainList = {
  archived: false,
  agent: null,
  label: null,
  since: null,
  hidden: ["global" as const, "unknown" as const],
  offset: 0,
};

function shown(row: ConversationRow): Conversation {
  return {
    key: row.key,
    kind: wireKey(row.key).kind,
    sessionId: row.session_id,
    updatedAt: row.updated_at,
    ...(row.label === null ? {} : { label: row.label }),
    ...(row.title === null ? {} : { derivedTitle: row.title }),
    ...(row.preview === null ? {} : { lastMessagePreview: row.preview }),
    archived: row.archived_at !== null,
    pinned: row.pinned !== 0,
    ...settingsOf(row),
    totalTokens: row.total_tokens,
  };
}

/** As the list shows it: what was said in it only where that is asked for. */
function lineOf(row: ConversationRow, asked: ParsedParamsOf<"sessions.list">): Conversation {
  const { derivedTitle, lastMessagePreview, ...rest } = shown(row);
  return {
    ...rest,
    ...(asked.includeDerivedTitles && derivedTitle !== undefined ? { derivedTitle } : {}),
    ...(asked.includeLastMessage && lastMessagePreview !== undefined ? { lastMessagePreview } : {}),
  };
}
