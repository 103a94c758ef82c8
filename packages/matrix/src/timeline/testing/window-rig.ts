import { createScope, signal, silentLog, systemRandom } from "@parley/kernel";
import { ClientEvent, MatrixClient, MemoryStore, Room, RoomEvent, SyncState } from "matrix-js-sdk";
import type { Connection } from "../../contract/account.ts";
import { lazyKeptFiles } from "../../media/lazy-kept-files.ts";
import { buildLocalFiles } from "../../media/testing/build-local-files.ts";
import type { ClientHandle } from "../../sdk/client-handle.ts";
import { createSdkLogger } from "../../sdk-logger.ts";
import type { Json } from "../../storage/sealed-store.ts";
import { openConversations } from "../conversations.ts";

export const ME = "@me:x";
export const ROOM = "!room:x";

/** Answers requests, or promises to; null: there is no such thing. */
export type Homeserver = (path: string, query: URLSearchParams) => unknown;

/** A client that is never started: events are put into its room by hand, requests are answered by the test. */
export function createRig(
  /** Lets everything run that waits for promises only. */
  nextTurn: () => Promise<void>,
  homeserver: Homeserver = () => ({}),
  /** What an earlier run has kept. */
  values: Map<string, Json> = new Map(),
) {
  const requests: string[] = [];
  const client = new MatrixClient({
    baseUrl: "http://homeserver.test",
    userId: ME,
    deviceId: "DEVICE",
    accessToken: "token",
    store: new MemoryStore(),
    timelineSupport: true,
    disableVoip: true,
    logger: createSdkLogger(silentLog),
    fetchFn: async (input) => {
      const url = new URL(String(input));
      requests.push(url.pathname);
      const answer = await homeserver(decodeURIComponent(url.pathname), url.searchParams);
      return answer === null
        ? Response.json({ errcode: "M_NOT_FOUND", error: "no" }, { status: 404 })
        : Response.json(answer);
    },
  });
  const room = new Room(ROOM, client, ME, { timelineSupport: true });
  client.store.storeRoom(room);
  client.reEmitter.reEmit(room, [RoomEvent.Timeline, RoomEvent.TimelineReset, RoomEvent.Redaction, RoomEvent.Receipt]);
  const scope = createScope();
  const timers = new Set<() => void>();
  let now = 1_800_000_000_000;
  const connection = signal<Connection>({ state: "offline", since: 0, reason: "network" });
  const handle: ClientHandle = {
    client,
    account: { userId: ME, deviceId: "DEVICE", homeserverUrl: "http://homeserver.test" },
    ports: {
      fetch: () => Promise.reject(new Error("not used")),
      indexedDB: {},
      locks: null,
      channel: null,
      random: systemRandom,
      clock: {
        now: () => now,
        after(_, fn) {
          timers.add(fn);
          return () => timers.delete(fn);
        },
      },
      log: silentLog,
    },
    scope,
    sealed: {
      get: async <T extends Json>(key: string) => (values.get(key) as T | undefined) ?? null,
      put: async (key, value) => {
        values.set(key, value);
      },
      delete: async (key) => {
        values.delete(key);
      },
      keys: async () => [...values.keys()].sort(),
    },
    connection,
    encryption: signal({ state: "checking" } as const),
  };
  let count = 0;
  const raw = (over: Record<string, unknown> = {}) => {
    count += 1;
    return {
      event_id: `$${count}`,
      room_id: ROOM,
      sender: "@ann:x",
      origin_server_ts: now + count,
      type: "m.room.message",
      content: { "msgtype": "m.text", "body": `line ${count}`, "m.mentions": {} },
      ...over,
    };
  };
  const add = async (...over: Record<string, unknown>[]) => {
    const events = over.map((each) => client.getEventMapper()(raw(each)));
    await room.addLiveEvents(events, { addToState: true });
    return events;
  };
  const addMany = (many: number) => add(...Array.from({ length: many }, () => ({})));
  /** Lets all timers run that are set now: one turn of the event loop. */
  const turn = async () => {
    now += 1;
    for (const fn of [...timers]) {
      timers.delete(fn);
      fn();
    }
    await nextTurn();
  };
  /** The homeserver has answered a sync; what it brought was added before. */
  const synced = () => {
    connection.value = { state: "online", since: now };
    client.emit(ClientEvent.Sync, SyncState.Syncing, null);
  };
  /** Time goes by in which no timer runs, as in a frozen tab. */
  const freeze = (ms: number) => {
    now += ms;
  };
  const local = buildLocalFiles();
  const conversations = openConversations(handle, local, lazyKeptFiles(handle, local));
  const events = { add, addMany, raw };
  return { client, room, scope, conversations, connection, ...events, turn, synced, freeze, requests, timers };
}
