import type { Call, CallFault, CallState, CallVideo, Participant } from "@parley/calls";
import { signal } from "@parley/kernel";
import type { FakeSession } from "@parley/testkit";
import { buildCall, buildCallMember, buildCallVideo, buildParticipant, type CallSeed } from "@parley/testkit/calls";
import type { LoadCalls } from "../src/app/load-calls-context.ts";
import { minute } from "./messages.ts";

/** The room of the scene's call. */
export const stagedRoom = "!design";

/** What one is in the middle of when the stage opens. `none`: nothing; the buttons of a header lead into `pair`. */
export const callScenes = [
  "none",
  "alone",
  "pair",
  "four",
  "nine",
  "sixteen",
  "forty",
  "cameras",
  "screen",
  "own-screen",
  "screens",
  "hands",
  "waiting",
  "reconnecting",
  "silenced",
  "no-devices",
  "unencrypted",
  "loading",
  "joining",
  "joining-long",
  "failed-token",
  "failed-media",
  "forbidden",
  "removed",
  "elsewhere",
  "unloaded",
] as const;
export type CallScene = (typeof callScenes)[number];

const names = "mira tomas jun olena kwame layla ada ben cleo dan eva finn gus hana ida kai lea max nia otto".split(" ");

/** A picture that says which it is: a person before a wall, or a page of text. */
function paintedVideo(hue: number, kind: "camera" | "upright" | "screen"): CallVideo {
  const [width, height] = kind === "screen" ? [1600, 1000] : kind === "upright" ? [480, 854] : [960, 540];
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  const brush = canvas.getContext("2d");
  if (brush !== null && kind === "screen") paintPage(brush, width, height);
  else if (brush !== null) paintPerson(brush, width, height, hue);
  return buildCallVideo({
    size: signal({ width, height }),
    attach(element) {
      const stream = canvas.captureStream(5);
      element.srcObject = stream;
      // A canvas that does not change sends nothing more: some frames are sent by hand.
      const timer = setInterval(() => brush?.drawImage(canvas, 0, 0), 200);
      return () => {
        clearInterval(timer);
        for (const track of stream.getTracks()) track.stop();
        element.srcObject = null;
      };
    },
  });
}

function paintPerson(brush: CanvasRenderingContext2D, width: number, height: number, hue: number): void {
  brush.fillStyle = `hsl(${hue} 25% 32%)`;
  brush.fillRect(0, 0, width, height);
  brush.fillStyle = `hsl(${hue} 20% 42%)`;
  brush.fillRect(width * 0.06, height * 0.08, width * 0.22, height * 0.5);
  brush.fillStyle = `hsl(${(hue + 160) % 360} 30% 26%)`;
  brush.beginPath();
  brush.ellipse(width / 2, height * 1.05, Math.min(width, height) * 0.46, height * 0.38, 0, 0, 7);
  brush.fill();
  brush.fillStyle = `hsl(${25 + (hue % 15)} 38% 62%)`;
  brush.beginPath();
  brush.ellipse(width / 2, height * 0.46, Math.min(width, height) * 0.17, Math.min(width, height) * 0.22, 0, 0, 7);
  brush.fill();
}

function paintPage(brush: CanvasRenderingContext2D, width: number, height: number): void {
  brush.fillStyle = "#fafafa";
  brush.fillRect(0, 0, width, height);
  brush.fillStyle = "#dde3ea";
  brush.fillRect(0, 0, width, 70);
  brush.fillStyle = "#333";
  brush.font = "28px monospace";
  for (let line = 0; line < 22; line += 1) {
    brush.fillText(`${String(line + 1).padStart(3)}  const tile = fitGrid(${line}, box);`, 60, 130 + line * 40);
  }
}

const own = (parts: Parameters<typeof buildParticipant>[0] = {}) =>
  buildParticipant({ own: true, userId: "@rosa:localhost", microphone: "muted", ...parts });
const other = (at: number, parts: Parameters<typeof buildParticipant>[0] = {}) =>
  buildParticipant({ userId: `@${names[at] ?? `guest${at}`}:localhost`, ...parts });

/** Oneself and `count - 1` others; some with a camera, one speaks. */
const many = (count: number): readonly Participant[] => [
  own(),
  ...Array.from({ length: count - 1 }, (_, at) =>
    other(at, {
      speaking: at === 1,
      microphone: at % 3 === 0 ? "muted" : "on",
      camera: count > 9 && at % 4 === 1 ? null : at % 2 === 0 ? paintedVideo(40 * at, "camera") : null,
      quality: at === 5 ? "poor" : "good",
    }),
  ),
];

const fault = (parts: Partial<CallFault>): CallState => ({
  state: "failed",
  fault: {
    leg: "media",
    code: "unreachable",
    detail: "no ICE candidate pair succeeded in 15000 ms",
    retryable: true,
    ...parts,
  },
});

