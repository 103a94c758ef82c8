/** UTF-16 units. No word that is written to be read is longer. */
const longest = 128;
/** So much longer a piece may become, to end between two signs that are seen. */
const leeway = 32;

/** What is drawn as one with the sign before it. */
const joins = /^(?:\p{M}|\u200c|\u200d|[\udc00-\udfff])$/u;

/**
 * Cuts runs of letters without a space, so that each piece is a text node of its own. Browsers shape the rest of a run
 * anew for each line that it is broken into: one event of legal size that is nothing but a W, whose pairs are kerned,
 * held the page for most of a minute. What is read and copied stays the same.
 */
export function splitRuns(text: string): readonly string[] {
  if (text.length <= longest) return [text];
  const pieces: string[] = [];
  let from = 0;
  let runFrom = 0;
  for (let at = 0; at < text.length; at += 1) {
    const letter = text[at] ?? "";
    if (letter === " " || letter === "\n" || letter === "\t") runFrom = at + 1;
    const length = at - runFrom;
    if (length < longest) continue;
    const joined = joins.test(letter) || text[at - 1] === "\u200d";
    // A pair of units is one sign, however many there are.
    const isPair = /[\udc00-\udfff]/.test(letter) && /[\ud800-\udbff]/.test(text[at - 1] ?? "");
    if (isPair || (joined && length < longest + leeway)) continue;
    pieces.push(text.slice(from, at));
    from = at;
    runFrom = at;
  }
  pieces.push(text.slice(from));
  return pieces;
}
