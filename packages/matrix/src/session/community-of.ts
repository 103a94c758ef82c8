import { computed, type ReadonlySignal } from "@parley/kernel";
import type { MemberActions } from "../contract/moderation.ts";
import type { Session } from "../contract/session.ts";
import type { Community } from "../rooms/community.ts";
import type { Housekeeping } from "../rooms/housekeeping.ts";
import type { ClientRun } from "./client-run.ts";

const nothing: MemberActions = { remove: false, ban: false, roles: [] };

/** As the session's other parts: methods go to the client that runs now, and reject while there is none. */
export function communityOf(
  run: ReadonlySignal<ClientRun | null>,
  current: () => ClientRun,
): Pick<Session, "people" | "moderation" | "removals" | "knocks" | "upkeep" | "discovery"> {
  const now = (): Community => current().community;
  const kept = async (): Promise<Housekeeping> => now().whenKept();
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
      allMembers: async (roomId) => (await kept()).moderation.allMembers(roomId),
      actionsOn: (roomId, userId) =>
        run.peek()?.community.housekeeping.peek()?.moderation.actionsOn(roomId, userId) ?? nothing,
      remove: async (...deed) => (await kept()).moderation.remove(...deed),
      ban: async (...deed) => (await kept()).moderation.ban(...deed),
      unban: async (...deed) => (await kept()).moderation.unban(...deed),
      banned: async (roomId) => (await kept()).moderation.banned(roomId),
      setRole: async (...deed) => (await kept()).moderation.setRole(...deed),
    },
    removals: {
      list: computed(() => run.value?.community.removals.list.value ?? []),
      dismiss: (roomId) => run.peek()?.community.removals.dismiss(roomId),
    },
    knocks: {
      asked: computed(() => run.value?.community.housekeeping.value?.knocks.asked.value ?? []),
      askers: computed(() => run.value?.community.housekeeping.value?.knocks.askers.value ?? []),
      ask: async (idOrAlias, via, reason) => (await kept()).knocks.ask(idOrAlias, via, reason),
      withdraw: async (roomId) => (await kept()).knocks.withdraw(roomId),
      letIn: async (roomId, userId) => (await kept()).knocks.letIn(roomId, userId),
      decline: async (roomId, userId) => (await kept()).knocks.decline(roomId, userId),
    },
    upkeep: {
      setPicture: async (roomId, image) => (await kept()).upkeep.setPicture(roomId, image),
      setAccess: async (roomId, access) => (await kept()).upkeep.setAccess(roomId, access),
      listed: async (roomId) => (await kept()).upkeep.listed(roomId),
      setListed: async (roomId, listed) => (await kept()).upkeep.setListed(roomId, listed),
      setCallRole: async (...deed) => (await kept()).upkeep.setCallRole(...deed),
      arrange: async (spaceId, next, before) => (await kept()).upkeep.arrange(spaceId, next, before),
      orderSpaces: async (spaceIds) => (await kept()).upkeep.orderSpaces(spaceIds),
      unlist: async (spaceId, roomId) => (await kept()).upkeep.unlist(spaceId, roomId),
    },
    discovery: {
      search: async (request) => (await kept()).discovery.search(request),
      preview: async (idOrAlias, via) => (await kept()).discovery.preview(idOrAlias, via),
      join: async (idOrAlias, via) => (await kept()).discovery.join(idOrAlias, via),
    },
  };
}
