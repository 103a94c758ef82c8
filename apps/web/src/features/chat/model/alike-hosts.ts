const plain = /^[\d_a-z-]*$/u;
/** Latin letters that are seen to be others: their marks are large, as in "bücher". */
const marked = /^[\d_a-z\u00df-\u00f6\u00f8-\u0130\u0132-\u013e\u0141-\u0148\u014a-\u017e-]+$/u;
/** Signs that nobody takes for Latin letters, where none of those stand among them. */
const apart =
  /^[\d\p{M}\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\u30fc\p{sc=Hang}\p{sc=Arab}\p{sc=Hebr}\p{sc=Deva}\p{sc=Beng}\p{sc=Taml}\p{sc=Thai}-]+$/u;
/** Scripts with letters that look like Latin ones: whole names are written in them. */
const alike = [/^[\d\p{sc=Cyrl}-]+$/u, /^[\d\p{sc=Grek}-]+$/u];

/**
 * Whether a host, as it is read, may be taken for another one: Cyrillic letters spell "apple", too. Whoever sees it
 * needs to see it as it is asked for beside it ("xn--…").
 */
export function readsAsAnother(host: string): boolean {
  const labels = host
    .normalize("NFKC")
    .toLowerCase()
    .replace(/:\d*$/u, "")
    .split(/[.\u3002]/u);
  const top = labels.at(-1) ?? "";
  return labels.some((label) => {
    if (plain.test(label) || marked.test(label) || apart.test(label)) return false;
    // Where the name ends in the same script it imitates none of those that people know.
    return !alike.some((script) => script.test(label) && script.test(top));
  });
}
