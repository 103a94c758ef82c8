import type { TimelineItem } from "@parley/matrix";
import { buildCallItem, buildMessage, buildRing, type FakeSession } from "@parley/testkit";
import { stagedRoom } from "./calls.ts";
import { day, minute } from "./messages.ts";

/** Who calls when the stage opens, or how it stands with whom one calls oneself. */
export const ringScenes = [
  "none",
  "voice",
  "video",
  "two",
  "ringing",
  "declined",
  "unanswered",
  "failed",
  "invited",
] as const;
export type RingScene = (typeof ringScenes)[number];

/** Has others call, as the scene says. */
export function ring(session: FakeSession, scene: RingScene): void {
  const { incoming, outgoing } = session.ringing;
  if (scene === "voice" || scene === "video") {
    incoming.value = [buildRing({ intent: scene === "video" ? "video" : "audio" })];
  } else if (scene === "two") {
    const long = "Wolfeschlegelsteinhausenbergerdorff, Hubert Blaine the younger";
    incoming.value = [
      buildRing(),
      buildRing({ roomId: "!long", callerId: "@hubert:localhost", callerName: long, intent: "video" }),
    ];
  } else if (scene !== "none") outgoing.value = new Map([[stagedRoom, { state: scene }]]);
}

const talk = (ms: number, ...names: string[]) => ({
  ms,
  others: names.map((name) => ({ name, mine: name === "me" })),
  count: names.length,
});

/** A conversation that was spoken more than written. */
export function called(now: number): readonly TimelineItem[] {
  const jun = { actorId: "@jun:localhost", actorName: "Jun" } as const;
  const says = { senderId: "@jun:localhost", senderName: "Jun" } as const;
  const at = (minutes: number) => ({ ts: now - day - minutes * minute, until: now - day - minutes * minute });
  return [
    buildCallItem({ ...jun, ...at(90), outcome: "answered", intent: "video", talk: talk(47 * minute, "me") }),
    buildMessage({ ...says, ts: now - day - 40 * minute, text: "thanks, that was quicker than writing it down" }),
    buildCallItem({ ...jun, ...at(30), mine: true }),
    buildCallItem({ ...jun, ...at(28), outcome: "declined", mine: true }),
    buildCallItem({ ...jun, ...at(20), rings: false }),
    buildCallItem({
      ...jun,
      ...at(16),
      rings: false,
      talk: talk(83 * minute, "me", "Olena Hrytsenko", "Kwame", "Layla", "Ada"),
    }),
    buildCallItem({ ...jun, ...at(12), rings: false, talk: talk(0) }),
    buildCallItem({ ...jun, ...at(4), outcome: "over" }),
    buildMessage({ ...says, ts: now - day, text: "see you there" }),
  ];
}
