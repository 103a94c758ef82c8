import { computed } from "@parley/kernel";
import { type MatrixEvent, MatrixEventEvent, type Room, RoomEvent } from "matrix-js-sdk";
import type { LocalFiles } from "../media/local-files.ts";
import type { ClientHandle } from "../sdk/client-handle.ts";
import { createOutboxOn, type Outbox } from "./outbox.ts";
import { createSdkTransport } from "./sdk-transport.ts";

/**
 * The send queue of one run of the client. Call `start()` once the cached sync is loaded; it ends with the handle's
 * scope. It listens to the sync for echoes whether or not a timeline is open.
 */
export function createOutbox(handle: ClientHandle, files: LocalFiles): Outbox {
  const { client, ports, scope } = handle;
  const outbox = createOutboxOn({
    transport: createSdkTransport(handle),
    sealed: handle.sealed,
    files,
    online: computed(() => handle.connection.value.state === "online"),
    clock: ports.clock,
    random: ports.random,
    scope,
    log: ports.log.child({ part: "outbox" }),
  });

  const onEvent = (event: MatrixEvent): void => {
    const txnId: unknown = event.getUnsigned().transaction_id;
    const id = event.getId();
    if (typeof txnId !== "string" || id === undefined || event.getSender() !== client.getUserId()) return;
    // An echo that cannot be read yet would leave a hole where the local copy was.
    if (event.isEncrypted() && event.getClearContent() === null && !event.isRedacted()) {
      // What comes of it is told by the SDK's event; an attempt that breaks off is made again with the next key.
      client.decryptEventIfNeeded(event).catch(() => {});
      return;
    }
    outbox.echoed(txnId, id);
  };
  const onReset = (room: Room | undefined): void => {
    if (room !== undefined) outbox.skipped(room.roomId);
  };
  client.on(RoomEvent.Timeline, onEvent);
  client.on(RoomEvent.TimelineReset, onReset);
  client.on(MatrixEventEvent.Decrypted, onEvent);
  scope.onEnd(() => {
    client.off(RoomEvent.Timeline, onEvent);
    client.off(RoomEvent.TimelineReset, onReset);
    client.off(MatrixEventEvent.Decrypted, onEvent);
  });
  return outbox;
}
