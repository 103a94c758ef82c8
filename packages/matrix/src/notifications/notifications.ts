import { computed, type ReadonlySignal, type Signal, signal } from "@parley/kernel";
import { ClientEvent, type MatrixEvent } from "matrix-js-sdk";
import type { DoNotDisturb, Inbox, NotificationRules, Notifications, TellChange } from "../contract/notifications.ts";
import type { RoomList } from "../contract/rooms.ts";
import { mapped, matrixError } from "../errors.ts";
import type { ClientHandle } from "../sdk/client-handle.ts";
import { doNotDisturbType, neverQuiet, readDoNotDisturb } from "./do-not-disturb.ts";
import { startInbox } from "./inbox.ts";
import { addKeyword, endSilence, readRules, removeKeyword, writeDefault, writeLevel } from "./push-rules.ts";
import { markAllRead, markRoomRead, markRoomUnread } from "./reading.ts";
import { type Around, startTelling } from "./teller.ts";

/** Hears of what deserves telling. */
export type Tell = (change: TellChange) => void;
/** What one run of the client does for `Notifications`; those who listen outlive it. */
export type RunningNotifications = Omit<Notifications, "listen">;

/** Being told, for one run of the client. `tell` hears of what deserves it. */
export function startNotifications(
  handle: ClientHandle,
  list: ReadonlySignal<RoomList>,
  tell: Tell,
  around: Around,
): RunningNotifications {
  const { client, scope } = handle;
  const rules: Signal<NotificationRules> = signal(readRules(client.pushRules));
  const doNotDisturb: Signal<DoNotDisturb> = signal(neverQuiet);
  const readAccount = (): void => {
    doNotDisturb.value = readDoNotDisturb(client.getAccountData(doNotDisturbType)?.getContent());
  };
  const onAccountData = (event: MatrixEvent): void => {
    const type = event.getType();
    if (type === "m.push_rules") rules.value = readRules(client.pushRules);
    if (type === doNotDisturbType) readAccount();
  };
  client.on(ClientEvent.AccountData, onAccountData);
  scope.onEnd(() => client.off(ClientEvent.AccountData, onAccountData));
  startTelling(handle, list, tell, around);
  const running = startInbox(handle, ({ roomId, eventId }) => tell({ type: "gone", roomId, eventId }));
  /** The rules come back by the sync; until then they are read anew, so that a switch stays where it was put. */
  const changeRules = (change: () => Promise<void>): Promise<void> =>
    mapped(async () => {
      await change();
      await client.getPushRules();
      if (!scope.ended) rules.value = readRules(client.pushRules);
    });
  return {
    rules,
    doNotDisturb,
    inbox: running.inbox,
    setLevel: (roomId, level) => changeRules(() => writeLevel(client, roomId, level)),
    setDefault: (of, level) => changeRules(() => writeDefault(client, of, level)),
    endSilence: () => changeRules(() => endSilence(client)),
    addKeyword: (word) => changeRules(() => addKeyword(client, word)),
    removeKeyword: (word) => changeRules(() => removeKeyword(client, word)),
    setDoNotDisturb: (next) =>
      mapped(async () => {
        await client.setAccountData(doNotDisturbType, next);
        doNotDisturb.value = next;
      }),
    markRead: (roomId) => mapped(() => markRoomRead(handle, roomId)),
    markAllRead: () => mapped(() => markAllRead(handle, list.peek())),
    markUnread: (roomId) => mapped(() => markRoomUnread(handle, roomId)),
    markItemRead: (item) => mapped(() => running.markRead(item)),
    reloadInbox: () => running.reload(),
  };
}

const noRules: NotificationRules = readRules(undefined);
const noInbox: Inbox = { state: "loading", items: [] };

/** The session's `Notifications` over its runs of the client, and the way in for what they tell. */
export function createNotifications(run: ReadonlySignal<{ readonly notifications: RunningNotifications } | null>): {
  readonly notifications: Notifications;
  readonly tell: Tell;
} {
  const listeners = new Set<Tell>();
  const current = (): RunningNotifications => {
    const live = run.peek();
    if (live === null) throw matrixError("MATRIX_UNREACHABLE", "the account's client is not running in this tab");
    return live.notifications;
  };
  return {
    tell(change) {
      for (const hear of listeners) hear(change);
    },
    notifications: {
      rules: computed(() => run.value?.notifications.rules.value ?? noRules),
      doNotDisturb: computed(() => run.value?.notifications.doNotDisturb.value ?? neverQuiet),
      inbox: computed(() => run.value?.notifications.inbox.value ?? noInbox),
      listen(hear) {
        listeners.add(hear);
        return () => {
          listeners.delete(hear);
        };
      },
      setLevel: async (roomId, level) => current().setLevel(roomId, level),
      setDefault: async (of, level) => current().setDefault(of, level),
      endSilence: async () => current().endSilence(),
      addKeyword: async (word) => current().addKeyword(word),
      removeKeyword: async (word) => current().removeKeyword(word),
      setDoNotDisturb: async (next) => current().setDoNotDisturb(next),
      markRead: async (roomId) => current().markRead(roomId),
      markAllRead: async () => current().markAllRead(),
      markUnread: async (roomId) => current().markUnread(roomId),
      markItemRead: async (item) => current().markItemRead(item),
      reloadInbox() {
        run.peek()?.notifications.reloadInbox();
      },
    },
  };
}
