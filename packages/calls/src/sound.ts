import { RemoteAudioTrack, type RemoteParticipant, type Track } from "livekit-client";

/** What others say and share is heard, whoever of them is shown; each as loud as one wants them. */
export class Sound {
  readonly #volumes = new Map<string, number>();
  #participants: readonly RemoteParticipant[] = [];
  #enciphered = true;
  #playing = new Set<Track>();

  /** `enciphered`: what comes in the clear is not played; as ciphertext taken for sound it would be loud noise. */
  follow(participants: readonly RemoteParticipant[], enciphered: boolean): void {
    this.#participants = participants;
    this.#enciphered = enciphered;
    const wanted = new Set<Track>();
    for (const participant of participants) {
      const volume = this.#volumes.get(participant.identity) ?? 1;
      for (const publication of participant.audioTrackPublications.values()) {
        const { track } = publication;
        // Silent means not played: some browsers (iOS) play everything at full volume.
        if (track === undefined || volume === 0 || (this.#enciphered && !publication.isEncrypted)) continue;
        wanted.add(track);
        if (track instanceof RemoteAudioTrack && track.getVolume() !== volume) track.setVolume(volume);
      }
    }
    for (const track of this.#playing) if (!wanted.has(track)) track.detach();
    for (const track of wanted) if (!this.#playing.has(track)) track.attach();
    this.#playing = wanted;
  }

  /** 0 to 1; kept over reconnections, also for somebody who is not there yet. */
  setVolume(identity: string, volume: number): void {
    const kept = Math.min(1, Math.max(0, volume));
    if (kept === 1) this.#volumes.delete(identity);
    else this.#volumes.set(identity, kept);
    this.follow(this.#participants, this.#enciphered);
  }

  stop(): void {
    for (const track of this.#playing) track.detach();
    this.#playing.clear();
    this.#participants = [];
  }
}
