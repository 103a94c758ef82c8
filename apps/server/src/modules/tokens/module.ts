import type { Clock, Log, Random } from "@parley/kernel";
import type { Account } from "@parley/protocol";
import type { Codes, HandlersOf } from "../../platform/call.ts";
import type { Store } from "../../platform/store/store.ts";
import { mayCreate, mayRevoke, seesAll } from "./policy.ts";
import { createTokenService } from "./service.ts";
import { createTokenStore } from "./store.ts";

/** What the module needs. */
export interface TokensDeps {
  readonly store: Store;
  readonly account: (userId: string) => Promise<Account | null>;
  readonly codes: Codes;
  readonly world: { readonly clock: Clock; readonly random: Random };
  readonly log: Log;
}

type Methods = "tokens.create" | "tokens.list" | "tokens.revoke";

/** Access tokens: how programs come in as an account, with some of its rights. */
export function createTokensModule(deps: TokensDeps) {
  const rows = createTokenStore(deps.store);
  const service = createTokenService({ ...deps, ...deps.world, rows });

  const handlers: HandlersOf<Methods> = {
    async "tokens.create"(params, call) {
      const account = await deps.account(call.principal.userId);
      return service.create(mayCreate(call.principal, account, params.scopes), params.name);
    },
    "tokens.list": async (_params, call) => ({
      tokens: await service.list(seesAll(call.principal) ? null : call.principal.userId),
    }),
    "tokens.revoke": async (params, call) => ({
      accessToken: await service.revoke(mayRevoke(call.principal, await rows.find(params.id))),
    }),
  };

  const { find, hold, isOurs, endAll, roleChanged } = service;
  return { handlers, find, hold, isOurs, endAll, roleChanged };
}
