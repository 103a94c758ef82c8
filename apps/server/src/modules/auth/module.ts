import type { Clock, Log, Random } from "@parley/kernel";
import type { PartState } from "@parley/protocol";
import type { Codes, HandlersOf, Principal, Redactor, Throttle } from "../../platform/call.ts";
import type { Homeserver } from "../../platform/ports.ts";
import { type Admission, createSignIn } from "./service.ts";
import { createSessions, type Sessions } from "./sessions.ts";
import { whoami } from "./whoami.ts";

/** What the module needs; `local` is the data folder's own token and whom it acts as. */
export interface AuthDeps {
  readonly homeserver: Homeserver;
  readonly admission: Admission;
  readonly throttle: Throttle;
  readonly codes: Codes;
  readonly redactor: Redactor;
  readonly world: { readonly clock: Clock; readonly random: Random; readonly fetch: typeof globalThis.fetch };
  readonly log: Log;
  readonly server: {
    readonly version: string;
    readonly publicUrl: string;
    readonly localTokenHash: string | null;
    readonly localAccount: () => Promise<string>;
    /** Other homeservers that the client may sign people in to. */
    readonly others: "none" | "any" | readonly string[];
  };
}

type Methods = "auth.discover" | "auth.signIn" | "auth.signOut";

/** Sessions, and the methods that open and end them. */
export function createAuthModule(deps: AuthDeps): {
  readonly handlers: HandlersOf<Methods>;
  readonly sessions: Sessions;
  /** Whom a session token (or the data folder's token, on this machine) stands for. Throws RATE_LIMITED. */
  authenticate(token: string, peer: { address: string; onThisMachine: boolean }): Promise<Principal | null>;
} {
  const ask = (token: string) => whoami(deps.homeserver, deps.world.fetch, token);
  const sessions = createSessions({ ask, codes: deps.codes, redactor: deps.redactor, ...deps.world, log: deps.log });
  const signIn = createSignIn({ ...deps, ask, sessions });

  return {
    sessions,
    async authenticate(token, peer) {
      const { localTokenHash } = deps.server;
      if (peer.onThisMachine && localTokenHash !== null && deps.codes.matches(token, localTokenHash)) {
        return {
          userId: await deps.server.localAccount(),
          role: "admin",
          scopes: ["operator.read", "operator.write", "operator.admin"],
          sessionId: "local",
          local: true,
        };
      }
      const principal = await sessions.find(token);
      if (principal) return principal;
      const key = `session ${peer.address}`;
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
          publicUrl: deps.server.publicUrl,
          version: deps.server.version,
        };
      },
      "auth.signIn": (params, call) => signIn(params, call),
      async "auth.signOut"(_params, call) {
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
