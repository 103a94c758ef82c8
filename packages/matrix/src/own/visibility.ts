import { type ReadonlySignal, signal } from "@parley/kernel";
import { ClientEvent, type MatrixEvent, SetPresence, SyncState } from "matrix-js-sdk";
import { toMatrixError } from "../errors.ts";
import type { ClientHandle } from "../sdk/client-handle.ts";

/** Account data: `{visible: boolean}`. */
export const presenceType = "app.parley.presence";
/** The same, sealed on this device: known before the first sync tells the homeserver that I am here. */
const sealedKey = "presence";
declare module "matrix-js-sdk/lib/@types/event.js" {
  interface AccountDataEvents {
    [presenceType]: { visible: boolean };
  }
}

interface Visibility {
  readonly visible: ReadonlySignal<boolean>;
  /** The person has chosen, and the homeserver has taken it. */
  show(shown: boolean): void;
  /** The person is away from the device, or back. */
  rest(idle: boolean): void;
}

/**
 * Whether others see that I am here. The sync starts hidden, and stays so until it is known that I may be seen: on a new
 * device with its first answer, on a known one by what was sealed here. What the cache says of the account may be old.
 */
export function createVisibility({ client, sealed, ports, scope }: ClientHandle): Visibility {
  const visible = signal(true);
  /** From the person or the homeserver, in this run. */
  let known = false;
  let sealedSeen = false;
  let cached = false;
  let idle = false;
  /** What the sync was told last; it starts hidden. */
  let told = false;

  const tell = (shown: boolean): void => {
    told = shown;
    void client.setSyncPresence(shown ? (idle ? SetPresence.Unavailable : undefined) : SetPresence.Offline);
  };
  const inAccount = (): unknown => client.getAccountData(presenceType)?.getContent<Record<string, unknown>>().visible;
  const show = (shown: boolean): void => {
    known = true;
    visible.value = shown;
    tell(shown);
    sealed.put(sealedKey, shown).catch((thrown) => {
      ports.log.info("how one is seen could not be kept", { code: toMatrixError(thrown).code });
    });
  };
  const rest = (resting: boolean): void => {
    if (idle === resting) return;
    idle = resting;
    if (!told) return;
    tell(true);
    // A sync that is waiting has said the other: the next one may be half a minute away.
    client.setPresence({ presence: idle ? "unavailable" : "online" }).catch((thrown) => {
      ports.log.debug("presence could not be told", { code: toMatrixError(thrown).code });
    });
  };
  const early = (): void => {
    if (known || !cached) return;
    if (inAccount() === false) visible.value = false;
    else if (sealedSeen) tell(true);
  };

  const onSync = (state: SyncState, _before: SyncState | null, data?: { readonly fromCache?: boolean }): void => {
    if (known || (state !== SyncState.Prepared && state !== SyncState.Syncing)) return;
    cached = true;
    if (data?.fromCache === true) early();
    else show(inAccount() !== false);
  };
  const onAccountData = (event: MatrixEvent): void => {
    if (!known || event.getType() !== presenceType) return;
    const { visible: shown } = event.getContent<Record<string, unknown>>();
    if (typeof shown === "boolean") show(shown);
  };
  client.on(ClientEvent.Sync, onSync);
  client.on(ClientEvent.AccountData, onAccountData);
  scope.onEnd(() => {
    client.off(ClientEvent.Sync, onSync);
    client.off(ClientEvent.AccountData, onAccountData);
  });
  sealed.get(sealedKey).then(
    (kept) => {
      sealedSeen = kept === true;
      if (kept === false && !known) visible.value = false;
      early();
    },
    (thrown) => ports.log.info("how one is seen is not known", { code: toMatrixError(thrown).code }),
  );
  return { visible, show, rest };
}
