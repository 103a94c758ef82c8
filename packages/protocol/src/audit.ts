import { z } from "zod";
import { method } from "./method.ts";

export const auditEntry = () =>
  z.object({
    /** Counts from 1 without a gap. */
    seq: z.int(),
    /** Milliseconds since the epoch. */
    at: z.int(),
    /** The method that was called. */
    action: z.string(),
    /** `ok`, or the code of the error that was answered. */
    outcome: z.string(),
    /** Null: erased, as the account asked for it. */
    who: z
      .object({
        userId: z.string(),
        /** By the data folder's own token, on the machine itself. */
        local: z.boolean(),
        address: z.string(),
        /** What it was done to. */
        subject: z.string(),
      })
      .nullable(),
  });

export type AuditEntry = z.infer<ReturnType<typeof auditEntry>>;

export const auditMethods = {
  "audit.list": method({
    scope: "operator.admin",
    kind: "read",
    since: "0.1.0",
    about: "Who did what that concerns others, newest first.",
    params: () =>
      z.strictObject({
        /** Entries before this number. */
        before: z.int().min(1).optional(),
        limit: z.int().min(1).max(500).optional(),
      }),
    result: () => z.object({ entries: z.array(auditEntry()), next: z.int().nullable() }),
    errors: [],
  }),
  "audit.verify": method({
    scope: "operator.admin",
    kind: "read",
    since: "0.1.0",
    about: "Follows the audit from its first entry to its last, and names every entry that is not as it was written.",
    params: () => z.strictObject({}),
    result: () =>
      z.object({
        entries: z.int(),
        /** At most a hundred. */
        faults: z.array(z.object({ kind: z.enum(["missing", "changed", "content", "unsaid", "ends"]), seq: z.int() })),
      }),
    errors: [],
  }),
};
