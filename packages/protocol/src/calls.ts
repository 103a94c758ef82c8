import { z } from "zod";
import { method } from "./method.ts";

const id = () => z.string().min(1).max(255);

export const callsMethods = {
  "calls.mute": method({
    scope: "operator.write",
    kind: "write",
    since: "0.1.0",
    about:
      "Mutes a participant's microphone, camera or screen for everyone. Takes the power to remove them from the room. They may unmute it themselves.",
    params: () => z.strictObject({ roomId: id(), userId: id(), source: z.enum(["microphone", "camera", "screen"]) }),
    /** How many tracks were muted. */
    result: () => z.object({ muted: z.int() }),
    errors: ["NOT_FOUND", "MISSING_SCOPE", "PART_DOWN"],
    subject: ({ roomId, userId }) => `${roomId} ${userId}`,
  }),
  "calls.remove": method({
    scope: "operator.write",
    kind: "write",
    since: "0.1.0",
    about:
      "Takes a person out of a room's call, with all of their devices. Takes the power to remove them from the room. While they are its members they may join again.",
    params: () => z.strictObject({ roomId: id(), userId: id() }),
    /** How many devices were in it. */
    result: () => z.object({ removed: z.int() }),
    errors: ["NOT_FOUND", "MISSING_SCOPE", "PART_DOWN"],
    subject: ({ roomId, userId }) => `${roomId} ${userId}`,
  }),
  "calls.check": method({
    scope: "operator.admin",
    kind: "write",
    since: "0.1.0",
    about:
      "Opens a room for a minute in which a browser can try over which ways media reaches the call server. It is nobody's call, and its tokens open no other.",
    params: () => z.strictObject({}),
    /** LiveKit's signalling, and passes for as many connections. */
    result: () => z.object({ url: z.string(), tokens: z.array(z.string()) }),
    errors: ["PART_DOWN"],
  }),
};
