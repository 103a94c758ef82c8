import { AppError } from "@parley/kernel";
import type { Context } from "../context.ts";

/** The owner's paired devices, and those that wait. */
export async function listDevices({ client, terminal, given }: Context): Promise<void> {
  const found = await client.call("device.pair.list", {});
  if (given.json) {
    terminal.print(JSON.stringify(found));
    return;
  }
  for (const { requestId, displayName, deviceId, platform, scopes, remoteIp } of found.pending) {
    terminal.print(
      `waits   ${requestId}  ${displayName ?? short(deviceId)} (${platform ?? "?"}, ${remoteIp ?? "?"}) asks for ${named(scopes)}`,
    );
  }
  for (const { deviceId, displayName, platform, scopes, tokens } of found.paired) {
    const token = tokens.length === 0 ? ", no token" : "";
    terminal.print(`paired  ${deviceId}  ${displayName ?? ""} (${platform ?? "?"}) ${named(scopes)}${token}`);
  }
  if (found.pending.length + found.paired.length === 0) terminal.print("There are no devices.");
}

/** Lets a waiting one in. */
export async function approveDevice({ client, terminal, given }: Context): Promise<void> {
  const answer = await client.call("device.pair.approve", { requestId: wordOf(given.command, "approve") });
  const { device } = answer;
  terminal.print(given.json ? JSON.stringify(answer) : `${short(device.deviceId)} may ${named(device.scopes)}.`);
}

/** Refuses a waiting one. */
export async function rejectDevice({ client, terminal, given }: Context): Promise<void> {
  const answer = await client.call("device.pair.reject", { requestId: wordOf(given.command, "reject") });
  terminal.print(given.json ? JSON.stringify(answer) : `${short(answer.deviceId)} was refused.`);
}

/** Forgets a paired one, and closes what it has connected. */
export async function removeDevice({ client, terminal, given }: Context): Promise<void> {
  const answer = await client.call("device.pair.remove", { deviceId: wordOf(given.command, "remove") });
  terminal.print(given.json ? JSON.stringify(answer) : `${short(answer.deviceId)} is forgotten.`);
}

function wordOf(command: readonly string[], verb: string): string {
  const id = command[2];
  if (id === undefined)
    throw new AppError("USAGE", `Which one? parley devices ${verb} ID; parley devices list shows them.`);
  return id;
}

/** An id is the hash of a key: its beginning tells two apart. */
function short(deviceId: string): string {
  return deviceId.slice(0, 12);
}

function named(scopes: readonly string[]): string {
  return scopes.length === 0 ? "nothing" : scopes.map((scope) => scope.replace("operator.", "")).join(", ");
}
