import { signal } from "@parley/kernel";
import type { Session } from "@parley/matrix";

/** Other people and the keeping of rooms while the session starts: nothing is known yet, everything else waits. */
export function createPendingCommunity(
  real: Promise<Session>,
): Pick<Session, "people" | "moderation" | "upkeep" | "removals" | "knocks" | "discovery"> {
  return {
    people: {
      profile: async (userId) => (await real).people.profile(userId),
      presence: () => signal({ state: "unknown", lastActiveAt: null } as const),
      visible: signal(true),
      // Told again once the session is there.
      setIdle() {},
      setVisible: async (visible) => (await real).people.setVisible(visible),
      blocked: signal([]),
      block: async (userId) => (await real).people.block(userId),
      unblock: async (userId) => (await real).people.unblock(userId),
    },
    moderation: {
      allMembers: async (roomId) => (await real).moderation.allMembers(roomId),
      actionsOn: () => ({ remove: false, ban: false, roles: [] }),
      remove: async (...deed) => (await real).moderation.remove(...deed),
      ban: async (...deed) => (await real).moderation.ban(...deed),
      unban: async (...deed) => (await real).moderation.unban(...deed),
      banned: async (roomId) => (await real).moderation.banned(roomId),
      setRole: async (...deed) => (await real).moderation.setRole(...deed),
    },
    removals: { list: signal([]), dismiss() {} },
    knocks: {
      asked: signal([]),
      askers: signal([]),
      ask: async (idOrAlias, via, reason) => (await real).knocks.ask(idOrAlias, via, reason),
      withdraw: async (roomId) => (await real).knocks.withdraw(roomId),
      letIn: async (roomId, userId) => (await real).knocks.letIn(roomId, userId),
      decline: async (roomId, userId) => (await real).knocks.decline(roomId, userId),
    },
    upkeep: {
      setPicture: async (roomId, image) => (await real).upkeep.setPicture(roomId, image),
      setAccess: async (roomId, access) => (await real).upkeep.setAccess(roomId, access),
      listed: async (roomId) => (await real).upkeep.listed(roomId),
      setListed: async (roomId, listed) => (await real).upkeep.setListed(roomId, listed),
      setCallRole: async (...deed) => (await real).upkeep.setCallRole(...deed),
      arrange: async (spaceId, next, before) => (await real).upkeep.arrange(spaceId, next, before),
      orderSpaces: async (spaceIds) => (await real).upkeep.orderSpaces(spaceIds),
      unlist: async (spaceId, roomId) => (await real).upkeep.unlist(spaceId, roomId),
    },
    discovery: {
      search: async (request) => (await real).discovery.search(request),
      preview: async (idOrAlias, via) => (await real).discovery.preview(idOrAlias, via),
      join: async (idOrAlias, via) => (await real).discovery.join(idOrAlias, via),
    },
  };
}