function seedOf(scene: CallScene, now: number): CallSeed {
  const connected = { state: "connected", since: now - 24 * minute } as const;
  const standing = { since: now - 24 * minute - 8000, state: connected } as const;
  const off = { on: false } as const;
  const pair = { ...standing, microphone: off, participants: many(2) };
  switch (scene) {
    case "alone":
      return { ...standing, since: now - 12_000, microphone: { on: true }, participants: [own({ microphone: "on" })] };
    case "four":
      return { ...standing, microphone: off, participants: many(4) };
    case "hands":
    case "nine":
      return { ...standing, microphone: off, participants: many(9) };
    case "sixteen":
      return { ...standing, microphone: off, participants: many(16) };
    case "forty":
      return { ...standing, microphone: off, participants: many(40) };
    case "cameras":
      return {
        ...standing,
        camera: { on: true },
        participants: [
          own({ camera: paintedVideo(320, "camera"), microphone: "on", speaking: true }),
          other(0, { camera: paintedVideo(200, "camera") }),
          other(1, { camera: paintedVideo(90, "upright"), microphone: "none" }),
        ],
      };
    case "screen":
      return {
        ...standing,
        microphone: off,
        participants: [
          own(),
          other(0, { screen: paintedVideo(0, "screen"), camera: paintedVideo(200, "camera"), speaking: true }),
          ...[1, 2, 3, 4].map((at) => other(at, { microphone: "muted" })),
        ],
      };
    case "own-screen":
      return {
        ...standing,
        screen: { on: true },
        participants: [own({ screen: paintedVideo(0, "screen"), microphone: "on" }), other(0), other(5)],
      };
    case "screens":
      return {
        ...standing,
        microphone: off,
        participants: [
          own(),
          other(0, { screen: paintedVideo(0, "screen"), speaking: true }),
          other(1, { screen: paintedVideo(0, "screen"), camera: paintedVideo(90, "upright") }),
          ...[2, 3, 4, 5, 6, 7].map((at) => other(at, { microphone: "muted" })),
        ],
      };
    case "waiting":
      return {
        ...standing,
        participants: [
          own({ microphone: "on" }),
          other(0, { locked: true }),
          waiting(other(1), now),
          waiting(other(2), now - minute),
          other(3, { quality: "lost" }),
          buildParticipant({ own: false, userId: "@rosa:localhost", deviceId: "PHONE", microphone: "none" }),
        ],
      };
    case "reconnecting":
      return { ...standing, state: { state: "reconnecting", since: now - 12_000 }, participants: many(4) };
    case "silenced":
      return { ...standing, silenced: true, participants: many(4) };
    case "no-devices":
      return {
        ...standing,
        microphone: { on: false, fault: "blocked" },
        camera: { on: false, fault: "in-use" },
        screen: { on: false, fault: "blocked" },
        participants: many(2),
      };
    case "unencrypted":
      return { ...pair, encrypted: false };
    case "joining":
      return { state: { state: "joining", since: now } };
    case "joining-long":
      return { state: { state: "joining", since: now - 24_000 } };
    case "failed-token":
      return { state: fault({ leg: "token", detail: "POST /livekit/jwt/get_token: 502" }) };
    case "failed-media":
      return { state: fault({}) };
    case "forbidden":
      return {
        state: fault({ leg: "membership", code: "forbidden", retryable: false, detail: "M_FORBIDDEN (403)" }),
      };
    case "removed":
      return { state: { state: "left", why: "removed" } };
    case "elsewhere":
      return { state: { state: "left", why: "elsewhere" } };
    default:
      return pair;
  }
}

const waiting = (participant: Participant, joinedAt: number): Participant => ({
  ...participant,
  waiting: true,
  microphone: "none",
  member: { ...participant.member, joinedAt },
});

/** Loads calls in memory; each plays `scene`. */
export function loadFakeCalls(scene: CallScene): LoadCalls {
  return async () => {
    if (scene === "loading") return new Promise(() => {});
    if (scene === "unloaded") throw new TypeError("Failed to fetch dynamically imported module: /assets/calls.js");
    const now = Date.now();
    return (room) => ({
      join(): Call {
        const call = buildCall({ ...seedOf(scene, now), roomId: room });
        // For whoever plays with it in the console, as `stage` is.
        Object.assign(window, { call });
        return call;
      },
    });
  };
}

/** Puts people into the calls of some rooms, as the scene has it. */
export function placeCallers(session: FakeSession, scene: CallScene): void {
  const members = (count: number) =>
    names.slice(0, count).map((name) => buildCallMember({ userId: `@${name}:localhost` }));
  if (scene === "hands") {
    const hand = (name: string, at: number) => ({
      identity: `@${name}:localhost:DEVICE`,
      userId: `@${name}:localhost`,
      since: at,
    });
    session.callSigns.hands.value = [hand("olena", 1), hand("tomas", 2)];
    const react = () => {
      session.callSigns.react({ identity: "@mira:localhost:DEVICE", emoji: "👏" });
      session.callSigns.react({ identity: "@jun:localhost:DEVICE", emoji: "🎉" });
    };
    setInterval(react, 500);
  }
  session.calls.place("!research", members(3));
  const phone = buildCallMember({ userId: session.account.userId, deviceId: "PHONE" });
  session.calls.place("!clients", [...members(1), phone]);
  if (scene !== "none") session.calls.place(stagedRoom, members(2));
}
