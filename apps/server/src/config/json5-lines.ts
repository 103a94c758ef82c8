/**
 * The line (from 1) on which each key of a JSON5 text stands, by dotted path (`trustedProxy.0`). The text must already
 * have been parsed without a fault: this walks it for positions only.
 */
export function linesOfJson5(text: string): ReadonlyMap<string, number> {
  const lines = new Map<string, number>();
  let at = 0;
  let line = 1;

  const step = (): string => {
    const letter = text[at] ?? "";
    at += 1;
    if (letter === "\n") line += 1;
    return letter;
  };
  const skipBlank = (): void => {
    while (at < text.length) {
      if (text.startsWith("//", at)) while (at < text.length && text[at] !== "\n") step();
      else if (text.startsWith("/*", at)) {
        const end = text.indexOf("*/", at + 2);
        const stop = end < 0 ? text.length : end + 2;
        while (at < stop) step();
      } else if (/\s|\ufeff/.test(text[at] ?? "")) step();
      else return;
    }
  };
  const quoted = (): string => {
    const quote = step();
    let value = "";
    while (at < text.length && text[at] !== quote) {
      if (text[at] === "\\") step();
      value += step();
    }
    step();
    return value;
  };
  const bare = (): string => {
    let value = "";
    while (at < text.length && !/[\s,:{}[\]]/.test(text[at] ?? "") && !text.startsWith("//", at)) value += step();
    return value;
  };
  const word = (): string => (text[at] === '"' || text[at] === "'" ? quoted() : bare());

  const value = (path: string): void => {
    skipBlank();
    if (text[at] === "{" || text[at] === "[") members(path, text[at] === "{" ? "}" : "]");
    else word();
  };
  const members = (path: string, close: string): void => {
    step();
    for (let index = 0; at < text.length; index += 1) {
      skipBlank();
      if (text[at] === close) break;
      const found = line;
      let key = String(index);
      if (close === "}") {
        key = word();
        skipBlank();
        step();
      }
      const inner = path === "" ? key : `${path}.${key}`;
      lines.set(inner, found);
      value(inner);
      skipBlank();
      if (text[at] === ",") step();
    }
    step();
  };
  value("");
  return lines;
}
