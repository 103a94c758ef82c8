import { z } from "zod";

/** How a value is read where only text can stand: on the command line and in the environment. */
export type SettingKind = "text" | "integer" | "switch" | "list" | "object";

export interface SettingRow {
  readonly kind: SettingKind;
  readonly schema: z.ZodType;
  /** One sentence for `--help`, the documents and the faults. */
  readonly about: string;
  /** What stands after the flag in `--help`. */
  readonly sample?: string;
  /** A secret: never on the command line (other users can read it there), never in the file. */
  readonly environmentOnly?: true;
  /** More than a line: only in the file. */
  readonly fileOnly?: true;
}

/** A text that is not empty; `what` ends the sentence "must be …". */
export const text = (what: string) => z.string({ error: `must be ${what}` }).min(1, `must be ${what}`);

/** A port. */
export const portNumber = z
  .int({ error: "must be a whole number from 1 to 65535" })
  .min(1, "must be a whole number from 1 to 65535")
  .max(65_535, "must be a whole number from 1 to 65535");
