/* What the door of this package says of calls. */
export type { CallReaction, CallSigns, OpenCallSigns, RaisedHand } from "./call-signs.ts";
export type {
  CallIntent,
  CallMember,
  CallPlace,
  Calls,
  CallTransport,
  CallWay,
  MediaKey,
  OpenIdProof,
  RoomCall,
} from "./calls.ts";
export type { CallItem, CallTalk, IncomingRing, OutgoingRing, Ringing } from "./ringing.ts";
export type { CallRight, CallRights, CallRoles } from "./voice.ts";
