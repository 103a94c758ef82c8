import type { Clock } from "@parley/kernel";
import type { Fetch } from "../guarded-fetch.ts";
import { within } from "../within.ts";
import { SignInFault, TurnedAway } from "./fault.ts";
import { heldOf } from "./flow.ts";
import type { createKept, Kept } from "./kept.ts";

const renewMs = 15_000;
const withdrawMs = 10_000;
/** What runs out so soon is renewed first. */
const aheadMs = 30_000;

/** Keeps a sign-in going: one renewal at a time, because a token that is used twice ends all of them. */
export function createRenewal(
  kept: ReturnType<typeof createKept>,
  { authFetch, clock }: { readonly authFetch: (signal: AbortSignal) => Fetch; readonly clock: Clock },
) {
  let renewing: Promise<Kept | null> | null = null;
  let ended = false;
  /** Grows with each sign-in and sign-out: what was asked before that is not kept. */
  let turn = 0;

  const renew = async (held: Kept): Promise<Kept | null> => {
    const mine = turn;
    const { refresh, client, service, address, resource } = held;
    if (refresh === null) return null;
    const [lib, errors] = await Promise.all([
      import("@modelcontextprotocol/sdk/client/auth.js"),
      import("@modelcontextprotocol/sdk/server/auth/errors.js"),
    ]);
    try {
      const tokens = await within(clock, renewMs, "no answer in time", (signal) =>
        lib.refreshAuthorization(address, {
          metadata: service,
          clientInformation: client,
          refreshToken: refresh,
          fetchFn: authFetch(signal),
          ...(resource === null ? {} : { resource: new URL(resource) }),
        }),
      );
      const next = { ...held, ...heldOf(tokens, new URL(service.token_endpoint).host, clock.now()) };
      if (mine !== turn) return kept.read();
      kept.write(next);
      return next;
    } catch (thrown) {
      const isRefusal = thrown instanceof errors.OAuthError && !later(thrown.errorCode);
      if (isRefusal) return null;
      const { host } = new URL(service.token_endpoint);
      throw new TurnedAway(`its sign-in could not be renewed: ${host} does not answer as it should`, { cause: thrown });
    }
  };

  return {
    isDue: ({ expiresAt, refresh }: Kept) =>
      refresh !== null && expiresAt !== null && clock.now() >= expiresAt - aheadMs,
    /** Null: it is over, and forgotten. Throws where that is not known. `access`: the token that holds no more. */
    async renew(access: string): Promise<Kept | null> {
      const now = kept.read();
      if (now === null || now.access !== access) return now;
      const mine = turn;
      renewing ??= renew(now).finally(() => {
        renewing = null;
      });
      const next = await renewing;
      if (next === null && mine === turn) {
        kept.forget();
        ended = true;
      }
      return next;
    },
    /** Whether it was ended by the service. */
    ended: () => ended,
    begin(next: Kept): void {
      turn++;
      ended = false;
      kept.write(next);
    },
    end(): void {
      turn++;
      ended = false;
      kept.forget();
    },
    /** RFC 7009: with the one token go the others. */
    async withdraw({ client, service, access, refresh }: Kept): Promise<boolean> {
      const { revocation_endpoint: to, revocation_endpoint_auth_methods_supported: methods } = service;
      if (to === undefined) return false;
      const body = new URLSearchParams({ token: refresh ?? access });
      body.set("token_type_hint", refresh === null ? "access_token" : "refresh_token");
      const headers = new Headers();
      const offered = methods ?? service.token_endpoint_auth_methods_supported;
      const { selectClientAuthMethod } = await import("@modelcontextprotocol/sdk/client/auth.js");
      if (
        client.client_secret !== undefined &&
        selectClientAuthMethod(client, offered ?? []) === "client_secret_basic"
      ) {
        headers.set("authorization", `Basic ${btoa(`${client.client_id}:${client.client_secret}`)}`);
      } else {
        body.set("client_id", client.client_id);
        if (client.client_secret !== undefined) body.set("client_secret", client.client_secret);
      }
      try {
        return await within(clock, withdrawMs, "no answer in time", async (signal) => {
          const { ok } = await authFetch(signal)(to, { method: "POST", headers, body });
          return ok;
        });
      } catch (thrown) {
        if (thrown instanceof SignInFault) return false;
        throw thrown;
      }
    },
  };
}

/** Not a word about the sign-in itself. */
const later = (code: string) => ["server_error", "temporarily_unavailable", "too_many_requests"].includes(code);
