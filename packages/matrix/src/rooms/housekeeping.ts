import type { ReadonlySignal } from "@parley/kernel";
import type { Discovery } from "../contract/discovery.ts";
import type { Knocks } from "../contract/knocks.ts";
import type { Moderation } from "../contract/moderation.ts";
import type { TellChange } from "../contract/notifications.ts";
import type { RoomList, Rooms } from "../contract/rooms.ts";
import type { Upkeep } from "../contract/upkeep.ts";
import { tellOfAskers, tellOfPlacements } from "../notifications/tell-doors.ts";
import type { ClientHandle } from "../sdk/client-handle.ts";
import { createDiscovery } from "./discovery.ts";
import { createKnocks } from "./knocks.ts";
import { createLevelWriter } from "./level-writer.ts";
import { createModeration } from "./moderation.ts";
import { createUpkeep } from "./upkeep.ts";

/** Finding, letting in, ordering and keeping the peace: what the list and the timelines do without. */
export interface Housekeeping {
  readonly moderation: Moderation;
  readonly upkeep: Upkeep;
  readonly knocks: Knocks;
  readonly discovery: Discovery;
}

/** What telling needs of the session. */
export interface Telling {
  readonly list: ReadonlySignal<RoomList>;
  readonly tell: (change: TellChange) => void;
}

/** What its parts need of the rooms. */
export type Doors = Pick<Rooms, "join" | "invite" | "welcome" | "leave">;

/** `telling`: whom to tell of what happens at the doors, and the list as it is shown. */
export function createHousekeeping(handle: ClientHandle, rooms: Doors, telling: Telling): Housekeeping {
  const levels = createLevelWriter(handle.client);
  const knocks = createKnocks(handle, rooms);
  tellOfAskers(handle, knocks.askers, telling.tell);
  tellOfPlacements(handle, telling.list, telling.tell);
  return {
    moderation: createModeration(handle, levels),
    upkeep: createUpkeep(handle, levels),
    knocks,
    discovery: createDiscovery(handle, rooms),
  };
}
