import { signal } from "@parley/kernel";
import { type MatrixClient, type User, UserEvent } from "matrix-js-sdk";
import type { Device, OwnAccount } from "../contract/account.ts";
import { mapped, toMatrixError } from "../errors.ts";
import type { ClientHandle } from "../sdk/client-handle.ts";
import { allPowers, askPowers } from "./account-powers.ts";
import { withPassword } from "./password-auth.ts";
import { uploadPicture } from "./picture.ts";

/** Profile, password and devices of the account itself. `displayName`: what the snapshot knew. */
export function createOwnAccount(handle: ClientHandle, displayName: string | null): OwnAccount {
  const { client, account, scope } = handle;
  const profile = signal<{ displayName: string | null; avatarMxc: string | null }>({ displayName, avatarMxc: null });

  const load = async (): Promise<void> => {
    const found = await client.getProfileInfo(account.userId);
    if (scope.ended) return;
    profile.value = { displayName: found.displayname ?? null, avatarMxc: found.avatar_url ?? null };
  };
  const loadLater = (): void => {
    load().catch((thrown) => handle.ports.log.debug("own profile not loaded", { code: toMatrixError(thrown).code }));
  };
  const powers = signal(allPowers);
  // Our own homeserver lets clients do all: no need to ask at each start.
  const askLater = async (): Promise<void> => {
    if (account.elsewhere !== true) return;
    const found = await askPowers(client);
    if (!scope.ended) powers.value = found;
  };
  let loaded = false;
  scope.onEnd(
    handle.connection.subscribe((connection) => {
      if (connection.state !== "online" || loaded) return;
      loaded = true;
      loadLater();
      askLater().catch((thrown) => handle.ports.log.debug("powers not known", { code: toMatrixError(thrown).code }));
    }),
  );
  // Another device of mine may change them; the homeserver tells by my membership or presence.
  const onChange = (_event: unknown, user: User): void => {
    if (user.userId === account.userId) loadLater();
  };
  client.on(UserEvent.DisplayName, onChange);
  client.on(UserEvent.AvatarUrl, onChange);
  scope.onEnd(() => {
    client.off(UserEvent.DisplayName, onChange);
    client.off(UserEvent.AvatarUrl, onChange);
  });

  return {
    profile,
    powers,
    setDisplayName: (name) =>
      mapped(async () => {
        await client.setDisplayName(name);
        profile.value = { ...profile.value, displayName: name === "" ? null : name };
      }),
    setAvatar: (image) =>
      mapped(async () => {
        const uploaded = image === null ? "" : await uploadPicture(client, image);
        await client.setAvatarUrl(uploaded);
        profile.value = { ...profile.value, avatarMxc: uploaded === "" ? null : uploaded };
      }),
    changePassword: ({ current, next, signOutOthers }) =>
      mapped(() =>
        withPassword(account.userId, current, async (auth) => {
          await client.setPassword((auth ?? {}) as never, next, signOutOthers);
        }),
      ),
    devices: () => mapped(() => listDevices(client, account.userId, account.deviceId)),
    renameDevice: (deviceId, name) =>
      mapped(async () => {
        await client.setDeviceDetails(deviceId, { display_name: name });
      }),
    signOutDevices: (deviceIds, password) =>
      mapped(async () => {
        if (deviceIds.length === 0) return;
        await withPassword(account.userId, password, async (auth) => {
          await client.deleteMultipleDevices([...deviceIds], auth ?? undefined);
        });
      }),
  };
}

async function listDevices(client: MatrixClient, userId: string, ownId: string): Promise<Device[]> {
  const { devices } = await client.getDevices();
  const crypto = client.getCrypto();
  const keys = (await crypto?.getUserDeviceInfo([userId], true))?.get(userId);
  const listed: Device[] = [];
  for (const device of devices) {
    const status = keys?.has(device.device_id)
      ? await crypto?.getDeviceVerificationStatus(userId, device.device_id)
      : undefined;
    listed.push({
      id: device.device_id,
      name: device.display_name?.trim() || device.device_id,
      current: device.device_id === ownId,
      lastSeenAt: device.last_seen_ts ?? null,
      lastSeenIp: device.last_seen_ip ?? null,
      verified: status == null ? null : status.signedByOwner,
    });
  }
  return listed.sort((a, b) => Number(b.current) - Number(a.current) || (b.lastSeenAt ?? 0) - (a.lastSeenAt ?? 0));
}
