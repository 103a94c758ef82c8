import { createScope, type Signal, signal, silentLog, systemRandom } from "@parley/kernel";
import { createManualClock, type ManualClock } from "@parley/testkit";
import {
  ClientEvent,
  type IPushRules,
  MatrixClient,
  MatrixEvent,
  MatrixEventEvent,
  MemoryStore,
  type Room,
  SyncState,
} from "matrix-js-sdk";
import { _createAndReEmitRoom } from "matrix-js-sdk/lib/sync.js";
import type { Connection } from "../../contract/account.ts";
import type { FetchPort } from "../../contract/ports.ts";
import type { RoomList } from "../../contract/rooms.ts";
import type { ClientHandle } from "../../sdk/client-handle.ts";
import { createSdkLogger } from "../../sdk-logger.ts";
import { emptyList } from "../../storage/snapshot.ts";

export const me = "@me:x";
export const roomId = "!room:x";

/** The default rules that matter here, in the homeserver's order. */
const defaultRules: IPushRules = {
  global: {
    override: [
      {
        rule_id: ".m.rule.is_user_mention",
        default: true,
        enabled: true,
        conditions: [{ kind: "event_property_contains" as never, key: "content.m\\.mentions.user_ids", value: me }],
        actions: ["notify" as never, { set_tweak: "highlight" as never }],
      },
    ],
    underride: [
      {
        rule_id: ".m.rule.message",
        default: true,
        enabled: true,
        conditions: [{ kind: "event_match" as never, key: "type", pattern: "m.room.message" }],
        actions: ["notify" as never],
      },
    ],
  },
};

export interface Rig {
  readonly client: MatrixClient;
  readonly room: Room;
  readonly handle: ClientHandle;
  readonly clock: ManualClock;
  readonly list: Signal<RoomList>;
  readonly connection: Signal<Connection>;
  /** What `sealed` holds. */
  readonly kept: Map<string, unknown>;
  /** A sync has been processed. */
  synced(): void;
  /** An event of the room arrives now, of another person unless it says otherwise. */
  arrive(event: Record<string, unknown>): Promise<MatrixEvent>;
  /** My receipt stands at this event now. */
  read(eventId: string): void;
}

/** A client without a homeserver: what `answer` says is all that it hears. */
export function buildRig(answer: (path: string) => unknown = () => ({})): Rig {
  const fetchFn: FetchPort = async (input) => Response.json(answer(new URL(String(input)).pathname));
  const client = new MatrixClient({
    baseUrl: "http://homeserver.test",
    userId: me,
    store: new MemoryStore(),
    logger: createSdkLogger(silentLog),
    fetchFn,
  });
  client.setPushRules(structuredClone(defaultRules));
  const room = _createAndReEmitRoom(client, roomId, {});
  client.store.storeRoom(room);
  for (const [type, key, content] of [
    ["m.room.create", "", { room_version: "12" }],
    ["m.room.member", me, { membership: "join", displayname: "Me" }],
    ["m.room.member", "@ada:x", { membership: "join", displayname: "Ada" }],
  ] as const) {
    const event = {
      type,
      state_key: key,
      content,
      room_id: roomId,
      sender: key || "@ada:x",
      event_id: `$${type}${key}`,
    };
    room.currentState.setStateEvents([new MatrixEvent(event)]);
  }
  room.updateMyMembership("join");
  const clock = createManualClock();
  const kept = new Map<string, unknown>();
  const connection = signal<Connection>({ state: "online", since: 0 });
  const handle = {
    client,
    account: { userId: me, deviceId: "D", homeserverUrl: "" },
    scope: createScope(),
    ports: { fetch: fetchFn, indexedDB: {}, locks: null, channel: null, clock, random: systemRandom, log: silentLog },
    sealed: {
      get: async (key: string) => (kept.get(key) ?? null) as never,
      put: async (key: string, value: unknown) => void kept.set(key, value),
      delete: async (key: string) => void kept.delete(key),
      keys: async () => [],
    },
    connection,
    encryption: signal({ state: "checking" } as const),
  } satisfies ClientHandle;
  let number = 0;
  return {
    client,
    room,
    handle,
    clock,
    list: signal<RoomList>(emptyList),
    connection,
    kept,
    synced() {
      client.emit(ClientEvent.Sync, SyncState.Syncing, null);
      clock.tick(1);
    },
    async arrive(parts) {
      number += 1;
      const event = new MatrixEvent({
        type: "m.room.message",
        room_id: roomId,
        sender: "@ada:x",
        event_id: `$event${number}`,
        origin_server_ts: clock.now(),
        content: { msgtype: "m.text", body: `message ${number}`, "m.mentions": {} },
        unsigned: { age: 10 },
        ...parts,
      });
      // As for all events that a sync brings.
      client.reEmitter.reEmit(event, [MatrixEventEvent.Replaced]);
      await room.addLiveEvents([event], { addToState: true });
      return event;
    },
    read(eventId) {
      const content = { [eventId]: { "m.read": { [me]: { ts: clock.now() } } } };
      room.addReceipt(new MatrixEvent({ type: "m.receipt", room_id: roomId, content }));
    },
  };
}
