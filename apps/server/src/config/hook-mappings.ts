import { z } from "zod";
import type { SettingRow } from "./setting-row.ts";

/** What becomes of an event that comes to `/hooks/PATH`: its words are put into a template, nothing of it is run. */
export interface HookMapping {
  readonly path: string;
  readonly action: "agent" | "wake";
  readonly agentId: string | null;
  /** How the agent is told where it comes from. */
  readonly name: string | null;
  /** Null: a conversation of its own for each event. */
  readonly sessionKey: string | null;
  /** `PROVIDER/MODEL`; null: the conversation's or the agent's. */
  readonly model: string | null;
  /** After so long the run is ended; null: by itself. */
  readonly timeoutMs: number | null;
  /** When the main conversation is told: of the event, or of how the agent's run ended. Null: as the action has it. */
  readonly wakeMode: "now" | "next-heartbeat" | null;
  readonly template: string;
}

const path = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_-]{0,63}$/i, "must be letters, digits, - and _")
  .refine((value) => value !== "wake" && value !== "agent", "wake and agent are there already");
/** What the family's mappings have and means nothing here: it is said, so that nobody counts on it. */
const without = (why: string) =>
  z
    .unknown()
    .refine((value) => value === undefined, why)
    .optional();
const stays = "must be left out: no other network is connected, and the answer stands in the conversation";
const common = {
  id: z.string().max(64).optional(),
  match: z.strictObject({ path }),
  name: z.string().max(64).optional(),
  wakeMode: z.enum(["now", "next-heartbeat"], { error: "must be now or next-heartbeat" }).optional(),
  to: without(stays),
  channel: without(stays),
  deliver: without(stays),
  thinking: without("must be left out: how a model thinks is its own"),
  transform: without("must be left out: it would be code, and nothing of an event is run; write a template"),
};
const ofAgents = 'must be left out: only action "agent" has a run of its own';
const template = z.string().min(1).max(20_000);

export const hookRows = {
  hooks: {
    kind: "object",
    schema: z.strictObject({
      mappings: z
        .array(
          z.discriminatedUnion("action", [
            z.strictObject({
              ...common,
              action: z.literal("wake"),
              textTemplate: template,
              model: without(ofAgents),
              timeoutSeconds: without(ofAgents),
            }),
            z.strictObject({
              ...common,
              action: z.literal("agent").optional(),
              agentId: z
                .string()
                .max(64)
                .regex(/^[a-z0-9][a-z0-9_-]*$/i, "must be an agent's id")
                .optional(),
              sessionKey: z.string().max(200).startsWith("hook:", "must begin with hook:").optional(),
              model: z
                .string()
                .max(256)
                .regex(/^[a-z0-9-]+\/.+$/u, "must be PROVIDER/MODEL")
                .optional(),
              timeoutSeconds: z.int().min(1).max(3600).optional(),
              messageTemplate: template,
            }),
          ]),
        )
        .max(100)
        .refine(
          (rows) => new Set(rows.map(({ match }) => match.path)).size === rows.length,
          "has one path more than once",
        ),
    }),
    fileOnly: true,
    about:
      'Events of others at `/hooks/PATH`, by `mappings`: `{ match: { path }, action: "agent", messageTemplate, agentId, name, sessionKey, model, timeoutSeconds, wakeMode }` or `{ match: { path }, action: "wake", textTemplate, wakeMode }`. `{{a.b[0]}}` in a template is what stands there in the event. In force at once.',
  },
} as const satisfies Record<string, SettingRow>;

/** What the setting comes to. */
export function hookMappingsOf(raw?: z.output<typeof hookRows.hooks.schema>): readonly HookMapping[] {
  return (raw?.mappings ?? []).map((row) => {
    const named = { path: row.match.path, name: row.name ?? null, wakeMode: row.wakeMode ?? null };
    return "textTemplate" in row
      ? {
          ...named,
          action: "wake",
          agentId: null,
          sessionKey: null,
          model: null,
          timeoutMs: null,
          template: row.textTemplate,
        }
      : {
          ...named,
          action: "agent",
          agentId: row.agentId ?? null,
          sessionKey: row.sessionKey ?? null,
          model: row.model ?? null,
          timeoutMs: row.timeoutSeconds === undefined ? null : row.timeoutSeconds * 1000,
          template: row.messageTemplate,
        };
  });
}
