import { buildRing, type FakeSession } from "@parley/testkit";
import { stagedRoom } from "./calls.ts";

/** Who calls when the stage opens, or how it stands with whom one calls oneself. */
export const ringScenes = ["none", "voice", "video", "two", "ringing", "declined", "unanswered", "failed"] as const;
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
