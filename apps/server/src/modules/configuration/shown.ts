import type { ConfigState } from "../../config/config-file.ts";
import type { Redactor } from "../../platform/call.ts";

/** What takes a secret's place. */
export const markOfSecret = "[redacted]";

/** By its name a secret, though none belongs there: whoever wrote it into the file all the same must not find it shown. */
const secretName = /(secret|password|passwd|token|credential|apikey)/i;
const isFile = /file$/i;
/** What is sent or handed to others under names that they chose: any of it may be a secret. */
const isHanded = /^(?:headers|env)$/;
const isVariable = /^(?:\w+ )?\$\{\w+\}$/;

/** Settings without secrets. */
export function createShown(redactor: Pick<Redactor, "redact">) {
  const clean = (value: unknown, name: string, found: Set<string>): unknown => {
    if (Array.isArray(value)) return value.map((part) => clean(part, name, found));
    if (typeof value === "object" && value !== null) {
      const named = (key: string) => (isHanded.test(name) ? "secret" : key);
      return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, clean(part, named(key), found)]));
    }
    if (typeof value !== "string") return value;
    if (secretName.test(name) && !isFile.test(name) && !isVariable.test(value)) {
      if (value !== "") found.add(value);
      return markOfSecret;
    }
    return redactor.redact(value);
  };
  const values = ({ shown }: ConfigState, found = new Set<string>()) =>
    Object.fromEntries(Object.entries(shown).map(([name, value]) => [name, clean(value, name, found)]));
  return {
    values: (state: ConfigState) => values(state),
    /** Null where it cannot be read as settings: what in it is secret nobody can tell. */
    text(state: ConfigState): string | null {
      if (!state.parses) return null;
      const found = new Set<string>();
      values(state, found);
      let text = state.text;
      for (const secret of found) text = text.replaceAll(secret, markOfSecret);
      // Written with escapes it would still stand there.
      if ([...found].length > 0 && /\\/.test(state.text)) return null;
      return redactor.redact(text);
    },
  };
}

/** The settings that differ, by their name in the file. */
export function changedSettings(
  one: Readonly<Record<string, unknown>>,
  other: Readonly<Record<string, unknown>>,
): string[] {
  const names = [...new Set([...Object.keys(one), ...Object.keys(other)])];
  return names.filter((name) => JSON.stringify(one[name]) !== JSON.stringify(other[name])).sort();
}
