import { ExternalE2EEKeyProvider, Room, RoomEvent } from "livekit-client";
import EncryptionWorker from "livekit-client/e2ee-worker?worker";

// The floor: LiveKit's client with a token at hand and a key that everybody has, and nothing else.

let room: Room | null = null;

const bare = {
  async join(url: string, token: string, sends: boolean): Promise<void> {
    const keyProvider = new ExternalE2EEKeyProvider();
    await keyProvider.setKey("bench");
    const made = new Room({
      adaptiveStream: true,
      dynacast: true,
      encryption: { keyProvider, worker: new EncryptionWorker() },
    });
    room = made;
    made.on(RoomEvent.TrackSubscribed, (track) => {
      const element = track.attach();
      element.style.cssText = "width: 640px; height: 360px";
      document.body.append(element);
    });
    await made.setE2EEEnabled(true);
    await made.connect(url, token);
    if (sends) await made.localParticipant.enableCameraAndMicrophone();
  },
  async leave(): Promise<void> {
    await room?.disconnect();
    room = null;
    document.body.replaceChildren();
  },
};

export type Bare = typeof bare;
Object.assign(window, { bare });
