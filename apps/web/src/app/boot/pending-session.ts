import { AppError, signal } from "@parley/kernel";
import type { NotificationRules, RoomList, Session, SessionSnapshot, StoredAccount } from "@parley/matrix";
import { createPendingCommunity } from "./pending-community.ts";

const emptyList: RoomList = { spaces: [], directs: [], rooms: [], invites: [] };
const noRules: NotificationRules = {
  silenced: false,
  directs: "all",
  rooms: "all",
  exceptions: new Map(),
  keywords: [],
};

/**
 * A session that paints before the real one is there: its list is the snapshot's, everything that does something waits
 * for `real`. Timelines cannot be opened on it.
 */
export function createPendingSession(
  account: StoredAccount,
  snapshot: SessionSnapshot | null,
  real: Promise<Session>,
  now: number,
): Session {
  // Whoever waits hears of the failure; nobody waiting is no fault.
  real.catch(() => {});
  const later =
    <A extends unknown[], R>(call: (session: Session, ...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> =>
      call(await real, ...args);
  return {
    account,
    connection: signal({ state: "starting", since: now } as const),
    queued: signal(0),
    queue: {
      items: signal([]),
      rewrite: later((session, key, draft) => session.queue.rewrite(key, draft)),
      discard: later((session, key) => session.queue.discard(key)),
      retry: later((session, key) => session.queue.retry(key)),
    },
    rooms: {
      list: signal(snapshot?.list ?? emptyList),
      details: () => signal(null),
      members: () => signal([]),
      createSpace: later((session, request) => session.rooms.createSpace(request)),
      createChannel: later((session, spaceId, channel) => session.rooms.createChannel(spaceId, channel)),
      createCategory: later((session, spaceId, name) => session.rooms.createCategory(spaceId, name)),
      openDirect: later((session, userId) => session.rooms.openDirect(userId)),
      join: later((session, roomId, via) => session.rooms.join(roomId, via)),
      leave: later((session, roomId) => session.rooms.leave(roomId)),
      invite: later((session, roomId, userId) => session.rooms.invite(roomId, userId)),
      welcome: later((session, spaceId, userId) => session.rooms.welcome(spaceId, userId)),
      setName: later((session, roomId, name) => session.rooms.setName(roomId, name)),
      setTopic: later((session, roomId, topic) => session.rooms.setTopic(roomId, topic)),
      searchPeople: later((session, term) => session.rooms.searchPeople(term)),
    },
    ...createPendingCommunity(real),
    encryption: {
      state: signal({ state: "checking" } as const),
      recoveryKey: later((session) => session.encryption.recoveryKey()),
      confirmRecoveryKeySaved: later((session) => session.encryption.confirmRecoveryKeySaved()),
      restore: later((session, key) => session.encryption.restore(key)),
      reset: later((session, password) => session.encryption.reset(password)),
    },
    own: {
      powers: signal({ password: true, page: null }),
      profile: signal({ displayName: snapshot?.displayName ?? null, avatarMxc: null }),
      setDisplayName: later((session, name) => session.own.setDisplayName(name)),
      setAvatar: later((session, image) => session.own.setAvatar(image)),
      changePassword: later((session, request) => session.own.changePassword(request)),
      devices: later((session) => session.own.devices()),
      renameDevice: later((session, id, name) => session.own.renameDevice(id, name)),
      signOutDevices: later((session, ids, password) => session.own.signOutDevices(ids, password)),
    },
    callSigns: { open: later((session, roomId) => session.callSigns.open(roomId)) },
    ringing: {
      incoming: signal([]),
      outgoing: signal(new Map()),
      decline: later((session, ringId) => session.ringing.decline(ringId)),
      again: () => {},
    },
    drafts: {
      rooms: signal(new Set<string>()),
      get: later((session, roomId) => session.drafts.get(roomId)),
      set: later((session, roomId, words) => session.drafts.set(roomId, words)),
    },
    notifications: {
      rules: signal(noRules),
      doNotDisturb: signal({ hours: null, until: 0 }),
      inbox: signal({ state: "loading", items: [] } as const),
      listen: () => () => {},
      setLevel: later((session, roomId, level) => session.notifications.setLevel(roomId, level)),
      setDefault: later((session, of, level) => session.notifications.setDefault(of, level)),
      endSilence: later((session) => session.notifications.endSilence()),
      addKeyword: later((session, word) => session.notifications.addKeyword(word)),
      removeKeyword: later((session, word) => session.notifications.removeKeyword(word)),
      setDoNotDisturb: later((session, next) => session.notifications.setDoNotDisturb(next)),
      markRead: later((session, roomId) => session.notifications.markRead(roomId)),
      markAllRead: later((session) => session.notifications.markAllRead()),
      markUnread: later((session, roomId) => session.notifications.markUnread(roomId)),
      markItemRead: later((session, item) => session.notifications.markItemRead(item)),
      reloadInbox() {},
    },
    calls: {
      of() {
        throw new AppError("MATRIX_NOT_FOUND", "The session is still starting.", { retryable: true });
      },
      members: () => signal([]),
      running: signal(new Map()),
      transport: later((session) => session.calls.transport()),
      encrypts: later((session, roomId) => session.calls.encrypts(roomId)),
      openId: later((session) => session.calls.openId()),
    },
    files: {
      read: later((session, source, wishes) => session.files.read(source, wishes)),
      limit: later((session) => session.files.limit()),
      progress: () => signal(null),
    },
    keptFiles: {
      of: () => signal(null),
      keep: later((session, roomId, id, media, stop) => session.keptFiles.keep(roomId, id, media, stop)),
      move: later((session, id, roomId) => session.keptFiles.move(id, roomId)),
      drop: later((session, id) => session.keptFiles.drop(id)),
    },
    openTimeline() {
      throw new AppError("MATRIX_NOT_FOUND", "The session is still starting.", { retryable: true });
    },
    media: later((session, mxc, size) => session.media(mxc, size)),
    accessToken: () => null,
    reconnect() {},
    takeOver: later((session) => session.takeOver()),
    signOut: later((session) => session.signOut()),
    close: later((session) => session.close()),
  };
}
