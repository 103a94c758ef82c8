import {
  ConditionKind,
  type IPushRule,
  type IPushRules,
  type MatrixClient,
  type PushRuleAction,
  PushRuleActionName,
  PushRuleKind,
  TweakName,
} from "matrix-js-sdk";
import type { NotificationRules, NotifyLevel } from "../contract/notifications.ts";
import { matrixError } from "../errors.ts";
import { mutedRooms, tells } from "../rooms/muting.ts";

const maxKeywords = 50;
const maxKeywordLength = 100;

/** Stands before all others; switched on, it tells of nothing. */
const master = ".m.rule.master";
/** Default rules (specification 1.16, 13.13.1.5) that speak for rooms without a level of their own. */
const defaults = {
  directs: [".m.rule.room_one_to_one", ".m.rule.encrypted_room_one_to_one"],
  rooms: [".m.rule.message", ".m.rule.encrypted"],
} as const;

const notify = PushRuleActionName.Notify;
const sound: PushRuleAction = { set_tweak: TweakName.Sound, value: "default" };
const highlight: PushRuleAction = { set_tweak: TweakName.Highlight };

/** Reads the account's push rules; what other clients wrote in another manner is taken for what it does. */
export function readRules(rules: IPushRules | undefined): NotificationRules {
  const { override = [], room = [], underride = [], content = [] } = rules?.global ?? {};
  const exceptions = new Map<string, NotifyLevel>();
  for (const rule of room) {
    if (rule.enabled && rule.rule_id.startsWith("!")) exceptions.set(rule.rule_id, tells(rule) ? "all" : "mentions");
  }
  for (const roomId of mutedRooms(rules)) exceptions.set(roomId, "mute");
  const level = (ids: readonly string[]): "all" | "mentions" =>
    // A rule that the homeserver does not name is as the specification has it: it tells.
    ids.every((id) => {
      const rule = underride.find(({ rule_id }) => rule_id === id);
      return rule === undefined || (rule.enabled && tells(rule));
    })
      ? "all"
      : "mentions";
  return {
    silenced: override.some((rule) => rule.rule_id === master && rule.enabled),
    directs: level(defaults.directs),
    rooms: level(defaults.rooms),
    exceptions,
    keywords: content.filter((rule) => isKeyword(rule)).map(({ pattern = "" }) => pattern),
  };
}

function isKeyword(rule: IPushRule): boolean {
  return rule.enabled && !rule.rule_id.startsWith(".") && typeof rule.pattern === "string" && tells(rule);
}

/** Writes the room's own level, in the rules that other clients read for it; null takes them away. */
export async function writeLevel(client: MatrixClient, roomId: string, level: NotifyLevel | null): Promise<void> {
  const { override = [], room = [] } = client.pushRules?.global ?? {};
  const muted = override.some(({ rule_id }) => rule_id === roomId);
  const named = room.find(({ rule_id }) => rule_id === roomId);
  // First what says the new level, then what said the old one: in between nobody is told too much.
  if (level === "mute") {
    await client.addPushRule("global", PushRuleKind.Override, roomId, {
      conditions: [{ kind: ConditionKind.EventMatch, key: "room_id", pattern: roomId }],
      actions: [],
    });
  } else if (level !== null) {
    await client.addPushRule("global", PushRuleKind.RoomSpecific, roomId, {
      actions: level === "all" ? [notify, sound] : [],
    });
  }
  if (level !== "mute" && muted) await client.deletePushRule("global", PushRuleKind.Override, roomId);
  if ((level === null || level === "mute") && named !== undefined) {
    await client.deletePushRule("global", PushRuleKind.RoomSpecific, roomId);
  }
}

/** Writes what rooms without a level of their own tell of. */
export async function writeDefault(
  client: MatrixClient,
  of: "directs" | "rooms",
  level: "all" | "mentions",
): Promise<void> {
  for (const id of defaults[of]) {
    const actions = level === "mentions" ? [] : of === "directs" ? [notify, sound] : [notify];
    await client.setPushRuleActions("global", PushRuleKind.Underride, id, actions);
    const standing = client.pushRules?.global?.underride?.find(({ rule_id }) => rule_id === id);
    if (standing?.enabled === false) await client.setPushRuleEnabled("global", PushRuleKind.Underride, id, true);
  }
}

/** Switches the account's telling on again. */
export async function endSilence(client: MatrixClient): Promise<void> {
  await client.setPushRuleEnabled("global", PushRuleKind.Override, master, false);
}

/** Adds a word that counts like a mention. Rejects with MATRIX_TOO_LARGE. */
export async function addKeyword(client: MatrixClient, word: string): Promise<void> {
  const pattern = word.trim();
  if (pattern === "") return;
  const { keywords } = readRules(client.pushRules);
  if (keywords.some((known) => known.toLowerCase() === pattern.toLowerCase())) return;
  if (pattern.length > maxKeywordLength || keywords.length >= maxKeywords) {
    throw matrixError("MATRIX_TOO_LARGE", "too long a keyword, or too many of them");
  }
  const taken = new Set(client.pushRules?.global?.content?.map((rule) => rule.rule_id));
  await client.addPushRule("global", PushRuleKind.ContentSpecific, ruleIdOf(pattern, taken), {
    pattern,
    actions: [notify, sound, highlight],
  });
}

/** Takes a word away, whichever client has named its rule. */
export async function removeKeyword(client: MatrixClient, word: string): Promise<void> {
  for (const rule of client.pushRules?.global?.content ?? []) {
    if (isKeyword(rule) && rule.pattern === word) {
      await client.deletePushRule("global", PushRuleKind.ContentSpecific, rule.rule_id);
    }
  }
}

/** Rule ids may hold neither slashes nor a dot in front (Synapse refuses both). One that is taken is another word's. */
function ruleIdOf(pattern: string, taken: ReadonlySet<string>): string {
  const plain = pattern.replaceAll(/[/\\]/g, "_").replace(/^\./, "_");
  let id = plain;
  for (let number = 2; taken.has(id); number += 1) id = `${plain}_${number}`;
  return id;
}
