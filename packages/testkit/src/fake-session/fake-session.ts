import { AppError, type Clock, type Signal, signal } from "@parley/kernel";
import type {
  Asker,
  BannedMember,
  Connection,
  EncryptionState,
  FoundRoom,
  InboxItem,
  Removal,
  Session,
} from "@parley/matrix";
import type { RoomSeed, SpaceSeed } from "./builders.ts";
import { createFakeCallSigns, type FakeCallSigns } from "./fake-call-signs.ts";
import { createFakeCalls, type FakeCalls } from "./fake-calls.ts";
import { createFakeCommunity } from "./fake-community.ts";
import { createFakeFiles, type FakeFiles } from "./fake-files.ts";
import { createFakeKeptFiles, type FakeKeptFiles } from "./fake-kept-files.ts";
import { createFakeNotifications, type FakeNotifications } from "./fake-notifications.ts";
import { createFakeQueue } from "./fake-queue.ts";
import { createFakeRinging, type FakeRinging } from "./fake-ringing.ts";
import { createFakeRooms, type FakeRooms } from "./fake-rooms.ts";
import type { FakePerson } from "./fake-store.ts";
import { openFakeTimeline } from "./fake-timeline.ts";
import { createManualClock } from "./manual-clock.ts";

/** A `Session` in memory: signals, no network, time as handed in. */
export interface FakeSession extends Session {
  readonly rooms: FakeRooms;
  readonly notifications: FakeNotifications;
  readonly files: FakeFiles;
  readonly calls: FakeCalls;
  readonly callSigns: FakeCallSigns;
  readonly ringing: FakeRinging;
  readonly keptFiles: FakeKeptFiles;
  readonly connection: Signal<Connection>;
  readonly queued: Signal<number>;
  readonly encryptionState: Signal<EncryptionState>;
  readonly clock: Clock;
  /** What `drafts` holds, by room. */
  readonly keptDrafts: Map<string, string>;
}

/** What a fake session starts with. */
export interface SessionSeed {
  readonly userId?: string;
  readonly displayName?: string;
  readonly spaces?: readonly SpaceSeed[];
  readonly rooms?: readonly RoomSeed[];
  readonly people?: readonly FakePerson[];
  readonly inbox?: readonly InboxItem[];
  readonly blocked?: readonly string[];
  /** Of every room. */
  readonly banned?: readonly BannedMember[];
  readonly removals?: readonly Removal[];
  readonly askers?: readonly Asker[];
  /** Public rooms and spaces. */
  readonly directory?: readonly FoundRoom[];
  /** A manual clock unless given. */
  readonly clock?: Clock;
  /** How long the far end takes; 0: answers in the same turn. */
  readonly latencyMs?: number;
  /** Where tokens of calls are had; none unless given. */
  readonly callService?: string;
  /** Events per page of a timeline. */
  readonly pageSize?: number;
}

const fakeRecoveryKey = "EsTj 3yST y93F SLpB jJsz eAXc 2XzA ygD3 w69H fGaN TKBj jXEd";

/** Builds a signed-in session over the given spaces and rooms. */
export function buildSession(seed: SessionSeed = {}): FakeSession {
  const clock = seed.clock ?? createManualClock();
  const userId = seed.userId ?? "@rosa:localhost";
  const name = seed.displayName ?? "Rosa";
  const latencyMs = seed.latencyMs ?? 0;
  const rooms = createFakeRooms(
    { spaces: seed.spaces ?? [], rooms: seed.rooms ?? [], people: seed.people ?? [], userId },
    clock,
    latencyMs,
  );
  const connection = signal<Connection>({ state: "online", since: clock.now() });
  const encryptionState = signal<EncryptionState>({ state: "ready", recoveryKeySaved: true });
  const profile = signal<{ displayName: string | null; avatarMxc: string | null }>({
    displayName: name,
    avatarMxc: null,
  });
  const queued = signal(0);
  const files = createFakeFiles();
  const keptFiles = createFakeKeptFiles(files.blobs);
  const keptDrafts = new Map<string, string>();
  const draftRooms = signal<ReadonlySet<string>>(new Set());

  const account = { userId, deviceId: "FAKEDEVICE", homeserverUrl: "http://localhost" };

  return {
    account,
    calls: createFakeCalls(account, clock, seed.callService ?? null),
    callSigns: createFakeCallSigns(account, clock),
    ringing: createFakeRinging(),
    connection,
    encryptionState,
    queued,
    queue: createFakeQueue(rooms, queued),
    clock,
    rooms,
    ...createFakeCommunity(rooms, {
      people: seed.people ?? [],
      userId,
      blocked: seed.blocked ?? [],
      banned: seed.banned ?? [],
      removals: seed.removals ?? [],
      askers: seed.askers ?? [],
      directory: seed.directory ?? [],
    }),
    notifications: createFakeNotifications(rooms, clock, latencyMs, seed.inbox ?? []),
    encryption: {
      state: encryptionState,
      recoveryKey: async () => {
        const { value } = encryptionState;
        return value.state === "ready" && !value.recoveryKeySaved ? fakeRecoveryKey : null;
      },
      async confirmRecoveryKeySaved() {
        encryptionState.value = { state: "ready", recoveryKeySaved: true };
      },
      async restore() {
        encryptionState.value = { state: "ready", recoveryKeySaved: true };
      },
      async reset() {
        encryptionState.value = { state: "ready", recoveryKeySaved: false };
      },
    },
    own: {
      profile,
      powers: signal({ password: true, page: null }),
      async setDisplayName(displayName) {
        profile.value = { ...profile.value, displayName };
      },
      async setAvatar() {},
      async changePassword() {},
      devices: async () => [],
      async renameDevice() {},
      async signOutDevices() {},
    },
    keptDrafts,
    drafts: {
      rooms: draftRooms,
      get: async (roomId) => keptDrafts.get(roomId) ?? null,
      async set(roomId, words) {
        if (words === null || words === "") keptDrafts.delete(roomId);
        else keptDrafts.set(roomId, words);
        draftRooms.value = new Set([...keptDrafts.keys()].filter((name) => name.startsWith("!")));
      },
    },
    openTimeline(roomId) {
      const room = rooms.room(roomId);
      if (room.details.value.membership !== "join") {
        throw new AppError("MATRIX_NOT_FOUND", "This room has not been joined.");
      }
      return openFakeTimeline(room, {
        clock,
        userId,
        name,
        latencyMs,
        pageSize: seed.pageSize ?? 50,
        queued,
        files,
        keptFiles,
      });
    },
    files,
    keptFiles,
    async media(mxc) {
      const blob = files.blobs.get(mxc);
      if (!(blob instanceof Blob)) return null;
      return { bytes: new Uint8Array(await blob.arrayBuffer()), type: blob.type };
    },
    accessToken: () => "fake-token",
    reconnect() {
      connection.value = { state: "online", since: clock.now() };
    },
    async takeOver() {
      connection.value = { state: "online", since: clock.now() };
    },
    async signOut() {
      connection.value = { state: "signed-out", since: clock.now(), soft: false };
    },
    async close() {},
  };
}
