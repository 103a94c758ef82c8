import type { Authorized } from "../../platform/call.ts";
import type { Moderation } from "./policy.ts";
import type { SfuApi } from "./sfu-api.ts";
import type { CallStore } from "./store.ts";

/** LiveKit's names for what people call microphone, camera and screen. */
const sources = {
  microphone: ["MICROPHONE"],
  camera: ["CAMERA"],
  screen: ["SCREEN_SHARE", "SCREEN_SHARE_AUDIO"],
} as const;

/** What moderators do in calls. Each throws PART_DOWN while LiveKit cannot be asked. */
export function createModeration({ rows, sfu }: { rows: Pick<CallStore, "callsOf" | "findSeat">; sfu: SfuApi }) {
  /** Their places in calls that LiveKit has now. */
  const present = async ({ roomId, target }: Moderation) => {
    const found = await Promise.all(
      (await rows.callsOf(roomId)).map(async ({ alias }) => {
        const own = (await sfu.listParticipants(alias)).map(async ({ identity, tracks }) => {
          const seat = await rows.findSeat(alias, identity);
          return seat?.user_id === target ? [{ alias, identity, tracks }] : [];
        });
        return (await Promise.all(own)).flat();
      }),
    );
    return found.flat();
  };
  return {
    /** How many tracks were muted. */
    async mute(asked: Authorized<Moderation, "moderator">, source: keyof typeof sources): Promise<number> {
      const wanted: readonly string[] = sources[source];
      const tracks = (await present(asked)).flatMap(({ alias, identity, tracks: own }) =>
        own
          .filter((track) => wanted.includes(track.source) && !track.muted)
          .map(({ sid }) => ({ alias, identity, sid })),
      );
      await Promise.all(tracks.map(({ alias, identity, sid }) => sfu.mute(alias, identity, sid)));
      return tracks.length;
    },
    /** How many places were theirs. */
    async remove(asked: Authorized<Moderation, "moderator">): Promise<number> {
      const places = await present(asked);
      await Promise.all(places.map(({ alias, identity }) => sfu.removeParticipant(alias, identity)));
      return places.length;
    },
  };
}
