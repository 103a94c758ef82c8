import { type MatrixClient, PushRuleActionName, PushRuleKind } from "matrix-js-sdk";

/**
 * Rooms that make no sound: those with an override rule named after them that notifies nobody, as other clients write
 * it for "mute" (specification 1.17, 13.13).
 */
export function mutedRooms(client: MatrixClient): ReadonlySet<string> {
  const muted = new Set<string>();
  for (const rule of client.pushRules?.global?.override ?? []) {
    if (!rule.enabled || !rule.rule_id.startsWith("!")) continue;
    if (!rule.actions.includes(PushRuleActionName.Notify)) muted.add(rule.rule_id);
  }
  return muted;
}

/** Writes or removes the room's mute rule. */
export async function setMuted(client: MatrixClient, roomId: string, muted: boolean): Promise<void> {
  if (muted === mutedRooms(client).has(roomId)) return;
  if (muted) {
    await client.addPushRule("global", PushRuleKind.Override, roomId, {
      conditions: [{ kind: "event_match" as never, key: "room_id", pattern: roomId }],
      actions: [],
    });
  } else {
    await client.deletePushRule("global", PushRuleKind.Override, roomId);
  }
}
