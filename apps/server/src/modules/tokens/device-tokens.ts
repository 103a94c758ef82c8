import { AppError, type Clock, createId, type Log, messageOf, type Random } from "@parley/kernel";
import type { ScopeName } from "@parley/protocol";
import type { Codes } from "../../platform/call.ts";
import type { createDeviceStore, Device, DeviceToken } from "./device-store.ts";
import type { Holders } from "./holders.ts";

/** Before every device's token, so that logs and scanners know one when they see it. */
export const devicePrefix = "prd_";
const mostOfOne = 50;
/** A token that nobody used for so long opens nothing. */
const idleMs = 90 * 24 * 60 * 60_000;
const usedMs = 60_000;

/** A token as it is told once. */
export interface Issued {
  readonly token: string;
  readonly issuedAtMs: number;
}

export interface DeviceDeps {
  readonly rows: ReturnType<typeof createDeviceStore>;
  readonly holders: Holders;
  readonly codes: Codes;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

/** How a device's token begins, is used and makes room. */
export function createDeviceTokens(deps: DeviceDeps) {
  const { rows, holders, clock } = deps;

  const alive = (token: DeviceToken | null) =>
    token !== null && clock.now() - token.lastUsedAt < idleMs ? token : null;

  const note = (token: DeviceToken) => {
    const now = clock.now();
    if (now - token.lastUsedAt < usedMs) return;
    rows.used(token.id, now).catch((thrown) => deps.log.debug("a use was not noted", { error: messageOf(thrown) }));
  };

  const issue = async (device: Device, scopes: readonly ScopeName[], madeBy: string | null) => {
    const before = await rows.tokenOfDevice(device.deviceId, device.owner);
    const token = `${devicePrefix}${deps.codes.create()}`;
    const now = clock.now();
    const row: DeviceToken = {
      id: createId("dvt", deps.random),
      deviceId: device.deviceId,
      owner: device.owner,
      scopes,
      madeBy,
      createdAt: now,
      lastUsedAt: now,
    };
    await rows.save(device, { row, hash: deps.codes.hash(token) });
    if (before) holders.end(before.id);
    return { row, issued: { token, issuedAtMs: now } satisfies Issued };
  };

  /** Where there is no room the device that was longest unused goes, if no person let it in. Throws TOO_MANY. */
  const makeRoom = async (owner: string) => {
    const devices = await rows.list(owner);
    if (devices.length < mostOfOne) return;
    const tokens = new Map((await rows.tokensOf(owner)).map((token) => [token.deviceId, token]));
    const usedAt = ({ deviceId }: Device) => tokens.get(deviceId)?.lastUsedAt ?? 0;
    const [unused] = devices
      .filter(({ deviceId }) => tokens.get(deviceId)?.madeBy !== null)
      .sort((a, b) => usedAt(a) - usedAt(b));
    if (!unused) throw new AppError("TOO_MANY", `An account has at most ${mostOfOne} devices: remove one first.`);
    const token = tokens.get(unused.deviceId);
    await rows.remove(unused.deviceId, owner);
    if (token) holders.end(token.id);
  };

  return { alive, note, issue, makeRoom };
}
