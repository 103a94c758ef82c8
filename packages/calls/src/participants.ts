import { type ReadonlySignal, type Scope, type Signal, signal } from "@parley/kernel";
import type { CallMember } from "@parley/matrix";
import {
  ConnectionQuality,
  type RemoteParticipant,
  type Room,
  RoomEvent,
  type Participant as SfuParticipant,
  Track,
  type TrackPublication,
} from "livekit-client";
import type { CallVideo, Participant, Quality } from "./contract.ts";

export interface ParticipantsParts {
  readonly room: Room;
  readonly members: ReadonlySignal<readonly CallMember[]>;
  /** Whose keys have come; null: nothing is enciphered. */
  readonly heard: ReadonlySignal<ReadonlySet<string>> | null;
  readonly ownIdentity: string;
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
  const { room, members, heard } = parts;
  const shown: Signal<readonly Participant[]> = signal([]);
  const videos = new Videos();
  const sound = new Sound();
  const look = () => {
    const list = members.peek();
    shown.value = list
      .map((member) => participantOf(parts, videos, member))
      .sort((a, b) => Number(b.own) - Number(a.own) || a.member.joinedAt - b.member.joinedAt);
    sound.follow(
      list.flatMap(({ identity, own }) => (own ? [] : (room.remoteParticipants.get(identity) ?? []))),
      heard !== null,
    );
  };
  for (const event of telling) room.on(event, look);
  scope.onEnd(() => {
    for (const event of telling) room.off(event, look);
    sound.stop();
  });
  scope.onEnd(members.subscribe(look));
  if (heard !== null) scope.onEnd(heard.subscribe(look));
  return shown;
}

function participantOf(
  { room, heard, ownIdentity }: ParticipantsParts,
  videos: Videos,
  member: CallMember,
): Participant {
  const own = member.identity === ownIdentity;
  const there: SfuParticipant | undefined = own ? room.localParticipant : room.remoteParticipants.get(member.identity);
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

/** One object for each track, for as long as it lives: a screen that draws it again need not take it down. */
class Videos {
  readonly #made = new WeakMap<Track, CallVideo>();

  of(publication: TrackPublication | undefined): CallVideo | null {
    const track = publication?.track;
    if (publication === undefined || track === undefined || publication.isMuted) return null;
    const known = this.#made.get(track);
    if (known !== undefined) return known;
    const size = signal<{ width: number; height: number } | null>(publication.dimensions ?? null);
    const made: CallVideo = {
      id: publication.trackSid,
      size,
      attach(element) {
        const measure = () => {
          const { videoWidth: width, videoHeight: height } = element;
          const before = size.peek();
          if (width > 0 && (before?.width !== width || before.height !== height)) size.value = { width, height };
        };
        element.addEventListener("resize", measure);
        track.attach(element);
        return () => {
          element.removeEventListener("resize", measure);
          track.detach(element);
        };
      },
    };
    this.#made.set(track, made);
    return made;
  }
}

/** What others say and share is heard, whoever of them is shown. */
class Sound {
  #playing = new Set<Track>();

  /** `enciphered`: what comes in the clear is not played; as ciphertext taken for sound it would be loud noise. */
  follow(participants: readonly RemoteParticipant[], enciphered: boolean): void {
    const wanted = new Set<Track>();
    for (const participant of participants) {
      for (const publication of participant.audioTrackPublications.values()) {
        const { track } = publication;
        if (track !== undefined && (!enciphered || publication.isEncrypted)) wanted.add(track);
      }
    }
    for (const track of this.#playing) if (!wanted.has(track)) track.detach();
    for (const track of wanted) if (!this.#playing.has(track)) track.attach();
    this.#playing = wanted;
  }

  stop(): void {
    for (const track of this.#playing) track.detach();
    this.#playing.clear();
  }
}
