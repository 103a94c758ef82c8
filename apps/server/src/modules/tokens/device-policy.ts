import { AppError } from "@parley/kernel";
import { covers, type ScopeName } from "@parley/protocol";
import type { Authorized, Principal } from "../../platform/call.ts";
import type { Device } from "./device-store.ts";
import type { Waiting } from "./pairing.ts";
import { allowed } from "./policy.ts";

/** Somebody of the account that the device waits for, who holds whatever it asked for. */
export function mayApprove(principal: Principal, waiting: Waiting | null): Authorized<Waiting, "approve"> {
  const found: Waiting = mayReject(principal, waiting);
  // What a person lets in stays when a program's token ends; a program would outlive itself by letting its own device in.
  if (principal.via !== "session" && !principal.local) {
    throw new AppError(
      "MISSING_SCOPE",
      "A program's token lets no device in: approve it signed in, or on the machine.",
    );
  }
  holdsEach(principal, found.asked);
  return allowed(found);
}

/** Anybody of the account that the device waits for. */
export function mayReject(principal: Principal, waiting: Waiting | null): Authorized<Waiting, "reject"> {
  if (waiting === null || waiting.owner !== principal.userId) throw new AppError("NOT_FOUND", "unknown requestId");
  return allowed(waiting);
}

/** Anybody of the account that it is paired with. Another account's devices do not exist for them. */
export function mayManage(device: Device | null, role: string): Authorized<Device, "manage"> {
  if (device === null || role !== "operator") throw new AppError("NOT_FOUND", "unknown deviceId/role");
  return allowed(device);
}

/** A new token is told to whoever asks for it: they get nothing that they do not hold, nor the device more than it had. */
export function mayRotate(
  principal: Principal,
  device: Authorized<Device, "manage">,
  scopes: readonly ScopeName[],
): Authorized<Device, "manage"> {
  const more = scopes.find((scope) => !device.scopes.includes(scope));
  if (more !== undefined) throw missing(more, "The device was not paired for");
  holdsEach(principal, scopes);
  return device;
}

function holdsEach(principal: Principal, scopes: readonly ScopeName[]): void {
  const lacking = scopes.find((scope) => !covers(principal.scopes, scope));
  if (lacking !== undefined) throw missing(lacking, "Nobody gives what they do not hold:");
}

function missing(scope: ScopeName, why: string): AppError {
  return new AppError("MISSING_SCOPE", `${why} ${scope}.`, {
    details: { missingScope: scope, requiredScopes: [scope] },
  });
}
