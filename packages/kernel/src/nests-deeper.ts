/**
 * Whether brackets of JSON text nest deeper than `most`. Linear, and asked before anything is parsed: ten megabytes of open
 * brackets hold `JSON.parse` for most of a second.
 */
export function nestsDeeper(text: string, most: number): boolean {
  let depth = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const char = text.charCodeAt(at);
    if (quoted) {
      if (char === backslash) at++;
      else if (char === quote) quoted = false;
    } else if (char === quote) quoted = true;
    else if (char === openBrace || char === openBracket) {
      if (++depth > most) return true;
    } else if (char === closeBrace || char === closeBracket) depth--;
  }
  return false;
}

const quote = 0x22;
const backslash = 0x5c;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const openBracket = 0x5b;
const closeBracket = 0x5d;
