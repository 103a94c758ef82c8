import { type IPushRule, type IPushRules, PushRuleActionName } from "matrix-js-sdk";

/**
 * Rooms that make no sound: those with an override rule named after them that notifies nobody, as other clients write
 * it for "mute" (specification 1.17, 13.13). It stands before the rules of mentions, so nothing gets through.
 */
export function mutedRooms(rules: IPushRules | undefined): ReadonlySet<string> {
  const named = (rules?.global?.override ?? []).filter((rule) => rule.enabled && rule.rule_id.startsWith("!"));
  return new Set(named.filter((rule) => !tells(rule)).map(({ rule_id }) => rule_id));
}

/** Whether what it names is told of. */
export function tells({ actions }: IPushRule): boolean {
  return actions.some((action) => action === PushRuleActionName.Notify || action === PushRuleActionName.Coalesce);
}
