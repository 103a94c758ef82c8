export type {
  Blur,
  BlurState,
  Call,
  CallFault,
  CallState,
  CallVideo,
  Entry,
  EntryDevices,
  NoiseState,
  OwnTrack,
  Participant,
  Quality,
} from "./contract.ts";
export { type CallOptions, type CallPorts, type PreparedCall, prepareCall } from "./join-call.ts";
