import { messageOf, type Signal } from "@parley/kernel";
import type { RoomList, Rooms } from "../contract/rooms.ts";
import { mapped } from "../errors.ts";
import { lazily } from "../lazily.ts";
import type { ClientHandle } from "../sdk/client-handle.ts";
import { createJoining } from "./joining.ts";
import { via } from "./known-rooms.ts";
import { createLeftChannels } from "./left-channels.ts";
import { healOwnMembership } from "./own-membership.ts";
import { createRoomList } from "./room-list.ts";
import { createRoomViews } from "./room-views.ts";

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
  const membership = lazily(async () => (await import("./membership.ts")).createMembership(handle, join, left));
  return {
    list: live.list,
    ...views,
    async join(roomId, through) {
      try {
        await (await membership()).join(roomId, through);
      } catch (thrown) {
        // Its rule may be another than when the list was read.
        live.lookAgain(roomId);
        throw thrown;
      }
    },
    leave: async (roomId) => (await membership()).leave(roomId),
    invite: async (roomId, userId) => (await membership()).invite(roomId, userId),
    welcome: async (spaceId, userId) => (await membership()).welcome(spaceId, userId),
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
    searchPeople: (term) => mapped(async () => (await import("./search-people.ts")).searchPeople(client, term)),
  };
}
