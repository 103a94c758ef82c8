import { messageOf, type Signal } from "@parley/kernel";
import { cleanName } from "../content/clean.ts";
import type { RoomList, Rooms } from "../contract/rooms.ts";
import { mapped } from "../errors.ts";
import type { ClientHandle } from "../sdk/client-handle.ts";
import { createJoining } from "./joining.ts";
import { via } from "./known-rooms.ts";
import { lazily } from "./lazily.ts";
import { createLeftChannels } from "./left-channels.ts";
import { createMembership } from "./membership.ts";
import { setMuted } from "./muting.ts";
import { healOwnMembership } from "./own-membership.ts";
import { createRoomList } from "./room-list.ts";
import { createRoomViews } from "./room-views.ts";

const maxPeople = 20;
const isUserId = (text: string): boolean => /^@[^\s:]+:\S+$/u.test(text) && text.length <= 255;

/** The rooms of a running client. `list` is the session's: it shows the snapshot until the first sync is in. */
export function createRooms(handle: ClientHandle, list: Signal<RoomList>): Rooms {
  const { client } = handle;
  const join = createJoining(handle);
  const left = createLeftChannels(handle);
  const live = createRoomList(handle, list, {
    join: (roomId) => join(roomId, via(handle)),
    hasLeft: (roomId) => left.has(roomId),
  });
  const carrying = lazily(async () => (await import("./carry-over.ts")).createCarryOver(handle));
  live.onMoved((from, to) => {
    const carried = carrying().then((carryOver) => carryOver(from, to));
    carried.catch((thrown: unknown) =>
      handle.ports.log.info("an upgraded room's own settings stayed behind", { reason: messageOf(thrown) }),
    );
  });
  healOwnMembership(handle);
  const views = createRoomViews(handle, live);
  const making = lazily(async () => (await import("./making.ts")).createMaking(handle));
  const membership = createMembership(handle, join, left);
  return {
    list: live.list,
    ...views,
    ...membership,
    async join(roomId, through) {
      try {
        await membership.join(roomId, through);
      } catch (thrown) {
        // Its rule may be another than when the list was read.
        live.lookAgain(roomId);
        throw thrown;
      }
    },
    createSpace: async (request) => (await making()).createSpace(request),
    createChannel: async (spaceId, channel) => (await making()).createChannel(spaceId, channel),
    createCategory: async (spaceId, name) => (await making()).createCategory(spaceId, name),
    openDirect: async (userId) => (await making()).openDirect(userId),
    setName: (roomId, name) =>
      mapped(async () => {
        await client.setRoomName(roomId, name);
      }),
    setTopic: (roomId, topic) =>
      mapped(async () => {
        await client.setRoomTopic(roomId, topic);
      }),
    setMuted: (roomId, muted) => mapped(() => setMuted(client, roomId, muted)),
    searchPeople: (term) =>
      mapped(async () => {
        const { results } = await client.searchUserDirectory({ term, limit: maxPeople });
        const found = results.slice(0, maxPeople).map((person) => ({
          userId: person.user_id,
          name: cleanName(person.display_name ?? "", person.user_id),
          avatarMxc: person.avatar_url ?? null,
        }));
        const named = term.trim();
        if (!isUserId(named) || found.some(({ userId }) => userId === named)) return found;
        // The directory does not list everyone: whoever is named by the whole id is asked for.
        const profile = await client.getProfileInfo(named).catch(() => null);
        if (profile === null) return found;
        return [
          { userId: named, name: cleanName(profile.displayname ?? "", named), avatarMxc: profile.avatar_url ?? null },
          ...found,
        ];
      }),
  };
}
