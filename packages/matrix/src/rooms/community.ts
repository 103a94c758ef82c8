import type { Discovery } from "../contract/discovery.ts";
import type { Knocks } from "../contract/knocks.ts";
import type { Moderation } from "../contract/moderation.ts";
import type { People } from "../contract/people.ts";
import type { Removals } from "../contract/removals.ts";
import type { Rooms } from "../contract/rooms.ts";
import type { Upkeep } from "../contract/upkeep.ts";
import { createPeople } from "../own/people.ts";
import type { ClientHandle } from "../sdk/client-handle.ts";
import { createDiscovery } from "./discovery.ts";
import { createKnocks } from "./knocks.ts";
import { createModeration } from "./moderation.ts";
import { createRemovals } from "./removals.ts";
import { createUpkeep } from "./upkeep.ts";

/** What a session offers of other people and of keeping rooms. */
export interface Community {
  readonly people: People;
  readonly moderation: Moderation;
  readonly upkeep: Upkeep;
  readonly removals: Removals;
  readonly knocks: Knocks;
  readonly discovery: Discovery;
}

export function createCommunity(
  handle: ClientHandle,
  rooms: Pick<Rooms, "join" | "invite" | "welcome" | "leave">,
): Community {
  return {
    people: createPeople(handle),
    moderation: createModeration(handle),
    upkeep: createUpkeep(handle),
    removals: createRemovals(handle),
    knocks: createKnocks(handle, rooms),
    discovery: createDiscovery(handle, rooms),
  };
}
