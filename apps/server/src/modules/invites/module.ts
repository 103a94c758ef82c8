import type { Clock, Random } from "@parley/kernel";
import type { Call, Codes, EventSink, HandlersOf, Throttle } from "../../platform/call.ts";
import type { Homeserver } from "../../platform/ports.ts";
import type { Store } from "../../platform/store/store.ts";
import { mayInvite, mayRevoke, mayWelcome, seesAll } from "./policy.ts";
import { createInviteService } from "./service.ts";
import { type Admit, createInviteStore } from "./store.ts";

/** What the module needs. */
export interface InvitesDeps {
  readonly store: Store;
  readonly homeserver: Homeserver;
  readonly events: EventSink;
  readonly codes: Codes;
  readonly throttle: Throttle;
  readonly accounts: Admit;
  readonly world: { readonly clock: Clock; readonly random: Random };
  readonly publicUrl: string;
}

type Methods =
  | "invites.create"
  | "invites.list"
  | "invites.revoke"
  | "invites.look"
  | "invites.redeem"
  | "invites.newcomers"
  | "invites.expected"
  | "invites.welcomed";

/** Invitation links, and who came by them. */
export function createInvitesModule(deps: InvitesDeps) {
  const rows = createInviteStore(deps.store);
  const service = createInviteService({ ...deps, rows });

  const guarded = <T>(call: Call, work: () => Promise<T>) => deps.throttle.guard(`code ${call.address}`, work);

  const handlers: HandlersOf<Methods> = {
    "invites.create": async (params, call) =>
      service.create({ ...params, createdBy: mayInvite(call.principal, deps.homeserver.serverName()) }),
    async "invites.list"(params, call) {
      const mine = seesAll(call.principal) ? null : call.principal.userId;
      const found = await rows.list(mine, params.spaceId ?? null);
      return { invites: found.map(service.shown) };
    },
    async "invites.revoke"(params, call) {
      return { invite: await service.revoke(mayRevoke(call.principal, await rows.find(params.id))) };
    },
    "invites.look": (params, call) => guarded(call, () => service.look(params.code)),
    "invites.redeem": (params, call) => guarded(call, () => service.redeem(params.code, call.address)),
    "invites.newcomers": async (_params, call) => ({ newcomers: await rows.newcomers(call.principal.userId) }),
    "invites.expected": async (_params, call) => ({ spaces: await rows.expected(call.principal.userId) }),
    async "invites.welcomed"(params, call) {
      await service.welcomed(mayWelcome(call.principal, await rows.find(params.inviteId)), params.userId);
      return {};
    },
  };

  return { handlers, use: service.use };
}
