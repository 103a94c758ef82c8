import { z } from "zod";
import { method } from "./method.ts";

const word = (most: number) => z.string().trim().min(1).max(most);
const words = () => z.array(word(64)).max(32);

/** What a client says of itself. */
const about = () => ({
  host: word(128).optional(),
  ip: word(64).optional(),
  version: word(64).optional(),
  platform: word(64).optional(),
  deviceFamily: word(64).optional(),
  modelIdentifier: word(64).optional(),
  mode: word(32).optional(),
  lastInputSeconds: z.int().min(0).max(1e9).optional(),
  reason: word(64).optional(),
  tags: words().optional(),
  deviceId: word(128).optional(),
  roles: words().optional(),
  scopes: words().optional(),
  instanceId: word(128).optional(),
});

/** A client that is there, or was a moment ago. */
export const presenceEntry = () =>
  z.object({
    ...about(),
    text: z.string().optional(),
    /** When it was last heard of. */
    ts: z.int(),
  });
export type PresenceEntry = z.infer<ReturnType<typeof presenceEntry>>;

export const presenceMethods = {
  "system-presence": method({
    scope: "operator.read",
    kind: "read",
    since: "0.1.0",
    about:
      "The gateway itself, and the clients of my account that are connected, were within five minutes, or told of themselves. Command lines are left out.",
    params: () => z.strictObject({}),
    result: () => z.array(presenceEntry()),
    errors: [],
  }),
  "system-event": method({
    scope: "operator.admin",
    kind: "write",
    since: "0.1.0",
    about:
      "A client tells of itself, and what happened. What does not begin with `Node:` waits for the agent, the last twenty, until the server stops.",
    params: () => z.strictObject({ text: word(2000), ...about() }),
    result: () => z.object({ ok: z.literal(true) }),
    errors: [],
  }),
};
