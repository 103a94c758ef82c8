import type { Redactor } from "../call.ts";

/** What takes a secret's place. */
const mark = "[redacted]";
const shortest = 8;
/** Far more than live at once; beyond it the oldest are forgotten. */
const most = 20_000;
/** Runs of the characters that our tokens and Matrix's are made of. */
const runs = /[A-Za-z0-9_-]{16,}/g;
/** Shapes of secrets that we never held ourselves: in URLs and headers of others. */
const shapes: readonly (readonly [RegExp, string])[] = [
  [/\b(Bearer|Basic)\s+[A-Za-z0-9._~+/=-]{8,}/gi, `$1 ${mark}`],
  [/\b(access_token|token|password|secret|loginToken)=[^\s&"']+/gi, `$1=${mark}`],
  [/\bcode=[A-Za-z0-9_-]{16,}/gi, `code=${mark}`],
  [/"(access_token|refresh_token|password|token|secret)"\s*:\s*"[^"]*"/gi, `"$1":"${mark}"`],
  [/\b(syt|syr|mct|mcr)_[A-Za-z0-9_]{8,}/g, mark],
  [/(\/(?:setup|invite|recovery))#[A-Za-z0-9_-]+/g, `$1#${mark}`],
];

/** Takes every live secret out of text, and what looks like one. Secrets shorter than 8 characters are not taken. */
export function createRedactor(): Redactor {
  const tokens = new Set<string>();
  const others = new Set<string>();
  const setFor = (secret: string) => (/^[A-Za-z0-9_-]{16,}$/.test(secret) ? tokens : others);
  return {
    add(secret) {
      if (secret.length < shortest) return;
      const set = setFor(secret);
      set.add(secret);
      const oldest = set.size > most ? set.values().next().value : undefined;
      if (oldest !== undefined) set.delete(oldest);
    },
    remove(secret) {
      setFor(secret).delete(secret);
    },
    redact(text) {
      let clean = text.replace(runs, (run) => {
        if (tokens.has(run)) return mark;
        // A secret may be glued to other letters: only runs that are long enough can hide one.
        for (const token of tokens) if (run.length > token.length && run.includes(token)) return mark;
        return run;
      });
      for (const secret of others) clean = clean.replaceAll(secret, mark);
      for (const [shape, replacement] of shapes) clean = clean.replace(shape, replacement);
      return clean;
    },
  };
}
