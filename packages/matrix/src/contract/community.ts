/** Other people, and what comes of them: the nouns that `rooms/community.ts` puts together. */
export type { Discovery, FoundRoom } from "./discovery.ts";
export type { AskedRoom, Asker, Knocks } from "./knocks.ts";
export type { BannedMember, MemberActions, Moderation } from "./moderation.ts";
export type { People, Person, PersonPresence } from "./people.ts";
export type { Removal, Removals } from "./removals.ts";
export type { Access, Arrangement, Upkeep } from "./upkeep.ts";
