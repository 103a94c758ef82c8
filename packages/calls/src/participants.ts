import { type Clock, type ReadonlySignal, type Scope, type Signal, signal } from "@parley/kernel";
import type { CallMember } from "@parley/matrix";
import {
  ConnectionQuality,
  type Room,
  RoomEvent,
  type Participant as SfuParticipant,
  Track,
  type TrackPublication,
} from "livekit-client";
import type { Participant, Quality } from "./contract.ts";
import type { Sound } from "./sound.ts";
import { Videos } from "./videos.ts";

export interface ParticipantsParts {
  readonly room: Room;
  /** Where others send from, by their transport's address. */
  readonly elsewhere: ReadonlySignal<ReadonlyMap<string, Room>>;
  readonly members: ReadonlySignal<readonly CallMember[]>;
  /** Whose keys have come; null: nothing is enciphered. */
  readonly heard: ReadonlySignal<ReadonlySet<string>> | null;
  readonly ownIdentity: string;
  readonly sound: Sound;
  readonly clock: Clock;
}

/** Whatever changes what is shown of somebody. */
const telling = [
  RoomEvent.ParticipantConnected,
  RoomEvent.ParticipantDisconnected,
  RoomEvent.TrackPublished,
  RoomEvent.TrackSubscribed,
  RoomEvent.TrackUnsubscribed,
  RoomEvent.TrackUnpublished,
  RoomEvent.TrackMuted,
  RoomEvent.TrackUnmuted,
  RoomEvent.LocalTrackPublished,
  RoomEvent.LocalTrackUnpublished,
  RoomEvent.ActiveSpeakersChanged,
  RoomEvent.ConnectionQualityChanged,
  RoomEvent.Connected,
  RoomEvent.Reconnected,
  RoomEvent.Disconnected,
] as const;

/**
 * Who is in the call, oneself first: memberships, each with what LiveKit has of its participant. Whoever is at LiveKit
 * without a membership is nobody and is neither shown nor heard.
 */
export function watchParticipants(parts: ParticipantsParts, scope: Scope): ReadonlySignal<readonly Participant[]> {
  const { room, elsewhere, members, heard, sound } = parts;
  const shown: Signal<readonly Participant[]> = signal([]);
  const videos = new Videos(parts.clock, scope);
  /** Those who were connected at some time, by identity. */
  const met = new Set<string>();
  const look = () => {
    const list = members.peek();
    const identities = new Set(list.map(({ identity }) => identity));
    for (const identity of met) if (!identities.has(identity)) met.delete(identity);
    shown.value = list
      .map((member) => {
        const found = participantOf(parts, videos, member);
        if (!found.waiting) met.add(member.identity);
        return { ...found, lost: found.waiting && met.has(member.identity) };
      })
      .sort((a, b) => Number(b.own) - Number(a.own) || a.member.joinedAt - b.member.joinedAt);
    sound.follow(
      list.flatMap((member) => (member.own ? [] : (foundOf(parts, member) ?? []))),
      heard !== null,
    );
  };
  let followed: readonly Room[] = [];
  const follow = (rooms: readonly Room[]) => {
    for (const event of telling) for (const one of followed) one.off(event, look);
    followed = rooms;
    for (const event of telling) for (const one of followed) one.on(event, look);
  };
  scope.onEnd(() => {
    follow([]);
    sound.stop();
  });
  scope.onEnd(
    elsewhere.subscribe((others) => {
      follow([room, ...others.values()]);
      look();
    }),
  );
  scope.onEnd(members.subscribe(look));
  if (heard !== null) scope.onEnd(heard.subscribe(look));
  return shown;
}

/** Where they say that they send from; those who are connected here are found here. */
function foundOf({ room, elsewhere }: ParticipantsParts, { identity, transport }: CallMember) {
  const there = elsewhere.peek().get(transport.serviceUrl)?.remoteParticipants.get(identity);
  return there ?? room.remoteParticipants.get(identity);
}

function participantOf(parts: ParticipantsParts, videos: Videos, member: CallMember): Omit<Participant, "lost"> {
  const { room, heard, ownIdentity } = parts;
  const own = member.identity === ownIdentity;
  const there: SfuParticipant | undefined = own ? room.localParticipant : foundOf(parts, member);
  const microphone = there?.getTrackPublication(Track.Source.Microphone);
  const readable = (publication: TrackPublication | undefined) =>
    publication !== undefined && (own || heard === null || publication.isEncrypted) ? publication : undefined;
  return {
    identity: member.identity,
    member,
    own,
    waiting: there === undefined || (own && room.state !== "connected"),
    microphone: microphone === undefined ? "none" : microphone.isMuted ? "muted" : "on",
    speaking: there?.isSpeaking === true && microphone?.isMuted === false,
    camera: videos.of(readable(there?.getTrackPublication(Track.Source.Camera))),
    screen: videos.of(readable(there?.getTrackPublication(Track.Source.ScreenShare))),
    quality: qualityOf(there?.connectionQuality),
    locked: !own && heard !== null && !heard.peek().has(member.identity),
  };
}

function qualityOf(quality: ConnectionQuality | undefined): Quality {
  if (quality === ConnectionQuality.Good || quality === ConnectionQuality.Excellent) return "good";
  if (quality === ConnectionQuality.Poor) return "poor";
  return quality === ConnectionQuality.Lost ? "lost" : "unknown";
}
