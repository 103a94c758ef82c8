import type { Discovery } from "../contract/discovery.ts";
import type { Knocks } from "../contract/knocks.ts";
import type { Moderation } from "../contract/moderation.ts";
import type { Rooms } from "../contract/rooms.ts";
import type { Upkeep } from "../contract/upkeep.ts";
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

/** What its parts need of the rooms. */
export type Doors = Pick<Rooms, "join" | "invite" | "welcome" | "leave">;

export function createHousekeeping(handle: ClientHandle, rooms: Doors): Housekeeping {
  const levels = createLevelWriter(handle.client);
  return {
    moderation: createModeration(handle, levels),
    upkeep: createUpkeep(handle, levels),
    knocks: createKnocks(handle, rooms),
    discovery: createDiscovery(handle, rooms),
  };
}
