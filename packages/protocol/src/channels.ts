import { z } from "zod";
import { method } from "./method.ts";

const nothing = () => z.record(z.string(), z.unknown());

/** Ways to and from other messengers. Names and shapes: gateway protocol v3 and v4. */
export const channelsMethods = {
  "channels.status": method({
    scope: "operator.read",
    kind: "read",
    since: "0.1.0",
    about: "How the connections to other messengers are. There are none: people and agents talk here.",
    params: () =>
      z.strictObject({
        probe: z.boolean().optional(),
        timeoutMs: z.int().min(0).max(120_000).optional(),
        channel: z.string().min(1).max(64).optional(),
      }),
    result: () =>
      z.object({
        ts: z.int(),
        channelOrder: z.array(z.string()),
        channelLabels: nothing(),
        channelDetailLabels: nothing(),
        channelSystemImages: nothing(),
        channelMeta: z.array(nothing()),
        channels: nothing(),
        channelAccounts: nothing(),
        channelDefaultAccountId: nothing(),
      }),
    errors: [],
  }),
};
