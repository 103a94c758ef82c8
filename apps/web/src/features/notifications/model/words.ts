import type { Told } from "@parley/matrix";
import type { Speak } from "../../../shared/use-strings.ts";
import type { en } from "../strings/en.ts";

const deeds = {
  message: "kindMessage",
  image: "kindImage",
  video: "kindVideo",
  audio: "kindAudio",
  file: "kindFile",
  redacted: "kindRedacted",
  undecryptable: "kindUndecryptable",
  call: "kindCall",
  event: "kindEvent",
} as const;

/** Signs that turn the direction of what comes after them: a name must not reach beyond itself. */
const turning = /[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]/gu;
const plain = (text: string): string => text.replaceAll(turning, "");

/** What was said, or what was done where there are no words. */
export function textOf(told: Pick<Told, "text" | "kind">, t: Speak<typeof en>): string {
  if (told.kind === "invite") return t("cardInvite");
  if (told.kind === "added") return t("cardAdded");
  if (told.kind === "knock") return told.text === null ? t("cardKnock") : t("cardKnockWhy", { text: told.text });
  return told.text !== null && told.kind === "message" ? told.text : t(deeds[told.kind]);
}

function hiddenText(kind: Told["kind"], waiting: number, t: Speak<typeof en>): string {
  if (kind === "invite") return t("cardInviteHidden");
  if (kind === "added") return t("cardAddedHidden");
  return kind === "knock" ? t("cardKnockHidden") : t("cardHidden", { n: waiting });
}

/** The words of a card. `waiting`: how many messages it stands for. */
export function cardWords(
  told: Told,
  waiting: number,
  preview: boolean,
  t: Speak<typeof en>,
): { readonly title: string; readonly body: string } {
  if (!preview) {
    return { title: t("cardHiddenTitle"), body: hiddenText(told.kind, waiting, t) };
  }
  const room = plain(told.roomName);
  // Of two who have one name, which: their conversation says it.
  const which = told.roomKind === "direct" && told.roomName.includes(`(${told.senderId})`);
  const name = which ? room : plain(told.senderName);
  const direct = told.roomKind === "direct" || (told.kind === "invite" && room === name);
  const title = direct
    ? t("cardDirect", { name })
    : t(told.roomKind === "channel" ? "cardChannel" : "cardRoom", { name, room });
  const text = plain(textOf(told, t));
  return { title, body: waiting > 1 ? t("cardMore", { text, n: waiting - 1 }) : text };
}
