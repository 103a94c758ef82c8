export {
  adminPermissions,
  buildGap,
  buildMedia,
  buildMember,
  buildMessage,
  buildNotice,
  buildRoom,
  buildSpace,
  buildText,
  memberPermissions,
  type RoomSeed,
  type SpaceSeed,
} from "./fake-session/builders.ts";
export type { FakeFiles } from "./fake-session/fake-files.ts";
export { buildInboxItem, buildTold, type FakeNotifications } from "./fake-session/fake-notifications.ts";
export { fakePinned } from "./fake-session/fake-pins.ts";
export { buildCallItem, buildRing } from "./fake-session/fake-ringing.ts";
export type { FakeRoom, SendOutcome } from "./fake-session/fake-room.ts";
export type { FakeRooms } from "./fake-session/fake-rooms.ts";
export { buildSession, type FakeSession, type SessionSeed } from "./fake-session/fake-session.ts";
export type { FakePerson } from "./fake-session/fake-store.ts";
export { fakeForwarded } from "./fake-session/fake-timeline.ts";
export { createManualClock, type ManualClock } from "./fake-session/manual-clock.ts";
