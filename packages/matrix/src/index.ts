export { plainOf } from "./content/plain.ts";
export type {
  AccountPowers,
  Connection,
  Device,
  MatrixErrorCode,
  OwnAccount,
  PasswordSignIn,
  StoredAccount,
  TokenSignUp,
} from "./contract/account.ts";
export type {
  CallIntent,
  CallItem,
  CallMember,
  CallPlace,
  CallReaction,
  CallRight,
  CallRights,
  CallRoles,
  CallSigns,
  Calls,
  CallTalk,
  CallTransport,
  CallWay,
  IncomingRing,
  MediaKey,
  OpenCallSigns,
  OpenIdProof,
  OutgoingRing,
  RaisedHand,
  Ringing,
  RoomCall,
} from "./contract/calling.ts";
export type {
  Access,
  Arrangement,
  AskedRoom,
  Asker,
  BannedMember,
  Discovery,
  FoundRoom,
  Knocks,
  MemberActions,
  Moderation,
  People,
  Person,
  PersonPresence,
  Removal,
  Removals,
  Upkeep,
} from "./contract/community.ts";
export type {
  Departure,
  Elsewhere,
  FoundHomeserver,
  IdentityProvider,
  SignInTicket,
  SignUpAnswer,
  SignUpElsewhere,
  SignUpStage,
} from "./contract/elsewhere.ts";
export type { Encryption, EncryptionState } from "./contract/encryption.ts";
export type { KeptFile, KeptFiles } from "./contract/kept-files.ts";
export type { Matrix } from "./contract/matrix.ts";
export type { Files, MediaContent, MediaKind, MediaSource, MediaThumbnail, OutgoingMedia } from "./contract/media.ts";
export type {
  DoNotDisturb,
  Inbox,
  InboxItem,
  NotificationRules,
  Notifications,
  NotifyLevel,
  TellChange,
  Told,
} from "./contract/notifications.ts";
export type { PinnedMessage, Pins } from "./contract/pins.ts";
export type { ChannelPort, FetchPort, IndexedDbPort, LocksPort, MatrixPorts } from "./contract/ports.ts";
export type { Queue, QueuedItem } from "./contract/queue.ts";
export type { MemberRole } from "./contract/role.ts";
export type {
  Category,
  JoinableChannel,
  Member,
  NewChannel,
  Preview,
  ReplacedRoom,
  RoomDetails,
  RoomList,
  RoomPermissions,
  RoomSummary,
  Rooms,
  SessionSnapshot,
  SpaceSummary,
} from "./contract/rooms.ts";
export type { Drafts, Session } from "./contract/session.ts";
export type {
  Body,
  Draft,
  Edge,
  GapItem,
  MessageItem,
  MessageVersion,
  NoticeItem,
  Reaction,
  Reader,
  ReplyPreview,
  SendFailure,
  SendState,
  Timeline,
  TimelineItem,
  UndecryptableReason,
} from "./contract/timeline.ts";
export type { Successor } from "./contract/upgrades.ts";
export { createMatrix } from "./create-matrix.ts";
export { draftEditName, draftReplyName, draftReturnedName, joinedWords } from "./storage/draft-names.ts";
