import type { Clock } from "@parley/kernel";
import type { Account } from "@parley/protocol";
import type { Call, Codes, HandlersOf, Principal, Throttle } from "../../platform/call.ts";
import type { Homeserver } from "../../platform/ports.ts";
import type { Store } from "../../platform/store/store.ts";
import { mayChangeRole, mayResetPassword } from "./policy.ts";
import { createAccountService, type SessionControl } from "./service.ts";
import { admitMember, createAccountStore, isKnown } from "./store.ts";

/** What the module needs. `sessions` is asked for late: auth and accounts know each other through `app.ts` only. */
export interface AccountsDeps {
  readonly store: Store;
  readonly homeserver: Homeserver;
  readonly sessions: () => SessionControl;
  readonly codes: Codes;
  readonly throttle: Throttle;
  readonly clock: Clock;
  readonly publicUrl: string;
}

type Methods =
  | "accounts.me"
  | "accounts.list"
  | "accounts.setRole"
  | "accounts.resetPassword"
  | "accounts.prepareOwner"
  | "accounts.newSetupCode";

const pageSize = 100;
/** The account that the data folder's token acts as while nobody owns the server. */
const localUserId = "local";

/** Accounts, their roles, and the set-up of the owner. */
export function createAccountsModule(deps: AccountsDeps) {
  const rows = createAccountStore(deps.store);
  const service = createAccountService({ ...deps, rows });

  const ownName = () => deps.homeserver.serverName();
  const guarded = <T>(call: Call, work: () => Promise<T>) => deps.throttle.guard(`code ${call.address}`, work);

  const handlers: HandlersOf<Methods> = {
    async "accounts.me"(_params, call) {
      const account = (await rows.find(call.principal.userId)) ?? standIn(call.principal);
      return { account, scopes: [...call.principal.scopes] };
    },
    async "accounts.list"(params) {
      const limit = params.limit ?? pageSize;
      const after = params.after === undefined ? null : await service.find(params.after);
      const accounts = await rows.list(after, limit + 1);
      const page = accounts.slice(0, limit);
      return { accounts: page, next: accounts.length > limit ? (page.at(-1)?.userId ?? null) : null };
    },
    async "accounts.setRole"(params, call) {
      const target = mayChangeRole(call.principal, await service.find(params.userId), ownName());
      return { account: await service.setRole(target, params.role) };
    },
    async "accounts.resetPassword"(params, call) {
      const target = mayResetPassword(call.principal, await service.find(params.userId), ownName());
      await service.resetPassword(target, params.password);
      return { userId: target.userId };
    },
    "accounts.prepareOwner": (params, call) =>
      guarded(call, () => service.prepareOwner(params.code, params.serverName)),
    "accounts.newSetupCode": () => service.newSetupCode(),
  };

  return {
    handlers,
    newSetupCode: service.newSetupCode,
    claimOwner: service.claimOwner,
    find: async (userId: string): Promise<Account | null> => (await rows.find(userId)) ?? null,
    hasOwner: async (): Promise<boolean> => (await rows.owner()) !== undefined,
    localAccount: async (): Promise<string> => (await rows.owner())?.userId ?? localUserId,
    admission: { isKnown, admit: admitMember },
    /** Lets an account of another homeserver in as a member. */
    admitFrom: (userId: string): Promise<Account> =>
      deps.store.write<never, Account>((tx) => admitMember(tx, userId, deps.clock.now())),
  };
}

function standIn(principal: Principal): Account {
  return { userId: principal.userId, role: principal.role, createdAt: 0 };
}
