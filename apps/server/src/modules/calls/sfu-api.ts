import { AppError, fieldsOf } from "@parley/kernel";
import { type SfuKey, signToken, type VideoGrant } from "./jwt.ts";

/** A participant as LiveKit lists it. */
export interface SfuParticipant {
  readonly identity: string;
  readonly tracks: readonly { readonly sid: string; readonly source: string; readonly muted: boolean }[];
}

/** What a participant may do, as `UpdateParticipant` takes it. */
export interface SfuPermission {
  readonly canPublish: boolean;
  readonly canPublishSources: readonly string[];
}

/** LiveKit's RoomService, as far as we use it. Each call throws PART_DOWN with the reason. */
export interface SfuApi {
  /** `stays`: for how many seconds while nobody came yet, and after the last has left. */
  createRoom(name: string, stays?: { readonly empty: number; readonly left: number }): Promise<void>;
  /** Ends it for everybody in it. Gone already is fine. */
  deleteRoom(name: string): Promise<void>;
  listRooms(): Promise<readonly string[]>;
  /** Empty where there is no such room. */
  listParticipants(room: string): Promise<readonly SfuParticipant[]>;
  /** Gone already is fine. */
  removeParticipant(room: string, identity: string): Promise<void>;
  permit(room: string, identity: string, permission: SfuPermission): Promise<void>;
  mute(room: string, identity: string, trackSid: string): Promise<void>;
}

export interface SfuAccess {
  /** Address without a trailing slash; null while nothing answers. */
  readonly upstream: () => string | null;
  readonly key: () => SfuKey | null;
  readonly fetch: typeof globalThis.fetch;
  readonly now: () => number;
}

const deadlineMs = 5000;
/** LiveKit keeps an empty call for so long: the first may come a while after the room was made. Seconds. */
const callStays = { empty: 300, left: 20 };

/**
 * LiveKit's own way of being asked: Twirp over JSON. Its SDK for servers holds 37 MB of memory for the same five calls
 * (decision 0019). Source: livekit `protobufs/livekit_room.proto`, twirp v7.
 */
export function createSfuApi({ upstream, key, fetch, now }: SfuAccess): SfuApi {
  const call = async (
    method: string,
    video: VideoGrant,
    body: unknown,
  ): Promise<Readonly<Record<string, unknown>> | null> => {
    const base = upstream();
    const own = key();
    if (base === null || own === null) throw down("LiveKit does not run just now.");
    const token = signToken(own, { identity: "parley", video, expiresAt: Math.floor(now() / 1000) + 60 }, now());
    let response: Response;
    let answer: unknown;
    try {
      response = await fetch(`${base}/twirp/livekit.RoomService/${method}`, {
        method: "POST",
        headers: { "content-type": "application/json", "authorization": `Bearer ${token}` },
        body: JSON.stringify(body),
        redirect: "error",
        signal: AbortSignal.timeout(deadlineMs),
      });
      answer = await response.json();
    } catch (thrown) {
      throw down("LiveKit does not answer.", thrown);
    }
    const value = fieldsOf(answer);
    if (response.ok) return value;
    const { code, msg } = value;
    if (code === "not_found") return null;
    throw down(`LiveKit refused ${method}: ${String(code ?? response.status)} ${String(msg ?? "")}`.trim());
  };
  return {
    async createRoom(name, { empty, left } = callStays) {
      await call("CreateRoom", { roomCreate: true }, { name, empty_timeout: empty, departure_timeout: left });
    },
    async deleteRoom(name) {
      await call("DeleteRoom", { roomCreate: true }, { room: name });
    },
    async listRooms() {
      const answer = await call("ListRooms", { roomList: true }, {});
      return listOf(answer?.rooms).flatMap((room) => (typeof room.name === "string" ? [room.name] : []));
    },
    async listParticipants(room) {
      const answer = await call("ListParticipants", { roomAdmin: true, room }, { room });
      return listOf(answer?.participants).map((one) => ({
        identity: String(one.identity ?? ""),
        tracks: listOf(one.tracks).map((track) => ({
          sid: String(track.sid ?? ""),
          source: String(track.source ?? "UNKNOWN"),
          muted: track.muted === true,
        })),
      }));
    },
    async removeParticipant(room, identity) {
      await call("RemoveParticipant", { roomAdmin: true, room }, { room, identity });
    },
    async permit(room, identity, { canPublish, canPublishSources }) {
      const permission = {
        can_subscribe: true,
        can_publish: canPublish,
        can_publish_data: true,
        can_publish_sources: canPublishSources.map((source) => source.toUpperCase()),
        can_update_metadata: true,
      };
      await call("UpdateParticipant", { roomAdmin: true, room }, { room, identity, permission });
    },
    async mute(room, identity, trackSid) {
      await call("MutePublishedTrack", { roomAdmin: true, room }, { room, identity, track_sid: trackSid, muted: true });
    },
  };
}

function listOf(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value.map(fieldsOf) : [];
}

function down(message: string, cause?: unknown): AppError {
  return new AppError("PART_DOWN", message, { retryable: true, cause });
}
