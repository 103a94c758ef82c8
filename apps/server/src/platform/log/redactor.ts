import type { Redactor } from "../call.ts";

/** What takes a secret's place. */
const mark = "[redacted]";
const shortest = 8;
/** Far more than live at once; beyond it the oldest that need not be kept are forgotten. */
const most = 20_000;
/** Runs of the characters that our tokens and Matrix's are made of. */
const runs = /[A-Za-z0-9_-]{16,}/g;
/** Shapes of secrets that we never held ourselves: in URLs and headers of others. */
const shapes: readonly (readonly [RegExp, string])[] = [
  [/\b(Bearer|Basic)\s+[A-Za-z0-9._~+/=-]{8,}/gi, `$1 ${mark}`],
  [/\b(access_token|token|password|secret|loginToken)=[^\s&"']+/gi, `$1=${mark}`],
  [/\bcode=[A-Za-z0-9_-]{16,}/gi, `code=${mark}`],
  [/"(access_token|refresh_token|password|token|secret)"\s*:\s*"[^"]*"/gi, `"$1":"${mark}"`],
  // Ours for programs and devices: their plain text is nowhere, so that only the shape is known after a start.
  [/\bpr[ld]_[A-Za-z0-9_-]{16,}/g, mark],
  [/\b(syt|syr|mct|mcr)_[A-Za-z0-9_]{8,}/g, mark],
  [/(\/(?:setup|invite|recovery))#[A-Za-z0-9_-]+/g, `$1#${mark}`],
];

/** Takes every live secret out of text, and what looks like one. Secrets shorter than 8 characters are not taken. */
export function createRedactor(): Redactor {
  // The value says whether it is kept.
  const tokens = new Map<string, boolean>();
  const others = new Map<string, boolean>();
  const mapFor = (secret: string) => (/^[A-Za-z0-9_-]{16,}$/.test(secret) ? tokens : others);
  const enter = (secret: string, kept: boolean) => {
    if (secret.length < shortest) return;
    const map = mapFor(secret);
    map.set(secret, kept || map.get(secret) === true);
    if (map.size <= most) return;
    for (const [oldest, stays] of map) {
      if (stays) continue;
      map.delete(oldest);
      return;
    }
  };
  return {
    add: (secret) => enter(secret, false),
    keep: (secret) => enter(secret, true),
    remove(secret) {
      mapFor(secret).delete(secret);
    },
    redact(text) {
      let clean = text.replace(runs, (run) => {
        if (tokens.has(run)) return mark;
        // A secret may be glued to other letters: only runs that are long enough can hide one.
        for (const token of tokens.keys()) if (run.length > token.length && run.includes(token)) return mark;
        return run;
      });
      for (const secret of others.keys()) clean = clean.replaceAll(secret, mark);
      for (const [shape, replacement] of shapes) clean = clean.replace(shape, replacement);
      return clean;
    },
  };
}
