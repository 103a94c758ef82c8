import "../sdk/quiet-sdk.ts";

import {
  computed,
  createScope,
  type Log,
  messageOf,
  type ReadonlySignal,
  type Scope,
  signal,
  sleep,
} from "@parley/kernel";
import type { Connection, OwnAccount } from "../contract/account.ts";
import type { MatrixPorts } from "../contract/ports.ts";
import type { Queue } from "../contract/queue.ts";
import type { RoomList, Rooms } from "../contract/rooms.ts";
import type { Session } from "../contract/session.ts";
import { mapped, matrixError, toMatrixError } from "../errors.ts";
import { competeForLeadership } from "../leadership/leadership.ts";
import { createNotifications } from "../notifications/notifications.ts";
import { allPowers } from "../own/account-powers.ts";
import { createDrafts } from "../storage/drafts.ts";
import { emptyList } from "../storage/snapshot.ts";
import { storePrefix } from "../storage/vault.ts";
import { callSignsOf } from "./call-signs-of.ts";
import { callsOf } from "./calls-of.ts";
import type { ClientRun } from "./client-run.ts";
import { communityOf } from "./community-of.ts";
import { encryptionOf, filesOf, keptFilesOf } from "./kept-here-of.ts";
import { createAway, createRuns, type SessionOptions } from "./runs.ts";

/** How long `createSession` waits for something to show: the cached rooms, the first sync or the lack of a network. */
const firstPictureMs = 10_000;
/** How long a sign-out waits for the homeserver once nothing is kept here any more. */
const tellMs = 5000;

/**
 * One account on one device. Behind it runs at most one client at a time: from the moment this tab leads until it lets
 * go, perhaps again later. What a screen holds (the signals) stays the same over all of them.
 */
export async function createSession(options: SessionOptions): Promise<Session> {
  const { account, ports, vault } = options;
  const log = ports.log.child({ part: "matrix" });
  const scope = createScope((fault) => log.error("a clean-up failed", { reason: messageOf(fault) }));
  const list = signal<RoomList>(options.snapshot?.list ?? emptyList);
  const run = signal<ClientRun | null>(null);
  const { notifications, tell } = createNotifications(run);
  const away = createAway(ports.clock, scope);
  const connection = computed<Connection>(() => run.value?.handle.connection.value ?? away.state.value);
  const current = (): ClientRun => runningOf(run);

  const drafts = createDrafts(vault.sealed(account), ports.clock);
  // Now, and whenever this tab takes the client over: another one may have written.
  scope.onEnd(run.subscribe(() => drafts.look()));
  const runs = createRuns(options, { run, list, tell, away, scope, log });
  const signedOut = createSignOut(options, log);

  const leadership = competeForLeadership({
    name: storePrefix(account),
    locks: ports.locks,
    channel: ports.channel,
    ports: { clock: ports.clock, random: ports.random, log },
    scope,
    onLead: runs.lead,
    onFollow: away.follow,
  });

  const close = async (): Promise<void> => {
    scope.end();
    await leadership.resigned;
    options.ended();
  };

  const takeOver = async (): Promise<void> => {
    await leadership.takeOver();
    await runs.opened();
    await firstPicture(run.peek(), ports, scope);
  };

  await leadership.ready;
  await runs.opened();
  const fault = runs.fault();
  if (fault !== null) {
    await close();
    throw fault;
  }
  await firstPicture(run.peek(), ports, scope);

  return {
    account,
    connection,
    rooms: roomsOf(run, list, current),
    ...communityOf(run, current),
    encryption: encryptionOf(run, current, vault.sealed(account)),
    own: ownOf(run, current, options.snapshot?.displayName ?? null),
    notifications,
    drafts,
    queued: computed(() => run.value?.conversations.queued.value ?? 0),
    queue: queueOf(run, current),
    openTimeline: (roomId) => current().conversations.openTimeline(roomId),
    media: async (mxc, size) => (await run.peek()?.media(mxc, size)) ?? null,
    files: filesOf(run, current),
    ...callsOf(run, current),
    callSigns: callSignsOf(current),
    keptFiles: keptFilesOf(run, current),
    accessToken: () => run.peek()?.accessToken() ?? null,
    reconnect() {
      run.peek()?.reconnect();
    },
    takeOver,
    async signOut() {
      // What another tab holds open cannot be removed.
      if (run.peek() === null) await leadership.takeOver();
      await runs.opened();
      const live = run.peek();
      // What the person has deleted a moment ago is deleted, though it could still have been taken back.
      await live?.conversations.releaseHeld();
      await close();
      await signedOut(live);
    },
    close,
  };
}

