import { z } from "zod";
import { limits } from "./limits.ts";
import { method } from "./method.ts";

export const partNames = ["server", "homeserver", "sfu"] as const;
export type PartName = (typeof partNames)[number];
/** The same for people, at the start of a sentence: in the log and on the command line. */
export const partWords: Readonly<Record<PartName, string>> = {
  server: "Server",
  homeserver: "Homeserver",
  sfu: "Call server",
};

export const partState = () =>
  z.object({
    name: z.enum(partNames),
    /** `unconfigured`: waits for the set-up page; `installing`: being downloaded or built; `missing`: cannot be had here. */
    state: z.enum(["unconfigured", "installing", "starting", "ready", "restarting", "down", "missing", "stopped"]),
    /** Milliseconds since the epoch. */
    since: z.int(),
    version: z.string().nullable(),
    /** `child` runs under our supervision, `attached` elsewhere, `self` is this process. */
    run: z.enum(["self", "child", "attached"]),
    restarts: z.int(),
    /** What happened last, one sentence without secrets. */
    lastError: z.string().nullable(),
    /** What a person can do about it, when there is something. */
    advice: z.string().nullable(),
    /** What `lastError` comes from, where a page has words of its own for it. */
    cause: z.enum(["disk-full"]).nullable(),
  });
export type PartState = z.infer<ReturnType<typeof partState>>;

export const stackMethods = {
  "health": method({
    scope: "operator.read",
    kind: "read",
    since: "0.1.0",
    about: "Whether the parts that chat needs answer.",
    params: () => z.strictObject({ probe: z.boolean().optional() }),
    result: () => z.object({ ok: z.boolean(), ts: z.int(), durationMs: z.number() }),
    errors: [],
  }),
  "status": method({
    scope: "operator.read",
    kind: "read",
    since: "0.1.0",
    about: "Version, uptime and the state of each part in a word.",
    params: () => z.strictObject({}),
    result: () =>
      z.object({
        version: z.string(),
        uptimeMs: z.int(),
        parts: z.array(z.object({ name: z.enum(partNames), state: z.string() })),
      }),
    errors: [],
  }),
  "stack.status": method({
    scope: "operator.admin",
    kind: "read",
    since: "0.1.0",
    about: "Each part with its state, since when, version and last error; for the Status page.",
    params: () => z.strictObject({}),
    result: () =>
      z.object({
        parts: z.array(partState()),
        publicUrl: z.string(),
        serverName: z.string().nullable(),
        dataFolder: z.string(),
        memoryBytes: z.int(),
        version: z.string(),
      }),
    errors: [],
  }),
  "stack.logs": method({
    scope: "operator.admin",
    kind: "read",
    since: "0.1.0",
    about: "The last lines of a part's log, oldest first, secrets removed.",
    params: () =>
      z.strictObject({ part: z.enum(partNames), lines: z.int().min(1).max(limits.logTailLines).optional() }),
    result: () => z.object({ lines: z.array(z.string()) }),
    errors: [],
  }),
  "stack.restart": method({
    scope: "operator.admin",
    kind: "write",
    since: "0.1.0",
    about: "Restarts a supervised part.",
    params: () => z.strictObject({ part: z.enum(["homeserver", "sfu"]) }),
    result: () => z.object({ part: partState() }),
    errors: ["NOT_OFFERED"],
    subject: ({ part }) => part,
  }),
};
