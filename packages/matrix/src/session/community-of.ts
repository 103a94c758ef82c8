import { computed, type ReadonlySignal } from "@parley/kernel";
import type { Community } from "../rooms/community.ts";
import type { ClientRun } from "./client-run.ts";

/** As the session's other parts: methods go to the client that runs now, and reject while there is none. */
export function communityOf(run: ReadonlySignal<ClientRun | null>, current: () => ClientRun): Community {
  const now = (): Community => current().community;
  return {
    people: {
      profile: async (userId) => now().people.profile(userId),
      presence: (userId) =>
        computed(() => run.value?.community.people.presence(userId).value ?? { state: "unknown", lastActiveAt: null }),
      visible: computed(() => run.value?.community.people.visible.value ?? true),
      setVisible: async (visible) => now().people.setVisible(visible),
      setIdle: (idle) => run.peek()?.community.people.setIdle(idle),
      blocked: computed(() => run.value?.community.people.blocked.value ?? []),
      block: async (userId) => now().people.block(userId),
      unblock: async (userId) => now().people.unblock(userId),
    },
    moderation: {
      allMembers: async (roomId) => now().moderation.allMembers(roomId),
      actionsOn: (roomId, userId) =>
        run.peek()?.community.moderation.actionsOn(roomId, userId) ?? { remove: false, ban: false, roles: [] },
      remove: async (...deed) => now().moderation.remove(...deed),
      ban: async (...deed) => now().moderation.ban(...deed),
      unban: async (...deed) => now().moderation.unban(...deed),
      banned: async (roomId) => now().moderation.banned(roomId),
      setRole: async (...deed) => now().moderation.setRole(...deed),
    },
    removals: {
      list: computed(() => run.value?.community.removals.list.value ?? []),
      dismiss: (roomId) => run.peek()?.community.removals.dismiss(roomId),
    },
    knocks: {
      asked: computed(() => run.value?.community.knocks.asked.value ?? []),
      askers: computed(() => run.value?.community.knocks.askers.value ?? []),
      ask: async (idOrAlias, via, reason) => now().knocks.ask(idOrAlias, via, reason),
      withdraw: async (roomId) => now().knocks.withdraw(roomId),
      letIn: async (roomId, userId) => now().knocks.letIn(roomId, userId),
      decline: async (roomId, userId) => now().knocks.decline(roomId, userId),
    },
    upkeep: {
      setPicture: async (roomId, image) => now().upkeep.setPicture(roomId, image),
      setAccess: async (roomId, access) => now().upkeep.setAccess(roomId, access),
      listed: async (roomId) => now().upkeep.listed(roomId),
      setListed: async (roomId, listed) => now().upkeep.setListed(roomId, listed),
      arrange: async (spaceId, arrangement) => now().upkeep.arrange(spaceId, arrangement),
      unlist: async (spaceId, roomId) => now().upkeep.unlist(spaceId, roomId),
    },
    discovery: {
      search: async (request) => now().discovery.search(request),
      preview: async (idOrAlias, via) => now().discovery.preview(idOrAlias, via),
      join: async (idOrAlias, via) => now().discovery.join(idOrAlias, via),
    },
  };
}