function runningOf(run: ReadonlySignal<ClientRun | null>): ClientRun {
  const live = run.peek();
  if (live === null) throw matrixError("MATRIX_UNREACHABLE", "the account's client is not running in this tab");
  return live;
}

/** What a sign-out does once the session has ended; may be done again when something could not be removed. */
function createSignOut({ account, ports, vault }: SessionOptions, log: Log): (live: ClientRun | null) => Promise<void> {
  let told: Promise<void> | undefined;
  return async (live) => {
    told ??= live?.signOut().catch((thrown) => {
      // The keys are removed all the same; the device stays in the account's list until it is signed out there.
      log.warn("the homeserver was not told of the sign-out", { code: toMatrixError(thrown).code });
    });
    // Beside each other: a page that is closed while the homeserver keeps silent must have left nothing here.
    await mapped(() => vault.remove(account));
    if (told !== undefined) await Promise.race([told, sleep(ports.clock, tellMs)]);
  };
}

async function firstPicture(run: ClientRun | null, ports: MatrixPorts, scope: Scope): Promise<void> {
  if (run === null) return;
  await new Promise<void>((resolve) => {
    const cancel = ports.clock.after(firstPictureMs, resolve);
    scope.onEnd(resolve);
    void run.settled.then(() => {
      cancel();
      resolve();
    });
  });
}

type Current = () => ClientRun;

/** Methods go to the client that runs now; while there is none they reject with MATRIX_UNREACHABLE. */
function roomsOf(run: ReadonlySignal<ClientRun | null>, list: ReadonlySignal<RoomList>, current: Current): Rooms {
  return {
    list,
    details: (roomId) => computed(() => run.value?.rooms.details(roomId).value ?? null),
    members: (roomId) => computed(() => run.value?.rooms.members(roomId).value ?? []),
    createSpace: async (request) => current().rooms.createSpace(request),
    createChannel: async (spaceId, channel) => current().rooms.createChannel(spaceId, channel),
    createCategory: async (spaceId, name) => current().rooms.createCategory(spaceId, name),
    openDirect: async (userId) => current().rooms.openDirect(userId),
    join: async (roomId, via) => current().rooms.join(roomId, via),
    leave: async (roomId) => current().rooms.leave(roomId),
    invite: async (roomId, userId) => current().rooms.invite(roomId, userId),
    welcome: async (spaceId, userId) => current().rooms.welcome(spaceId, userId),
    setName: async (roomId, name) => current().rooms.setName(roomId, name),
    setTopic: async (roomId, topic) => current().rooms.setTopic(roomId, topic),
    searchPeople: async (term) => current().rooms.searchPeople(term),
  };
}

function queueOf(run: ReadonlySignal<ClientRun | null>, current: Current): Queue {
  return {
    items: computed(() => run.value?.conversations.queue.items.value ?? []),
    rewrite: async (key, draft) => current().conversations.queue.rewrite(key, draft),
    discard: async (key) => current().conversations.queue.discard(key),
    retry: async (key) => current().conversations.queue.retry(key),
  };
}

function ownOf(run: ReadonlySignal<ClientRun | null>, current: Current, displayName: string | null): OwnAccount {
  return {
    profile: computed(() => run.value?.own.profile.value ?? { displayName, avatarMxc: null }),
    powers: computed(() => run.value?.own.powers.value ?? allPowers),
    setDisplayName: async (name) => current().own.setDisplayName(name),
    setAvatar: async (image) => current().own.setAvatar(image),
    changePassword: async (request) => current().own.changePassword(request),
    devices: async () => current().own.devices(),
    renameDevice: async (deviceId, name) => current().own.renameDevice(deviceId, name),
    signOutDevices: async (deviceIds, password) => current().own.signOutDevices(deviceIds, password),
  };
}
