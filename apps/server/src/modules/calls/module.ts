import { AppError, type Clock, type Log, messageOf, type Random } from "@parley/kernel";
import type { Call, HandlersOf, Principal, RateLimit } from "../../platform/call.ts";
import type { ForeignRoute } from "../../platform/http/foreign-routes.ts";

import type { Homeserver, Sfu } from "../../platform/ports.ts";
import type { Store } from "../../platform/store/store.ts";
import { createMediaChecks } from "./checks.ts";
import { createDelegatedLeaves } from "./delegated-leaves.ts";
import { createGate, type SignallingGate } from "./gate.ts";
import { createModeration } from "./moderation.ts";
import { createOccupancy } from "./occupancy.ts";
import { createOpenIdVerifier, type Guests } from "./open-id.ts";
import { mayModerate } from "./policy.ts";
import { createSfuApi } from "./sfu-api.ts";
import { createSteward, type People } from "./steward.ts";
import { createCallStore } from "./store.ts";
import { tokenRoutes } from "./token-service.ts";
import { webhookRoute } from "./webhooks.ts";

export type { People } from "./steward.ts";

/** How others reach what belongs to calls. */
export interface CallAddresses {
  /** Signalling, as tokens name it. */
  readonly signalling: string;
  /** The token service, as clients are told. */
  readonly service: string;
  /** Path of LiveKit's webhook. */
  readonly webhook: string;
}

export interface CallsDeps {
  readonly store: Store;
  readonly homeserver: Homeserver;
  readonly sfu: Sfu;
  readonly people: People & { readonly guests: Guests };
  readonly rates: { readonly tokens: RateLimit; readonly checks: RateLimit };
  readonly world: { readonly clock: Clock; readonly random: Random; readonly fetch: typeof globalThis.fetch };
  readonly addresses: CallAddresses;
  readonly log: Log;
}

const dayMs = 24 * 60 * 60_000;

/** Calls as the server sees them: who may be in which, and that it stays so. */
export function createCallsModule(deps: CallsDeps): {
  readonly handlers: HandlersOf<"calls.mute" | "calls.remove" | "calls.check">;
  readonly routes: readonly ForeignRoute[];
  readonly gate: SignallingGate;
  /** As MatrixRTC names it. */
  readonly transport: { readonly type: "livekit"; readonly livekit_service_url: string };
  /** Somebody signed out somewhere. */
  readonly signedOut: () => void;
  readonly close: () => void;
} {
  const { homeserver, sfu, people, world, log } = deps;
  const { clock, fetch } = world;
  const rows = createCallStore(deps.store);
  const occupancy = createOccupancy(clock, () => {
    const { state, since } = sfu.part();
    return state === "ready" ? since : null;
  });
  const now = () => clock.now();
  const api = createSfuApi({ upstream: () => sfu.upstream(), key: () => sfu.key(), fetch, now });
  const checks = createMediaChecks({
    sfu: api,
    key: () => sfu.key(),
    rate: deps.rates.checks,
    clock,
    random: world.random,
    log,
  });
  const steward = createSteward({ rows, sfu: api, occupancy, people, clock, log });
  const leaves = createDelegatedLeaves({ rows, occupancy, clock, fetch, log, homeserver: () => homeserver.upstream() });
  const quietly = (work: Promise<unknown>, what: string) =>
    void work.catch((thrown: unknown) => log.warn(what, { error: messageOf(thrown) }));

  let cancel = () => {};
  const forgetOld = () => {
    quietly(rows.forget(clock.now() - dayMs), "old calls could not be forgotten");
    cancel = clock.after(dayMs, forgetOld);
  };
  forgetOld();
  quietly(leaves.resume(), "delegated leaves could not be taken up");

  const verify = createOpenIdVerifier(homeserver, people.guests, fetch);
  const moderation = createModeration({ rows, sfu: api });
  const authorized = async (call: Call<Principal>, roomId: string, target: string) => {
    const powers = await people.powers(roomId);
    if (powers === null) throw new AppError("NOT_FOUND", "There is no such room.");
    if (powers === "unchecked") throw new AppError("MISSING_SCOPE", "Nobody here can say who has power in that room.");
    return mayModerate(powers, call.principal.userId, { roomId, target });
  };
  const handlers: HandlersOf<"calls.mute" | "calls.remove" | "calls.check"> = {
    async "calls.mute"({ roomId, userId, source }, call) {
      return { muted: await moderation.mute(await authorized(call, roomId, userId), source) };
    },
    async "calls.remove"({ roomId, userId }, call) {
      return { removed: await moderation.remove(await authorized(call, roomId, userId)) };
    },
    async "calls.check"(_params, call) {
      return { url: deps.addresses.signalling, tokens: [...(await checks.open(call.principal.userId))] };
    },
  };
  return {
    handlers,
    transport: { type: "livekit", livekit_service_url: deps.addresses.service },
    routes: [
      ...tokenRoutes({
        rows,
        sfu: { api, key: () => sfu.key(), url: deps.addresses.signalling },
        people,
        verify,
        leaves,
        rate: deps.rates.tokens,
        clock,
      }),
      webhookRoute(deps.addresses.webhook, {
        key: () => sfu.key(),
        occupancy,
        now,
        isCheck: checks.owns,
        onJoined: (seat) => quietly(steward.came(seat), "a call could not be looked at"),
      }),
    ],
    gate: createGate({ key: () => sfu.key(), occupancy, steward, checks, now }),
    signedOut() {
      people.signedOut();
      steward.lookAll();
    },
    close() {
      cancel();
      leaves.close();
      steward.close();
      checks.close();
      occupancy.close();
    },
  };
}
