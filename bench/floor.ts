import "fake-indexeddb/auto";
import {
  ClientEvent,
  createClient,
  type MatrixClient,
  type MatrixEvent,
  MatrixEventEvent,
  RoomEvent,
} from "matrix-js-sdk";
import { type Logger, logger as sdkLogger } from "matrix-js-sdk/lib/logger.js";

/** Two bare matrix-js-sdk sessions in one encrypted room: what sending costs before anything of ours is added. */
export interface Floor {
  /** Milliseconds from `sendEvent` to the decrypted event in the other session, one for each message. */
  measure(messages: number): Promise<readonly number[]>;
  close(): void;
}

const deadlineMs = 30_000;

const nothing = (): void => {};
const silent: Logger = {
  trace: nothing,
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  getChild: () => silent,
};

// The parts that log by themselves would fill the screen, and cost the floor time that it should not have.
sdkLogger.getChild = () => silent;

/** `register` makes an account and signs it in (homeserver's own API). */
export async function createFloor(
  homeserverUrl: string,
  register: (name: string) => Promise<{ userId: string; deviceId: string; accessToken: string }>,
): Promise<Floor> {
  const [first, second] = await Promise.all(
    ["floor-one", "floor-two"].map(async (name) => open(homeserverUrl, await register(name))),
  );
  if (first === undefined || second === undefined) throw new Error("two sessions were asked for");
  const { room_id: roomId } = await first.createRoom({
    invite: [second.getSafeUserId()],
    initial_state: [{ type: "m.room.encryption", state_key: "", content: { algorithm: "m.megolm.v1.aes-sha2" } }],
  });
  await second.joinRoom(roomId);
  await until(() => first.getRoom(roomId)?.getMember(second.getSafeUserId())?.membership === "join");
  await until(() => second.getRoom(roomId)?.hasEncryptionStateEvent() === true);
  return {
    async measure(messages) {
      const times: number[] = [];
      for (let n = 0; n < messages; n += 1) {
        const text = `floor ${n} ${crypto.randomUUID()}`;
        const seen = readIn(second, text);
        const start = performance.now();
        await Promise.all([
          first.sendEvent(roomId, "m.room.message" as never, { msgtype: "m.text", body: text } as never),
          seen.then((at) => times.push(at - start)),
        ]);
      }
      return times;
    },
    close() {
      first.stopClient();
      second.stopClient();
    },
  };
}

async function open(
  baseUrl: string,
  account: { userId: string; deviceId: string; accessToken: string },
): Promise<MatrixClient> {
  const client = createClient({ baseUrl, ...account, logger: silent });
  await client.initRustCrypto({ cryptoDatabasePrefix: `floor-${account.deviceId}` });
  const synced = new Promise<void>((resolve) => {
    client.on(ClientEvent.Sync, (state) => {
      if (state === "PREPARED" || state === "SYNCING") resolve();
    });
  });
  await client.startClient({ lazyLoadMembers: true });
  await synced;
  return client;
}

function readIn(client: MatrixClient, text: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("the other session did not read the message in time")), deadlineMs);
    const check = (event: MatrixEvent): void => {
      if (event.getContent().body !== text) return;
      clearTimeout(timer);
      client.off(RoomEvent.Timeline, check);
      client.off(MatrixEventEvent.Decrypted, check);
      resolve(performance.now());
    };
    client.on(RoomEvent.Timeline, check);
    client.on(MatrixEventEvent.Decrypted, check);
  });
}

async function until(reached: () => boolean): Promise<void> {
  const end = performance.now() + deadlineMs;
  while (!reached()) {
    if (performance.now() > end) throw new Error("the bare sessions did not come together in time");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
