import { z } from "zod";
import type { SettingRow } from "./setting-row.ts";

/** How long things are kept, in days; null: for ever. */
export interface Keep {
  readonly runs: number | null;
  readonly usage: number | null;
  readonly audit: number | null;
}

const days = (least: number) => {
  const message = `must be a number of days from ${least} to 36500`;
  return z.int({ error: message }).min(least, message).max(36_500, message);
};

export const keepRows = {
  keepRuns: {
    kind: "integer",
    schema: days(1),
    sample: "DAYS",
    about: "How long runs of agents are kept with their steps and what each cost. Default: for ever.",
  },
  keepUsage: {
    kind: "integer",
    // Limits of a month count what lies there.
    schema: days(62),
    sample: "DAYS",
    about: "How long tokens and costs are kept by day, person, agent and model; at least 62. Default: for ever.",
  },
  keepAudit: {
    kind: "integer",
    schema: days(30),
    sample: "DAYS",
    about:
      "How long entries of the audit are kept; at least 30. That older ones were let go is an entry itself, and what is left still verifies. Default: for ever.",
  },
} as const satisfies Record<string, SettingRow>;
