import type { ResultOf } from "@parley/protocol";
import { wholeOf } from "../../../shared/typed-number.ts";

/** One setting as a form shows it. `whole`: more than a form holds, written in the text. */
export interface Field {
  readonly name: string;
  readonly kind: "text" | "integer" | "switch" | "choice" | "list" | "whole";
  readonly group: string;
  /** In the words of the server, for settings that this client does not know. */
  readonly help: string;
  /** Changed in the file alone. */
  readonly guarded: boolean;
  readonly least: number;
  readonly most: number;
  readonly choices: readonly string[];
}

/** What was typed and not saved, by setting. Empty: as if nothing stood there. */
export type Drafts = Readonly<Record<string, string>>;

type Read = Pick<ResultOf<"config.get">, "config">["config"];

/** The settings in the server's order. */
export function fieldsOf({ schema, uiHints }: Pick<ResultOf<"config.schema">, "schema" | "uiHints">): readonly Field[] {
  const shapes: Readonly<Record<string, unknown>> = Object(schema.properties);
  return Object.entries(uiHints)
    .sort(([, one], [, other]) => one.order - other.order)
    .map(([name, { help, group, advanced }]) => ({ name, help, group, guarded: advanced, ...shapeOf(shapes[name]) }));
}

function shapeOf(shape: unknown): Pick<Field, "kind" | "least" | "most" | "choices"> {
  const { type, items, minimum, maximum, enum: choices } = Object(shape);
  const bounds = {
    least: typeof minimum === "number" ? minimum : Number.MIN_SAFE_INTEGER,
    most: typeof maximum === "number" ? maximum : Number.MAX_SAFE_INTEGER,
  };
  const of = (kind: Field["kind"], among: readonly string[] = []) => ({ kind, choices: among, ...bounds });
  if (type === "string" && Array.isArray(choices)) return of("choice", choices.map(String));
  if (type === "string") return of("text");
  if (type === "integer") return of("integer");
  if (type === "boolean") return of("switch");
  return of(type === "array" && Object(items).type === "string" ? "list" : "whole");
}

/** What stands in the file, as it is typed. */
export function typedOf({ kind, name }: Pick<Field, "kind" | "name">, config: Read): string {
  const value = config[name];
  if (value === undefined || value === null) return "";
  // A list of one may stand there without brackets.
  if (kind === "list" && Array.isArray(value)) return value.join("\n");
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** What is written for what was typed; null: it is taken out of the file. Undefined: it cannot be meant. */
function meantBy({ kind, least, most }: Field, typed: string): unknown {
  const text = typed.trim();
  if (text === "") return null;
  if (kind === "switch") return text === "true";
  if (kind === "list") {
    const lines = text.split("\n").map((line) => line.trim());
    return lines.filter(Boolean);
  }
  if (kind !== "integer") return text;
  const whole = wholeOf(text);
  return whole === null || whole < least || whole > most ? undefined : whole;
}

/** Whether it can be written as it was typed. */
export const fits = (field: Field, typed: string): boolean => meantBy(field, typed) !== undefined;

/** A merge patch of what differs from the file. Null: something of it cannot be meant. */
export function patchOf(
  fields: readonly Field[],
  config: Read,
  drafts: Drafts,
): Readonly<Record<string, unknown>> | null {
  const changed = fields.filter((field) => isChanged(field, config, drafts));
  const values = changed.map((field) => [field.name, meantBy(field, drafts[field.name] ?? "")] as const);
  return values.some(([, value]) => value === undefined) ? null : Object.fromEntries(values);
}

/** Whether something else was typed than what stands in the file. */
export function isChanged(field: Field, config: Read, drafts: Drafts): boolean {
  const typed = drafts[field.name];
  if (typed === undefined) return false;
  const before = typedOf(field, config);
  return JSON.stringify(meantBy(field, typed)) !== JSON.stringify(meantBy(field, before)) && typed.trim() !== before;
}
