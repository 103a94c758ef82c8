/** Letters that are not seen, or turn the direction of what comes after them. */
const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]|\u034f|\u115f|\u1160|\u3164|\uffa0/gu;

/** A text in which nothing hides: what is not seen stands there by its number. */
export const exactly = (text: string): string =>
  text.replaceAll(unseen, (letter) => (letter === "\n" ? "\\n" : `\\u{${(letter.codePointAt(0) ?? 0).toString(16)}}`));

/** One argument, in quotes wherever its bounds would not be seen. */
function argument(text: string): string {
  const shown = exactly(text);
  return /^[\w@%+=:,./-]+$/u.test(shown) ? shown : `'${shown.replaceAll("'", "\\'")}'`;
}

/** What is started, argument by argument. */
export const commandLine = (argv: readonly string[]): string => argv.map(argument).join(" ");
