import type { Scope, Signal } from "@parley/kernel";
import type { OwnAccount, StoredAccount } from "../contract/account.ts";
import type { Encryption } from "../contract/encryption.ts";
import type { MatrixPorts } from "../contract/ports.ts";
import type { RoomList, Rooms } from "../contract/rooms.ts";
import type { Session } from "../contract/session.ts";
import { createEncryption } from "../encryption/encryption.ts";
import { createSecretKeyHolder } from "../encryption/secret-key-holder.ts";
import { toMatrixError } from "../errors.ts";
import { type RunningNotifications, startNotifications, type Tell } from "../notifications/notifications.ts";
import { createOwnAccount } from "../own/own-account.ts";
import { type Community, createCommunity } from "../rooms/community.ts";
import { createRooms } from "../rooms/rooms.ts";
import { askAlive } from "../sdk/ask-alive.ts";
import type { ClientHandle, Conversations } from "../sdk/client-handle.ts";
import { monitorConnection } from "../sdk/connection.ts";
import { openContactLog } from "../sdk/last-contact.ts";
import { openClient } from "../sdk/open-client.ts";
import type { Vault } from "../storage/vault.ts";
import { openTalk } from "./open-talk.ts";

/** Everything that stands on one run of the client. */
export interface ClientRun {
  readonly handle: ClientHandle;
  readonly rooms: Rooms;
  readonly community: Community;
  readonly encryption: Encryption;
  readonly own: OwnAccount;
  readonly conversations: Conversations;
  readonly notifications: RunningNotifications;
  readonly calls: Session["calls"];
  readonly ringing: Session["ringing"];
  readonly media: Session["media"];
  readonly files: Session["files"];
  readonly keptFiles: Session["keptFiles"];
  /** Resolves at the first picture: cached rooms, the first sync, or no network. */
  readonly settled: Promise<void>;
  accessToken(): string;
  /** Tells the homeserver that the device is gone. Works after `close`. */
  signOut(): Promise<void>;
  reconnect(): void;
  /** To be called once `scope` has ended: writes the sync cache down and closes the stores. */
  close(): Promise<void>;
}

/** Opens the account's client, builds what stands on it and lets it sync. Resolves when it may be used. */
export async function startRun(options: {
  readonly account: StoredAccount;
  readonly ports: MatrixPorts;
  readonly vault: Vault;
  readonly scope: Scope;
  readonly list: Signal<RoomList>;
  readonly tell: Tell;
  readonly displayName: string | null;
  readonly password: string | null;
}): Promise<ClientRun> {
  const { account, ports, vault, scope } = options;
  const holder = createSecretKeyHolder();
  const sealed = vault.sealed(account);
  const [open, contact] = await Promise.all([
    openClient({ account, ports, vault, scope, cryptoCallbacks: holder.callbacks }),
    openContactLog(sealed, ports),
  ]);
  const { client, tokens } = open;
  const ask = () => askAlive(ports.fetch, account.homeserverUrl, scope.signal);
  const monitor = monitorConnection(client, { clock: ports.clock, ask, contact }, scope);
  const encryption = createEncryption({
    client,
    account,
    sealed,
    holder,
    connection: monitor.connection,
    ports,
    scope,
    password: options.password,
  });
  const handle: ClientHandle = {
    client,
    account,
    ports,
    scope,
    sealed,
    connection: monitor.connection,
    encryption: encryption.state,
  };
  const rooms = createRooms(handle, options.list);
  const own = createOwnAccount(handle, options.displayName);
  const { conversations, media, files, keptFiles, calls, ringing } = openTalk(handle, tokens, options.list);
  const community = createCommunity(handle, rooms, options);
  const around = { ringing: ringing.incoming, isInUseElsewhere: () => community.isInUseElsewhere() };
  const notifications = startNotifications(handle, options.list, options.tell, around);
  const warn = (what: string) => (thrown: unknown) => {
    if (!scope.ended) ports.log.error(what, { code: toMatrixError(thrown).code });
  };
  conversations.start().catch(warn("the send queue could not be read"));
  vault.touch(account).catch(warn("the account's last use could not be noted"));
  open.start().catch(warn("the sync loop could not be started"));
  return {
    handle,
    rooms,
    community,
    encryption,
    own,
    conversations,
    notifications,
    calls,
    ringing,
    media,
    files,
    keptFiles,
    settled: monitor.settled,
    accessToken: () => tokens.accessToken,
    signOut: () => tokens.revoke(),
    reconnect() {
      monitor.reconnect();
      conversations.poke();
    },
    close: () => open.close(),
  };
}
