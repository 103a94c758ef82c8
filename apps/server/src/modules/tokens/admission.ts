import { AppError } from "@parley/kernel";
import { type Account, covers, isScope, type ScopeName, scopeNames } from "@parley/protocol";
import type { Principal, Throttle } from "../../platform/call.ts";
import type { Authenticate } from "../../platform/http/authenticate.ts";
import type { Admit, Admitted, NotAdmitted, Shown, ShownDevice } from "../../platform/ws/admission.ts";
import type { Device, DeviceToken } from "./device-store.ts";
import { devicePrefix } from "./device-tokens.ts";
import type { createDevices } from "./devices.ts";
import type { createPairing } from "./pairing.ts";
import type { createPassword } from "./password.ts";
import { mayHold } from "./policy.ts";

/** What letting in asks for. */
interface AdmissionDeps {
  readonly authenticate: Authenticate;
  readonly accounts: {
    readonly find: (userId: string) => Promise<Account | null>;
    /** Of the owner; some other name while there is none. */
    readonly ownerId: () => Promise<string>;
  };
  readonly devices: ReturnType<typeof createDevices>;
  readonly pairing: ReturnType<typeof createPairing>;
  readonly password: ReturnType<typeof createPassword>;
  readonly throttle: Throttle;
  /** Notes now; later says whether rights of one of these tokens have changed since. */
  readonly mark: () => (ids: readonly string[]) => boolean;
}

type Outcome = Admitted | NotAdmitted;

const forgotten: NotAdmitted = {
  refused: "AUTH_DEVICE_TOKEN_MISMATCH",
  message: "unauthorized: device token mismatch (pair the device again)",
};

/**
 * Who comes in by `connect`: whoever shows a token of ours; a device with its own token; a device with the owner's
 * password, once somebody has let it in. A token of ours pairs the device that comes with it, at once and with at most
 * the token's scopes. Whatever a device newly asks for waits for a person.
 */
export function createAdmission(deps: AdmissionDeps): Admit {
  const { devices, pairing } = deps;

  const ask = (device: ShownDevice, account: Account, known: Device | null, shown: Shown): NotAdmitted => {
    const asked = knownScopes(shown.scopes);
    const more = { isRepair: known !== null, remoteIp: shown.peer.address };
    const { requestId } = pairing.ask(device, account.userId, asked, more);
    const reason = known === null ? "not-paired" : "scope-upgrade";
    return {
      refused: "PAIRING_REQUIRED",
      message: "pairing required",
      details: { requestId, reason, deviceId: device.deviceId },
    };
  };
  const asksForMore = (known: Device, scopes: readonly string[]) =>
    knownScopes(scopes).some((scope) => !covers(known.scopes, scope) && !known.asked.includes(scope));
  const as = (account: Account, token: DeviceToken): Principal => ({
    userId: account.userId,
    role: account.role,
    scopes: token.scopes.filter((scope) => mayHold(account, scope)),
    sessionId: token.id,
    local: false,
    via: "device",
  });

  const byDeviceToken = async (device: ShownDevice, token: string, shown: Shown): Promise<Outcome | null> => {
    const known = await devices.ofToken(device, token);
    const account = known ? await deps.accounts.find(known.token.owner) : null;
    if (!known || !account) return null;
    if (asksForMore(known.device, shown.scopes)) return ask(device, account, known.device, shown);
    return { principal: as(account, known.token), holds: [known.token.id], deviceToken: null };
  };

  const byToken = async (principal: Principal, shown: Shown): Promise<Admitted> => {
    const holds = principal.local ? [] : [principal.sessionId];
    const asked = knownScopes(shown.scopes);
    const granted = asked.filter((scope) => covers(principal.scopes, scope));
    // A session's token lives for minutes: a device that it paired would outlive the sign-out it depends on.
    if (shown.device === null || principal.via !== "token" || granted.length === 0) {
      return { principal, holds, deviceToken: null };
    }
    const { tokenId, issued } = await devices.pairBy(principal.sessionId, shown.device, {
      owner: principal.userId,
      asked,
      granted,
      remoteIp: shown.peer.address,
    });
    return { principal, holds: [...holds, tokenId], deviceToken: issued };
  };

  const byPassword = async (device: ShownDevice, password: string, shown: Shown): Promise<Outcome> => {
    const key = `session ${shown.peer.counted}`;
    // Before it is computed: a password may be guessed, and a slow hash costs us more than whoever asks.
    deps.throttle.check(key);
    const matches = await deps.password.matches(password);
    const account = await deps.accounts.find(await deps.accounts.ownerId());
    if (matches === null || account === null) {
      return {
        refused: "AUTH_PASSWORD_NOT_CONFIGURED",
        message: "unauthorized: gateway password not configured (connect with an access token)",
      };
    }
    if (!matches) {
      deps.throttle.failed(key);
      return { refused: "AUTH_PASSWORD_MISMATCH", message: "unauthorized: gateway password mismatch" };
    }
    const known = await devices.find(device.deviceId, account.userId);
    if (known === null || asksForMore(known, shown.scopes)) return ask(device, account, known, shown);
    const { token, issued } = await devices.tokenFor(known);
    return { principal: as(account, token), holds: [token.id], deviceToken: issued };
  };

  const outcomeOf = async (shown: Shown): Promise<Outcome> => {
    const { auth, device, peer } = shown;
    const own = [auth.token, auth.deviceToken].filter((token) => token?.startsWith(devicePrefix));
    for (const token of device ? own : []) {
      const outcome = device && token ? await byDeviceToken(device, token, shown) : null;
      if (outcome) return outcome;
    }
    const token = auth.token || auth.deviceToken;
    if (token) {
      // What was a device's own is counted as a failure there too: no kind of token is a way round the throttle.
      const principal = await deps.authenticate(token, peer).catch(expiredOf);
      if (principal && "refused" in principal) return principal;
      if (principal) return byToken(principal, shown);
      if (own.includes(token)) return forgotten;
      return {
        refused: "AUTH_TOKEN_MISMATCH",
        message: "unauthorized: gateway token mismatch (it opens nothing here)",
      };
    }
    if (device && auth.password) return byPassword(device, auth.password, shown);
    return {
      refused: "AUTH_TOKEN_MISSING",
      message: "unauthorized: gateway token missing (parley token create makes one)",
    };
  };
  return async (shown) => {
    const changed = deps.mark();
    const outcome = await outcomeOf(shown);
    if (!("holds" in outcome) || !changed(outcome.holds)) return outcome;
    // A right was taken while somebody was let in, who is not among those yet that were told to let go.
    const account = await deps.accounts.find(outcome.principal.userId);
    if (!account) return forgotten;
    const scopes = outcome.principal.scopes.filter((scope) => mayHold(account, scope));
    return { ...outcome, principal: { ...outcome.principal, role: account.role, scopes } };
  };
}

/** What the family has no code for: a client that knows only theirs asks for another token, which is right. */
function expiredOf(thrown: unknown): NotAdmitted {
  if (!(thrown instanceof AppError && thrown.code === "NOT_SIGNED_IN")) throw thrown;
  return { refused: "AUTH_TOKEN_MISMATCH", message: `unauthorized: ${thrown.message}` };
}

function knownScopes(scopes: readonly string[]): ScopeName[] {
  return scopeNames.filter((scope) => scopes.filter(isScope).includes(scope));
}
