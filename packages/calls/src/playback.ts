import { type ReadonlySignal, type Scope, signal } from "@parley/kernel";
import { type Room, RoomEvent } from "livekit-client";

/** What is heard of all connections of a call: by which speaker, and whether the browser lets it be. */
export interface Playback {
  readonly silenced: ReadonlySignal<boolean>;
  unsilence(): Promise<void>;
  /** An empty id is the system's choice. */
  useSpeaker(deviceId: string): Promise<void>;
}

export function createPlayback(
  home: Room,
  elsewhere: ReadonlySignal<ReadonlyMap<string, Room>>,
  scope: Scope,
): Playback {
  const silenced = signal(!home.canPlaybackAudio);
  let rooms: readonly Room[] = [];
  let speaker: string | null = null;
  const look = () => {
    silenced.value = rooms.some((room) => !room.canPlaybackAudio);
  };
  const listen = (now: readonly Room[]) => {
    for (const room of rooms) room.off(RoomEvent.AudioPlaybackStatusChanged, look);
    const came = now.filter((room) => !rooms.includes(room));
    rooms = now;
    for (const room of rooms) room.on(RoomEvent.AudioPlaybackStatusChanged, look);
    if (speaker !== null) for (const room of came) void choose(room, speaker);
    look();
  };
  scope.onEnd(elsewhere.subscribe((others) => listen([home, ...others.values()])));
  scope.onEnd(() => listen([]));
  return {
    silenced,
    async unsilence() {
      await Promise.all(rooms.map((room) => room.startAudio().catch(() => {})));
    },
    async useSpeaker(deviceId) {
      speaker = deviceId;
      await Promise.all(rooms.map((room) => choose(room, deviceId)));
    },
  };
}

const choose = async (room: Room, deviceId: string): Promise<void> => {
  await room.switchActiveDevice("audiooutput", deviceId).catch(() => {});
};
