import { type Clock, createId, type Random } from "@parley/kernel";
import { limits, type PendingDevice, type ScopeName } from "@parley/protocol";
import type { EventSink } from "../../platform/call.ts";
import type { ShownDevice } from "../../platform/ws/admission.ts";

/** A device that waits for somebody of an account. */
export interface Waiting {
  readonly shown: ShownDevice;
  readonly owner: string;
  readonly asked: readonly ScopeName[];
  readonly request: PendingDevice;
}

const mostOfOne = 25;
const most = 500;

/** Devices that wait, in memory: they ask again by themselves. The longest waiting goes where there is no room. */
export function createPairing(deps: { events: EventSink; clock: Clock; random: Random }) {
  const { clock } = deps;
  const waiting = new Map<string, Waiting>();

  const forgetOld = () => {
    for (const [id, { request }] of waiting) {
      if (clock.now() - request.ts >= limits.pairingMs) waiting.delete(id);
    }
  };
  const ofOwner = (owner: string) => [...waiting.values()].filter((entry) => entry.owner === owner);

  return {
    /** The request of this device; who asks for the same again has the same one. */
    ask(shown: ShownDevice, owner: string, asked: readonly ScopeName[], more: { isRepair: boolean; remoteIp: string }) {
      forgetOld();
      const before = ofOwner(owner).find((entry) => entry.shown.deviceId === shown.deviceId);
      if (before && asked.every((scope) => before.asked.includes(scope))) return before.request;
      if (before) waiting.delete(before.request.requestId);
      const [oldest] = ofOwner(owner);
      if (oldest && ofOwner(owner).length >= mostOfOne) waiting.delete(oldest.request.requestId);
      const first = waiting.size >= most ? waiting.keys().next().value : undefined;
      if (first !== undefined) waiting.delete(first);
      const { client } = shown;
      const request: PendingDevice = {
        requestId: createId("pair", deps.random),
        deviceId: shown.deviceId,
        publicKey: shown.publicKey,
        ...(client.displayName ? { displayName: client.displayName } : {}),
        platform: client.platform,
        ...(client.deviceFamily ? { deviceFamily: client.deviceFamily } : {}),
        clientId: client.id,
        clientMode: client.mode,
        role: shown.role,
        scopes: [...asked],
        remoteIp: more.remoteIp,
        isRepair: more.isRepair,
        ts: clock.now(),
      };
      waiting.set(request.requestId, { shown, owner, asked, request });
      deps.events.emit("device.pair.requested", request, { userId: owner });
      return request;
    },
    list(owner: string): PendingDevice[] {
      forgetOld();
      return ofOwner(owner).map(({ request }) => request);
    },
    find(requestId: string): Waiting | null {
      forgetOld();
      return waiting.get(requestId) ?? null;
    },
    /** It was decided. */
    settle({ request, owner }: Waiting, decision: "approved" | "rejected"): void {
      waiting.delete(request.requestId);
      const { requestId, deviceId } = request;
      deps.events.emit("device.pair.resolved", { requestId, deviceId, decision, ts: clock.now() }, { userId: owner });
    },
    forgetAll(owner: string): void {
      for (const { request } of ofOwner(owner)) waiting.delete(request.requestId);
    },
  };
}
