import type { PairedDevice, ScopeName } from "@parley/protocol";
import type { ShownDevice } from "../../platform/ws/admission.ts";
import type { Device, DeviceToken } from "./device-store.ts";
import { createDeviceTokens, type DeviceDeps, type Issued } from "./device-tokens.ts";

/** The one role that there is so far. */
const role = "operator";

/** Rules of paired devices and of their tokens. */
export function createDevices(deps: DeviceDeps) {
  const { rows, holders, clock } = deps;
  const { alive, note, issue, makeRoom } = createDeviceTokens(deps);

  const fresh = (shown: ShownDevice, owner: string, remoteIp: string): Device => ({
    deviceId: shown.deviceId,
    owner,
    publicKey: shown.publicKey,
    displayName: shown.client.displayName ?? null,
    platform: shown.client.platform,
    clientId: shown.client.id,
    clientMode: shown.client.mode,
    remoteIp,
    asked: [],
    scopes: [],
    createdAt: clock.now(),
    approvedAt: clock.now(),
  });

  return {
    find: rows.find,
    /** The device and token that this is of; null: not this device's, or not any more. */
    async ofToken(shown: ShownDevice, token: string): Promise<{ device: Device; token: DeviceToken } | null> {
      const found = alive(await rows.tokenOfHash(deps.codes.hash(token)));
      if (!found || found.deviceId !== shown.deviceId || shown.role !== role) return null;
      const device = await rows.find(found.deviceId, found.owner);
      if (!device) return null;
      note(found);
      return { device, token: found };
    },
    /** Pairs by an access token, at once; a device that has a token keeps it and is not told it again. */
    async pairBy(
      accessTokenId: string,
      shown: ShownDevice,
      as: { owner: string; asked: readonly ScopeName[]; granted: readonly ScopeName[]; remoteIp: string },
    ): Promise<{ tokenId: string; issued: Issued | null }> {
      const known = await rows.find(shown.deviceId, as.owner);
      const token = alive(await rows.tokenOfDevice(shown.deviceId, as.owner));
      if (known && token) {
        note(token);
        return { tokenId: token.id, issued: null };
      }
      if (!known) await makeRoom(as.owner);
      const base = known ?? fresh(shown, as.owner, as.remoteIp);
      const device = { ...base, asked: union(base.asked, as.asked), scopes: union(base.scopes, as.granted) };
      const { row, issued } = await issue(device, as.granted, accessTokenId);
      return { tokenId: row.id, issued };
    },
    /** The token of a device that a person has let in: it gets one when it has none. */
    async tokenFor(device: Device): Promise<{ token: DeviceToken; issued: Issued | null }> {
      const token = alive(await rows.tokenOfDevice(device.deviceId, device.owner));
      if (token) {
        note(token);
        return { token, issued: null };
      }
      const { row, issued } = await issue(device, device.scopes, null);
      return { token: row, issued };
    },
    /** A person lets the device in, or lets it do more. */
    async approve(
      shown: ShownDevice,
      as: { owner: string; asked: readonly ScopeName[]; granted: readonly ScopeName[]; remoteIp: string },
    ): Promise<Device> {
      const known = await rows.find(shown.deviceId, as.owner);
      if (!known) await makeRoom(as.owner);
      const base = known ?? fresh(shown, as.owner, as.remoteIp);
      const device = {
        ...base,
        asked: union(base.asked, as.asked),
        scopes: union(base.scopes, as.granted),
        approvedAt: clock.now(),
      };
      await rows.save(device, null);
      const token = await rows.tokenOfDevice(device.deviceId, device.owner);
      if (token) {
        await rows.widenToken(token.id, device.scopes);
        holders.letGo(token.id);
      }
      return device;
    },
    /** `madeBy`: see `DeviceToken`. */
    async rotate(device: Device, scopes: readonly ScopeName[], madeBy: string | null): Promise<Issued> {
      return (await issue(device, scopes, madeBy)).issued;
    },
    tokenOf: (device: Device) => rows.tokenOfDevice(device.deviceId, device.owner),
    async drop(token: DeviceToken): Promise<void> {
      await rows.dropToken(token.id);
      holders.end(token.id);
    },
    async remove(device: Device): Promise<void> {
      const token = await rows.tokenOfDevice(device.deviceId, device.owner);
      await rows.remove(device.deviceId, device.owner);
      if (token) holders.end(token.id);
    },
    rename: (device: Device, displayName: string) => rows.save({ ...device, displayName }, null),
    /** Ends what an access token paired, or everything of an account. */
    async endAll(by: "made_by" | "owner", value: string): Promise<void> {
      for (const id of await rows.dropTokens(by, value)) holders.end(id);
    },
    async roleChanged(owner: string): Promise<void> {
      for (const { id } of await rows.tokensOf(owner)) holders.letGo(id);
    },
    async shown(device: Device): Promise<PairedDevice> {
      return shownAs(device, await rows.tokenOfDevice(device.deviceId, device.owner));
    },
    async list(owner: string): Promise<PairedDevice[]> {
      const tokens = new Map((await rows.tokensOf(owner)).map((token) => [token.deviceId, token]));
      return (await rows.list(owner)).map((device) => shownAs(device, tokens.get(device.deviceId) ?? null));
    },
  };
}

function shownAs(device: Device, token: DeviceToken | null): PairedDevice {
  const given = <K extends string>(name: K, value: string | null) => (value ? { [name]: value } : {});
  return {
    deviceId: device.deviceId,
    publicKey: device.publicKey,
    ...given("displayName", device.displayName),
    ...given("platform", device.platform),
    ...given("clientId", device.clientId),
    ...given("clientMode", device.clientMode),
    ...given("remoteIp", device.remoteIp),
    role,
    roles: [role],
    scopes: [...device.scopes],
    createdAtMs: device.createdAt,
    approvedAtMs: device.approvedAt,
    tokens: token
      ? [{ role, scopes: [...token.scopes], createdAtMs: token.createdAt, lastUsedAtMs: token.lastUsedAt }]
      : [],
  };
}

function union(one: readonly ScopeName[], other: readonly ScopeName[]): ScopeName[] {
  return [...new Set([...one, ...other])];
}
