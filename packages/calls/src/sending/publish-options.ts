import { AudioPresets, ScreenSharePresets, Track, VideoPresets } from "livekit-client";
import type { Source } from "./capture.ts";

/** LiveKit's names for what a track shows or lets hear. */
export const sources = {
  microphone: Track.Source.Microphone,
  camera: Track.Source.Camera,
  screen: Track.Source.ScreenShare,
  "screen-sound": Track.Source.ScreenShareAudio,
} as const satisfies Record<Source, Track.Source>;

/** Architecture 11.8. RED is off: Firefox strips it, which breaks the cipher. `hint`: what the picture is made for. */
export function optionsOf(of: Source, hint: string) {
  const source = sources[of];
  switch (of) {
    case "microphone":
      return { source, audioPreset: { maxBitrate: 32_000 }, dtx: true, red: false, stopMicTrackOnMute: false };
    case "screen-sound":
      return { source, audioPreset: AudioPresets.musicStereo, dtx: false, red: false, forceStereo: true };
    case "screen": {
      const motion = hint === "motion";
      const { encoding } = motion ? ScreenSharePresets.h1080fps30 : ScreenSharePresets.h1080fps15;
      return {
        source,
        simulcast: false,
        videoCodec: "vp8" as const,
        screenShareEncoding: encoding,
        // What is short of bits loses pictures where text is read, and sharpness where something moves.
        degradationPreference: motion ? ("maintain-framerate" as const) : ("maintain-resolution" as const),
      };
    }
    default:
      return {
        source,
        simulcast: true,
        videoCodec: "vp8" as const,
        videoEncoding: VideoPresets.h720.encoding,
        videoSimulcastLayers: [VideoPresets.h180, VideoPresets.h360],
      };
  }
}
