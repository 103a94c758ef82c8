import { type Clock, type Log, messageOf, type Random } from "@parley/kernel";
import { type Account, isScope } from "@parley/protocol";
import type { Codes, EventSink, HandlersOf, Principal, Throttle } from "../../platform/call.ts";
import type { Authenticate } from "../../platform/http/authenticate.ts";
import type { Store } from "../../platform/store/store.ts";
import { createAdmission } from "./admission.ts";
import { mayApprove, mayManage, mayReject, mayRotate } from "./device-policy.ts";
import { createDeviceStore } from "./device-store.ts";
import { createDevices } from "./devices.ts";
import { createHolders } from "./holders.ts";
import { createPairing } from "./pairing.ts";
import { createPassword } from "./password.ts";
import { mayCreate, mayHold, mayRevoke, maySetPassword, seesAll } from "./policy.ts";
import { createTokenService } from "./service.ts";
import { createTokenStore } from "./store.ts";

/** What the module needs. `authenticate` knows sessions, and asks this module for everything else. */
export interface TokensDeps {
  readonly store: Store;
  readonly accounts: {
    readonly find: (userId: string) => Promise<Account | null>;
    readonly ownerId: () => Promise<string>;
    /** Whether the account is one of our own homeserver. */
    readonly isHere: (userId: string) => boolean;
  };
  readonly authenticate: Authenticate;
  readonly events: EventSink;
  readonly codes: Codes;
  readonly throttle: Throttle;
  readonly world: { readonly clock: Clock; readonly random: Random };
  readonly log: Log;
}

/** How soon after its time what is connected by an access token is closed. */
const sweepMs = 5_000;

type Methods =
  | "tokens.create"
  | "tokens.list"
  | "tokens.revoke"
  | "tokens.setPassword"
  | "device.pair.list"
  | "device.pair.approve"
  | "device.pair.reject"
  | "device.pair.remove"
  | "device.pair.rename"
  | "device.token.rotate"
  | "device.token.revoke";

/** Access tokens and paired devices: how programs come in as an account, with some of its rights. */
export function createTokensModule(deps: TokensDeps) {
  const { accounts, world } = deps;
  const holders = createHolders();
  const rows = createTokenStore(deps.store);
  const tokens = createTokenService({ ...deps, ...world, rows, holders, account: accounts.find });
  const devices = createDevices({ ...deps, ...world, rows: createDeviceStore(deps.store, world.clock), holders });
  const pairing = createPairing({ ...deps, ...world });
  const password = createPassword(deps.store, world.random);
  const admit = createAdmission({ ...deps, devices, pairing, password, mark: holders.mark });

  const mine = async (principal: Principal, deviceId: string, role = "operator") =>
    mayManage(await devices.find(deviceId, principal.userId), role);

  const handlers: HandlersOf<Methods> = {
    async "tokens.create"(params, call) {
      const account = await accounts.find(call.principal.userId);
      const whose = { account, isHere: account !== null && accounts.isHere(account.userId) };
      return tokens.create(mayCreate(call.principal, whose, params.scopes), params);
    },
    "tokens.list": async (_params, call) => ({
      tokens: await tokens.list(seesAll(call.principal) ? null : call.principal.userId),
    }),
    async "tokens.revoke"(params, call) {
      const accessToken = await tokens.revoke(mayRevoke(call.principal, await rows.find(params.id)));
      await devices.endAll("made_by", accessToken.id);
      return { accessToken };
    },
    async "tokens.setPassword"(params, call) {
      maySetPassword(call.principal);
      await password.set(params.password);
      return { isSet: params.password !== null };
    },
    "device.pair.list": async (_params, call) => ({
      pending: pairing.list(call.principal.userId),
      paired: await devices.list(call.principal.userId),
    }),
    async "device.pair.approve"(params, call) {
      const waiting = mayApprove(call.principal, pairing.find(params.requestId));
      const account = await accounts.find(waiting.owner);
      const device = await devices.approve(waiting.shown, {
        owner: waiting.owner,
        asked: waiting.asked,
        granted: waiting.asked.filter((scope) => account !== null && mayHold(account, scope)),
        remoteIp: waiting.request.remoteIp ?? "",
      });
      pairing.settle(waiting, "approved");
      return { requestId: params.requestId, device: await devices.shown(device) };
    },
    async "device.pair.reject"(params, call) {
      const waiting = mayReject(call.principal, pairing.find(params.requestId));
      pairing.settle(waiting, "rejected");
      return { requestId: params.requestId, deviceId: waiting.request.deviceId };
    },
    async "device.pair.remove"(params, call) {
      await devices.remove(await mine(call.principal, params.deviceId));
      return { deviceId: params.deviceId };
    },
    async "device.pair.rename"(params, call) {
      await devices.rename(await mine(call.principal, params.deviceId), params.label);
      return params;
    },
    async "device.token.rotate"(params, call) {
      const device = await mine(call.principal, params.deviceId, params.role);
      const token = await devices.tokenOf(device);
      const asked = params.scopes?.filter(isScope) ?? [...(token?.scopes ?? device.scopes)];
      const { token: told, issuedAtMs } = await devices.rotate(
        mayRotate(call.principal, device, asked),
        asked,
        // A person makes it the device's own; a program leaves it with whoever let it in.
        call.principal.via === "session" || call.principal.local ? null : (token?.madeBy ?? null),
      );
      return { deviceId: device.deviceId, role: params.role, token: told, scopes: asked, rotatedAtMs: issuedAtMs };
    },
    async "device.token.revoke"(params, call) {
      const token = await devices.tokenOf(await mine(call.principal, params.deviceId, params.role));
      if (token) await devices.drop(token);
      return { deviceId: params.deviceId, role: params.role, revokedAtMs: world.clock.now() };
    },
  };

  let cancelSweep = () => {};
  let closed = false;
  const sweep = () => {
    if (closed) return;
    cancelSweep = world.clock.after(sweepMs, () => {
      expire()
        .catch((thrown) => deps.log.warn("expired tokens were not ended", { error: messageOf(thrown) }))
        .finally(sweep);
    });
  };
  const expire = async () => {
    for (const id of await tokens.expire()) await devices.endAll("made_by", id);
  };
  sweep();

  return {
    handlers,
    admit,
    /** Whom an access token stands for. */
    find: tokens.find,
    hold: holders.hold,
    /** Whether a connection's hold is one of this module. */
    isOurs: (sessionId: string) => /^(tok|dvt)_/.test(sessionId),
    async endAll(owner: string): Promise<void> {
      await tokens.endAll(owner);
      await devices.endAll("owner", owner);
      pairing.forgetAll(owner);
    },
    async roleChanged(owner: string): Promise<void> {
      await tokens.roleChanged(owner);
      await devices.roleChanged(owner);
    },
    close(): void {
      closed = true;
      cancelSweep();
    },
  };
}
