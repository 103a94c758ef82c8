import { type Signal, signal } from "@parley/kernel";
import { vi } from "vitest";
import type { CallMember, CallPlace, Calls } from "../../contract/calls.ts";
import { buildRig, me } from "../../notifications/testing/rig.ts";
import { declineType, notificationType } from "../ring-content.ts";
import { createRinging } from "../ringing.ts";

export const ada = "@ada:x";
export const transport = { serviceUrl: "https://x.example/jwt" };
export const buildCallMember = (parts: { userId: string; deviceId?: string; own?: boolean }): CallMember => ({
  deviceId: "DEVICE",
  identity: `${parts.userId}:${parts.deviceId ?? "DEVICE"}`,
  eventId: `$place of ${parts.userId}`,
  joinedAt: 1,
  intent: "audio",
  transport,
  own: false,
  ...parts,
});
export const adasPlace = buildCallMember({ userId: ada });
export const myPlace = buildCallMember({ userId: me, deviceId: "D", own: true });

/** Ringing in a room of two, with a call whose places are given. */
export function setUpRinging() {
  const rig = buildRig((path) => (path.includes("/send/") ? { event_id: "$mine" } : {}));
  const members: Signal<readonly CallMember[]> = signal([]);
  const left = vi.fn(async () => {});
  const place: CallPlace = { lost: signal(false), leave: left, abandon: () => {} };
  const calls: Calls = {
    running: signal(new Map()),
    members: () => members,
    transport: async () => transport,
    encrypts: async () => false,
    openId: async () => ({ access_token: "", token_type: "", matrix_server_name: "", expires_in: 1 }),
    of: () => ({
      own: { way: "compatibility", memberId: "m", identity: "m" },
      members,
      join: async () => place,
      sendKey: async () => [],
      prepareKeys: async () => {},
      onKey: () => () => {},
    }),
  };
  const made = createRinging(rig.handle, calls, rig.list);
  const sent = vi.spyOn(rig.client, "sendEvent").mockResolvedValue({ event_id: "$mine" });
  const ring = (content: Record<string, unknown> = {}, event: Record<string, unknown> = {}) =>
    rig.arrive({
      type: notificationType,
      content: {
        "notification_type": "ring",
        "m.mentions": { user_ids: [me] },
        "m.relates_to": { rel_type: "m.reference", event_id: "$place" },
        "sender_ts": rig.clock.now(),
        "lifetime": 30_000,
        "m.call.intent": "video",
        ...content,
      },
      ...event,
    });
  const decline = (of: string, sender: string) =>
    rig.arrive({
      type: declineType,
      sender,
      content: { "m.relates_to": { rel_type: "m.reference", event_id: of } },
    });
  return { ...rig, ...made, members, left, sent, ring, decline, shown: () => made.ringing.incoming.value };
}
