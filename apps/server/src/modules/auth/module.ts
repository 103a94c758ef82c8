import { AppError, type Clock, type Log, type Random } from "@parley/kernel";
import type { PartState } from "@parley/protocol";
import type { Codes, HandlersOf, Principal, RateLimit, Redactor, Throttle } from "../../platform/call.ts";
import type { Egress } from "../../platform/egress.ts";
import type { Homeserver } from "../../platform/ports.ts";
import type { Store } from "../../platform/store/store.ts";
import { askOpenId } from "./openid.ts";
import { createPeopleFrom, type PeopleFrom } from "./people-from.ts";
import { type Admission, createSignIn } from "./service.ts";
import { createSessions, type Sessions } from "./sessions.ts";
import { createSignInFrom, type Welcome } from "./sign-in-from.ts";
import { createUsedTokens } from "./used-tokens.ts";
import { whoami } from "./whoami.ts";

/** What the module needs; `local` is the data folder's own token and whom it acts as. */
export interface AuthDeps {
  readonly homeserver: Homeserver;
  readonly admission: Admission;
  readonly throttle: Throttle;
  readonly codes: Codes;
  readonly redactor: Redactor;
  readonly world: {
    readonly clock: Clock;
    readonly random: Random;
    readonly fetch: typeof globalThis.fetch;
    readonly log: Log;
  };
  /** For accounts of other homeservers. */
  readonly elsewhere: {
    readonly store: Store;
    readonly egress: Egress;
    readonly welcome: Pick<Welcome, "admit">;
    /** Questions to one homeserver, those of one address, and new members from one homeserver. */
    readonly limits: { readonly rate: RateLimit; readonly perAddress: RateLimit; readonly newcomers: RateLimit };
    /** Homeservers whose accounts are members here, and where each is asked. */
    readonly membersFrom: readonly { readonly name: string; readonly url: string }[];
  };
  readonly server: {
    readonly version: string;
    readonly publicUrl: string;
    readonly localTokenHash: string | null;
    readonly localAccount: () => Promise<string>;
    /** Whom a token stands for that is no session's. */
    readonly otherTokens: (token: string) => Promise<Principal | null>;
    /** Other homeservers that the client may sign people in to. */
    readonly others: "none" | "any" | readonly string[];
  };
}

type Methods = "auth.discover" | "auth.signIn" | "auth.signInFrom" | "auth.signOut";

/** Sessions, and the methods that open and end them. */
export function createAuthModule(deps: AuthDeps): {
  readonly handlers: HandlersOf<Methods>;
  readonly sessions: Sessions;
  /** People of listed homeservers, for whatever else asks who somebody is. */
  readonly people: PeopleFrom;
  /** Whom a token stands for: a session's, the data folder's own on this machine, or one of others. Throws RATE_LIMITED. */
  authenticate(token: string, peer: { counted: string; onThisMachine: boolean }): Promise<Principal | null>;
} {
  const ask = (token: string) => whoami(deps.homeserver, deps.world.fetch, token);
  const sessions = createSessions({ ask, codes: deps.codes, redactor: deps.redactor, ...deps.world });
  const signIn = createSignIn({ ...deps, ask, sessions });
  const { elsewhere } = deps;
  // Our own accounts prove themselves by their device alone, whatever the settings list.
  const listed = (name: string) =>
    name === deps.homeserver.serverName() ? undefined : elsewhere.membersFrom.find((entry) => entry.name === name);
  const people = createPeopleFrom({
    listed: {
      has: (name) => listed(name) !== undefined,
      ask: async (name, token, signal) => {
        const entry = listed(name);
        return entry === undefined ? { kind: "refused" } : askOpenId(elsewhere.egress, entry, token, signal);
      },
    },
    used: createUsedTokens(elsewhere.store),
    limits: { throttle: deps.throttle, ...elsewhere.limits },
    secrets: deps,
    world: deps.world,
  });
  const signInFrom = createSignInFrom({
    people,
    welcome: { ...deps.admission, ...elsewhere.welcome },
    sessions,
    newcomers: elsewhere.limits.newcomers,
    log: deps.world.log,
  });

  return {
    sessions,
    people,
    async authenticate(token, peer) {
      const { localTokenHash } = deps.server;
      if (peer.onThisMachine && localTokenHash !== null && deps.codes.matches(token, localTokenHash)) {
        return {
          userId: await deps.server.localAccount(),
          role: "admin",
          scopes: ["operator.read", "operator.write", "operator.admin"],
          sessionId: "local",
          local: true,
          via: "session",
        };
      }
      const principal = (await sessions.find(token)) ?? (await deps.server.otherTokens(token));
      if (principal) return principal;
      const key = `session ${peer.counted}`;
      deps.throttle.check(key);
      deps.throttle.failed(key);
      return null;
    },
    handlers: {
      async "auth.discover"() {
        const { homeserver } = deps;
        return {
          setup: (await deps.admission.hasOwner()) ? "done" : "needed",
          mode: homeserver.mode,
          homeserver: {
            baseUrl: homeserver.baseUrl(),
            serverName: homeserver.serverName(),
            state: stateWord(homeserver.part().state),
          },
          otherHomeservers: typeof deps.server.others === "string" ? deps.server.others : [...deps.server.others],
          membersFrom: elsewhere.membersFrom.map(({ name }) => name).filter((name) => listed(name) !== undefined),
          publicUrl: deps.server.publicUrl,
          version: deps.server.version,
        };
      },
      "auth.signIn": (params, call) => signIn(params, call),
      "auth.signInFrom": (params, call) => signInFrom(params, call),
      async "auth.signOut"(_params, call) {
        if (call.principal.via !== "session") {
          throw new AppError("NOT_OFFERED", "This is no session: an access token is revoked, a device removed.");
        }
        sessions.end(call.principal.sessionId);
        return {};
      },
    },
  };
}

function stateWord(state: PartState["state"]): "unconfigured" | "starting" | "ready" | "down" {
  if (state === "unconfigured" || state === "ready") return state;
  return state === "installing" || state === "starting" || state === "restarting" ? "starting" : "down";
}
