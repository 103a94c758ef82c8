import { computed, type Signal, signal } from "@parley/kernel";
import type { CallMember, Calls, MediaKey, RoomCall, StoredAccount } from "@parley/matrix";

/** Calls in memory: places of others are set by the test, keys are heard when the test sends them. */
export interface FakeCalls extends Calls {
  /** Others in the call of a room. */
  place(roomId: string, members: readonly CallMember[]): void;
  /** A key from somebody else. */
  hear(roomId: string, identity: string, key: MediaKey): void;
  /** Keys that were sent, oldest first. */
  readonly sent: { readonly roomId: string; readonly key: MediaKey; readonly to: readonly string[] }[];
}

export function createFakeCalls(
  account: StoredAccount,
  clock: { now(): number },
  serviceUrl: string | null,
): FakeCalls {
  const places: Signal<ReadonlyMap<string, readonly CallMember[]>> = signal(new Map());
  const listeners = new Map<string, Set<(identity: string, key: MediaKey) => void>>();
  const sent: FakeCalls["sent"] = [];
  const set = (roomId: string, members: readonly CallMember[]) => {
    places.value = new Map([...places.peek(), [roomId, members]]);
  };
  const others = (roomId: string) => (places.peek().get(roomId) ?? []).filter((member) => !member.own);
  const members = (roomId: string) => computed(() => places.value.get(roomId) ?? []);
  const plain = `${account.userId}:${account.deviceId}`;
  const of = (roomId: string): RoomCall => ({
    own: { way: "compatibility", memberId: plain, identity: plain },
    members: members(roomId),
    async join(transport, intent) {
      const { userId, deviceId } = account;
      const own = {
        userId,
        deviceId,
        identity: plain,
        eventId: "$own-place",
        joinedAt: clock.now(),
        intent,
        transport,
        own: true,
      };
      set(roomId, [...others(roomId), own]);
      return {
        lost: signal(false),
        leave: async () => set(roomId, others(roomId)),
        abandon: () => set(roomId, others(roomId)),
      };
    },
    async sendKey(key, to) {
      sent.push({ roomId, key, to: to.map(({ userId, deviceId }) => `${userId}:${deviceId}`) });
      return [];
    },
    prepareKeys: async () => {},
    onKey(listener) {
      const heard = listeners.get(roomId) ?? new Set();
      listeners.set(roomId, heard.add(listener));
      return () => void heard.delete(listener);
    },
  });
  return {
    of,
    members,
    running: computed(
      () =>
        new Map(
          [...places.value]
            .filter(([, members]) => members.length > 0)
            .map(([id, all]) => [id, new Set(all.map(({ userId }) => userId)).size]),
        ),
    ),
    transport: async () => (serviceUrl === null ? null : { serviceUrl }),
    encrypts: async () => false,
    openId: async () => ({
      access_token: "open-id",
      token_type: "Bearer",
      matrix_server_name: account.userId.split(":")[1] ?? "",
      expires_in: 3600,
    }),
    place: (roomId, members) =>
      set(roomId, [...(places.peek().get(roomId) ?? []).filter((one) => one.own), ...members]),
    hear(roomId, identity, key) {
      for (const listener of listeners.get(roomId) ?? []) listener(identity, key);
    },
    sent,
  };
}
