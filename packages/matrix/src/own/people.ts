import { type Signal, signal } from "@parley/kernel";
import { ClientEvent, EventType, type MatrixClient, type MatrixEvent, type User, UserEvent } from "matrix-js-sdk";
import { cleanName } from "../content/clean.ts";
import type { People, PersonPresence } from "../contract/people.ts";
import { mapped, matrixError, toMatrixError } from "../errors.ts";
import type { ClientHandle } from "../sdk/client-handle.ts";
import { watchLine } from "../sdk/watch-line.ts";
import { createVisibility, presenceType } from "./visibility.ts";

const maxBlocked = 1000;

/** Other people: profiles, presence, blocking; and whether they see me. */
export function createPeople(handle: ClientHandle): People {
  const { client, account } = handle;
  const presences = new Map<string, Signal<PersonPresence>>();
  const blocked = signal<readonly string[]>(blockedBy(client));
  const { visible, show, rest } = createVisibility(handle);

  const isCut = watchLine(handle, () => {
    for (const [userId, known] of presences) known.value = read(userId);
  });
  const read = (userId: string): PersonPresence => presenceOf(isCut() ? null : client.getUser(userId));
  listen(handle, {
    presence(user) {
      const known = presences.get(user.userId);
      if (known !== undefined) known.value = read(user.userId);
    },
    accountData(event) {
      if (event.getType() === EventType.IgnoredUserList) blocked.value = blockedBy(client);
    },
  });
  const change = async (userId: string, on: boolean): Promise<void> => {
    // From the homeserver: another device may have changed the list, which is written as a whole.
    const content = await client.getAccountDataFromServer(EventType.IgnoredUserList);
    const { [userId]: _old, ...others } = { ...content?.ignored_users };
    if (on && Object.keys(others).length >= maxBlocked) {
      throw matrixError("MATRIX_TOO_LARGE", "no more people can be blocked");
    }
    const next = { ...content, ignored_users: on ? { ...others, [userId]: {} } : others };
    await client.setAccountData(EventType.IgnoredUserList, next);
    blocked.value = blockedBy(client);
  };

  return {
    profile: (userId) =>
      mapped(async () => {
        try {
          const { displayname, avatar_url } = await client.getProfileInfo(userId);
          return { userId, name: cleanName(displayname ?? "", userId), avatarMxc: avatar_url ?? null };
        } catch (thrown) {
          if (toMatrixError(thrown).code === "MATRIX_NOT_FOUND") return null;
          throw thrown;
        }
      }),
    presence(userId) {
      const known = presences.get(userId);
      if (known !== undefined) return known;
      const made = signal(read(userId));
      presences.set(userId, made);
      return made;
    },
    visible,
    setVisible: (shown) =>
      mapped(async () => {
        await client.setAccountData(presenceType, { visible: shown });
        show(shown);
        // The sync tells it with its next request; others need not wait for that.
        await client.setPresence({ presence: shown ? "online" : "offline" }).catch(() => {});
      }),
    setIdle: rest,
    blocked,
    block: (userId) =>
      mapped(async () => {
        if (userId === account.userId) throw matrixError("MATRIX_FORBIDDEN", "nobody can block themselves");
        await change(userId, true);
      }),
    unblock: (userId) => mapped(() => change(userId, false)),
  };
}

function listen(
  { client, scope }: ClientHandle,
  hear: { presence(user: User): void; accountData(event: MatrixEvent): void },
): void {
  const onPresence = (_event: MatrixEvent | undefined, user: User): void => hear.presence(user);
  client.on(UserEvent.Presence, onPresence);
  client.on(ClientEvent.AccountData, hear.accountData);
  scope.onEnd(() => {
    client.off(UserEvent.Presence, onPresence);
    client.off(ClientEvent.AccountData, hear.accountData);
  });
}

function blockedBy(client: MatrixClient): readonly string[] {
  return client.getIgnoredUsers().sort();
}

function presenceOf(user: User | null): PersonPresence {
  // The SDK calls everyone offline of whom it has heard nothing.
  const heard = user?.events.presence !== undefined;
  if (user === null || !heard) return { state: "unknown", lastActiveAt: null };
  const state = user.presence === "unavailable" ? "away" : user.presence;
  const at = user.getLastActiveTs();
  return {
    state: state === "online" || state === "away" || state === "offline" ? state : "unknown",
    lastActiveAt: Number.isFinite(at) && at > 0 && user.lastActiveAgo > 0 ? at : null,
  };
}
