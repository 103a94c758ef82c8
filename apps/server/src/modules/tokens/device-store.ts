import type { Clock } from "@parley/kernel";
import { isScope, type ScopeName } from "@parley/protocol";
import { sql, type Transaction } from "kysely";
import type { Store } from "../../platform/store/store.ts";

interface DeviceRow {
  device_id: string;
  owner: string;
  public_key: string;
  display_name: string | null;
  platform: string | null;
  client_id: string | null;
  client_mode: string | null;
  remote_ip: string | null;
  /** Separated by spaces, as below. */
  asked: string;
  scopes: string;
  created_at: number;
  approved_at: number;
}

interface DeviceTokenRow {
  id: string;
  token_hash: string;
  device_id: string;
  owner: string;
  scopes: string;
  made_by: string | null;
  created_at: number;
  last_used_at: number;
}

interface DeviceTables {
  devices: DeviceRow;
  device_tokens: DeviceTokenRow;
}

/** A device that was paired with an account. */
export interface Device {
  readonly deviceId: string;
  readonly owner: string;
  readonly publicKey: string;
  readonly displayName: string | null;
  readonly platform: string | null;
  readonly clientId: string | null;
  readonly clientMode: string | null;
  readonly remoteIp: string | null;
  /** What it ever asked for and somebody decided on. */
  readonly asked: readonly ScopeName[];
  /** What it may have of that. */
  readonly scopes: readonly ScopeName[];
  readonly createdAt: number;
  readonly approvedAt: number;
}

/** The token of a paired device; it has one at most. */
export interface DeviceToken {
  readonly id: string;
  readonly deviceId: string;
  readonly owner: string;
  readonly scopes: readonly ScopeName[];
  /** The access token that paired the device, and ends with it; null: a person let it in. */
  readonly madeBy: string | null;
  readonly createdAt: number;
  readonly lastUsedAt: number;
}

type Tx = Transaction<DeviceTables>;

/**
 * Whether the access token that made it opens anything itself: one that was being made while that ended, or was left over
 * by a crash, is as good as none.
 */
const isItsMakers = (now: number) => sql<boolean>`(made_by IS NULL OR EXISTS (
  SELECT 1 FROM access_tokens WHERE access_tokens.id = made_by AND access_tokens.revoked_at IS NULL
    AND (access_tokens.expires_at IS NULL OR access_tokens.expires_at > ${now})))`;

/** Queries of paired devices and their tokens. */
export function createDeviceStore(store: Store, clock: Pick<Clock, "now">) {
  const reader = store.reader<DeviceTables>();
  return {
    async find(deviceId: string, owner: string): Promise<Device | null> {
      const row = await reader
        .selectFrom("devices")
        .selectAll()
        .where("device_id", "=", deviceId)
        .where("owner", "=", owner)
        .executeTakeFirst();
      return row ? deviceOf(row) : null;
    },
    list: async (owner: string): Promise<Device[]> =>
      (await reader.selectFrom("devices").selectAll().where("owner", "=", owner).orderBy("created_at").execute()).map(
        deviceOf,
      ),
    tokensOf: async (owner: string): Promise<DeviceToken[]> =>
      (await reader.selectFrom("device_tokens").selectAll().where("owner", "=", owner).execute()).map(tokenOf),
    async tokenOfHash(hash: string): Promise<DeviceToken | null> {
      const row = await reader
        .selectFrom("device_tokens")
        .selectAll()
        .where("token_hash", "=", hash)
        .where(isItsMakers(clock.now()))
        .executeTakeFirst();
      return row ? tokenOf(row) : null;
    },
    async tokenOfDevice(deviceId: string, owner: string): Promise<DeviceToken | null> {
      const row = await reader
        .selectFrom("device_tokens")
        .selectAll()
        .where("device_id", "=", deviceId)
        .where("owner", "=", owner)
        .where(isItsMakers(clock.now()))
        .executeTakeFirst();
      return row ? tokenOf(row) : null;
    },
    /** Writes the device, and its token where there is a new one; its token from before is gone then. */
    save: (device: Device, token: { readonly row: DeviceToken; readonly hash: string } | null): Promise<void> =>
      store.write(async (tx: Tx) => {
        const { device_id, owner, created_at, ...rest } = deviceRow(device);
        await tx
          .insertInto("devices")
          .values({ device_id, owner, created_at, ...rest })
          .onConflict((conflict) => conflict.columns(["device_id", "owner"]).doUpdateSet(rest))
          .execute();
        if (token === null) return;
        await tx.deleteFrom("device_tokens").where("device_id", "=", device_id).where("owner", "=", owner).execute();
        await tx
          .insertInto("device_tokens")
          .values({
            id: token.row.id,
            token_hash: token.hash,
            device_id,
            owner,
            scopes: token.row.scopes.join(" "),
            made_by: token.row.madeBy,
            created_at: token.row.createdAt,
            last_used_at: token.row.lastUsedAt,
          })
          .execute();
      }),
    /** What somebody approved: the token is nobody's but the device's from now on. */
    widenToken: (id: string, scopes: readonly ScopeName[]): Promise<unknown> =>
      store.write((tx: Tx) =>
        tx
          .updateTable("device_tokens")
          .set({ scopes: scopes.join(" "), made_by: null })
          .where("id", "=", id)
          .execute(),
      ),
    used: (id: string, now: number): Promise<unknown> =>
      store.write((tx: Tx) =>
        tx.updateTable("device_tokens").set({ last_used_at: now }).where("id", "=", id).execute(),
      ),
    dropToken: (id: string): Promise<unknown> =>
      store.write((tx: Tx) => tx.deleteFrom("device_tokens").where("id", "=", id).execute()),
    remove: (deviceId: string, owner: string): Promise<unknown> =>
      store.write((tx: Tx) =>
        tx.deleteFrom("devices").where("device_id", "=", deviceId).where("owner", "=", owner).execute(),
      ),
    /** Answers the ids of the tokens that are gone. */
    dropTokens: (column: "made_by" | "owner", value: string): Promise<string[]> =>
      store.write(async (tx: Tx) => {
        const gone = await tx.selectFrom("device_tokens").select("id").where(column, "=", value).execute();
        await tx.deleteFrom("device_tokens").where(column, "=", value).execute();
        return gone.map(({ id }) => id);
      }),
  };
}

function deviceRow(device: Device): DeviceRow {
  return {
    device_id: device.deviceId,
    owner: device.owner,
    public_key: device.publicKey,
    display_name: device.displayName,
    platform: device.platform,
    client_id: device.clientId,
    client_mode: device.clientMode,
    remote_ip: device.remoteIp,
    asked: device.asked.join(" "),
    scopes: device.scopes.join(" "),
    created_at: device.createdAt,
    approved_at: device.approvedAt,
  };
}

function deviceOf(row: DeviceRow): Device {
  return {
    deviceId: row.device_id,
    owner: row.owner,
    publicKey: row.public_key,
    displayName: row.display_name,
    platform: row.platform,
    clientId: row.client_id,
    clientMode: row.client_mode,
    remoteIp: row.remote_ip,
    asked: row.asked.split(" ").filter(isScope),
    scopes: row.scopes.split(" ").filter(isScope),
    createdAt: row.created_at,
    approvedAt: row.approved_at,
  };
}

function tokenOf(row: DeviceTokenRow): DeviceToken {
  return {
    id: row.id,
    deviceId: row.device_id,
    owner: row.owner,
    scopes: row.scopes.split(" ").filter(isScope),
    madeBy: row.made_by,
    createdAt: row.created_at,
    lastUsedAt: row.last_used_at,
  };
}
