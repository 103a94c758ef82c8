import { EventType, type MatrixClient, type Room } from "matrix-js-sdk";
import type { Access } from "../contract/upkeep.ts";
import { mapped, matrixError, toMatrixError } from "../errors.ts";
import { giveUpHeld } from "../rtc/held-places.ts";
import type { ClientHandle } from "../sdk/client-handle.ts";
import { broughtChannels } from "./brought-channels.ts";
import { directRooms, markDirect } from "./direct-rooms.ts";
import type { JoinRoom } from "./joining.ts";
import { isUnsettled, knownMembership } from "./known-membership.ts";
import { untilKnown, viaListed } from "./known-rooms.ts";
import type { LeftChannels } from "./left-channels.ts";
import { channelsToLeave, currentChannels } from "./own-channels.ts";
import { mayInvite } from "./power.ts";
import { accessOf, childrenOf, powerFacts } from "./read-room.ts";

export interface Membership {
  join(roomId: string, through?: readonly string[]): Promise<void>;
  leave(roomId: string): Promise<void>;
  invite(roomId: string, userId: string): Promise<void>;
  welcome(spaceId: string, userId: string): Promise<void>;
}

/** How long `welcome` waits for the newcomer's device to be signed: keys are shared with signed devices only. */
const signedDeviceMs = 10_000;
const maxChannels = 100;
/** Rules of rooms whose members someone has chosen one by one. */
const chosen: ReadonlySet<Access> = new Set(["invited", "ask"]);

/** Joining, leaving, inviting by a person's own wish. */
export function createMembership(handle: ClientHandle, joinRoom: JoinRoom, left: LeftChannels): Membership {
  const { client, ports, account } = handle;

  const joinOne = async (roomId: string, through: readonly string[]): Promise<void> => {
    const inviter = client.getRoom(roomId)?.getDMInviter();
    await joinRoom(roomId, through);
    if (inviter !== undefined) await markDirect(client, roomId, inviter);
  };

  const joinChannels = async (space: Room): Promise<void> => {
    for (const roomId of broughtChannels(account, space)) {
      if (client.getRoom(roomId)?.getMyMembership() === "join") continue;
      try {
        await joinOne(roomId, viaListed(handle, roomId));
      } catch (thrown) {
        // A channel that I may not enter does not keep me out of the others.
        ports.log.info("a channel of the space could not be joined", { code: toMatrixError(thrown).code });
      }
    }
  };

  const welcome = async (spaceId: string, userId: string): Promise<void> => {
    const space = client.getRoom(spaceId);
    if (space === null || (knownMembership(space, account.userId) ?? "join") !== "join") {
      throw matrixError("MATRIX_NOT_FOUND", "this space is not known here");
    }
    if (!(await untilSigned(userId))) ports.log.warn("the newcomer has no signed device yet: keys cannot be shared");
    // Channels first: when the newcomer sees the invitation to the space, those to its channels are there as well, and
    // each one that is accepted brings its keys (MSC4268).
    for (const channel of currentChannels(client, space).slice(0, maxChannels)) {
      if (channel.getMyMembership() !== "join" || isIn(channel, userId)) continue;
      // Who is in a private channel was chosen by someone.
      if (chosen.has(accessOf(channel)) || !mayInvite(powerFacts(channel), account.userId)) continue;
      try {
        await client.invite(channel.roomId, userId);
      } catch (thrown) {
        const fault = toMatrixError(thrown);
        if (fault.code !== "MATRIX_FORBIDDEN") throw fault;
        // Joined in between, or not mine to invite to.
      }
    }
    if (!isIn(space, userId)) await inviteUnlessIn(spaceId, userId);
  };

  /** Members are loaded lazily: who is not known to be in a room may be, and cannot be invited then. */
  const inviteUnlessIn = async (roomId: string, userId: string): Promise<void> => {
    try {
      await client.invite(roomId, userId);
    } catch (thrown) {
      const fault = toMatrixError(thrown);
      if (fault.code !== "MATRIX_FORBIDDEN") throw fault;
      const { membership } = await client.getStateEvent(roomId, EventType.RoomMember, userId).catch(() => ({
        membership: null,
      }));
      if (membership !== "join" && membership !== "invite") throw fault;
    }
  };

  const untilSigned = async (userId: string): Promise<boolean> => {
    const deadline = ports.clock.now() + signedDeviceMs;
    for (;;) {
      if (await hasSignedDevice(client, userId)) return true;
      if (ports.clock.now() >= deadline || handle.scope.ended) return false;
      await new Promise<void>((resolve) => {
        ports.clock.after(400, resolve);
      });
    }
  };

  const leaveOne = async (roomId: string): Promise<void> => {
    await giveUpHeld(handle, roomId);
    await client.leave(roomId);
  };

  return {
    join: (roomId, through) =>
      mapped(async () => {
        await joinOne(roomId, through ?? viaListed(handle, roomId));
        const room = await untilKnown(handle, roomId);
        if (room?.isSpaceRoom()) await joinChannels(room);
        await left.forget(room?.isSpaceRoom() ? childrenOf(room).map((child) => child.roomId) : [roomId]);
      }),
    leave: (roomId) =>
      mapped(async () => {
        const room = client.getRoom(roomId);
        if (room?.isSpaceRoom() && room.getMyMembership() !== "invite") {
          for (const channel of channelsToLeave(client, room)) {
            // Not known: leaving what one is not in is refused, and does no harm.
            if (channel.getMyMembership() === "join") await leaveOne(channel.roomId);
            else if (isUnsettled(channel)) await client.leave(channel.roomId).catch(() => {});
          }
        }
        // Who has left is asked when invited again. Leaving a whole space says nothing of a channel.
        // Taking a question back is no leaving.
        const noteworthy =
          room !== null &&
          room.getMyMembership() !== "knock" &&
          !room.isSpaceRoom() &&
          !directRooms(client).has(roomId);
        const noted = noteworthy ? left.note(roomId) : null;
        await leaveOne(roomId);
        await noted;
      }),
    invite: (roomId, userId) =>
      mapped(async () => {
        await client.invite(roomId, userId);
      }),
    welcome: (spaceId, userId) => mapped(() => welcome(spaceId, userId)),
  };
}

async function hasSignedDevice(client: MatrixClient, userId: string): Promise<boolean> {
  const crypto = client.getCrypto();
  if (crypto === undefined) return false;
  // Asks the homeserver afresh as long as the person is not tracked, which is so until a room is shared.
  const devices = (await crypto.getUserDeviceInfo([userId], true)).get(userId);
  if (devices === undefined || !(await crypto.userHasCrossSigningKeys(userId, true))) return false;
  for (const [deviceId, device] of devices) {
    if (
      device.signatures.get(userId) !== undefined &&
      [...(device.signatures.get(userId)?.keys() ?? [])].some((key) => key !== `ed25519:${deviceId}`)
    ) {
      return true;
    }
  }
  return false;
}

/** Whether it is known of a person that they are in a room, or invited. */
function isIn(room: Room, userId: string): boolean {
  const membership = knownMembership(room, userId);
  return membership === "join" || membership === "invite";
}
