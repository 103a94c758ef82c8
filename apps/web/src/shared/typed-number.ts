/**
 * An amount as people type it: with a point or a comma before what is less than one, with signs between thousands or
 * without. Null: it is none, or nobody can know which: `1,000` is one or a thousand, by where one comes from.
 */
export function decimalOf(text: string): number | null {
  const plain = text.trim();
  if (/^(?!0[.,])\d{1,3}[.,]\d{3}$/u.test(plain)) return null;
  const read =
    /^(?<whole>\d{1,15}|\d{1,3}(?:(?<sign>[.,'’\s])\d{3})(?:\k<sign>\d{3}){0,4})(?:(?<point>[.,])(?<rest>\d{1,12}))?$/u;
  const { whole = "", sign, point, rest = "" } = read.exec(plain)?.groups ?? {};
  if (whole === "" || (sign !== undefined && sign === point)) return null;
  return Number(`${digitsOf(whole)}.${rest || "0"}`);
}

/** A whole number as people type it: there every sign stands between thousands. Null: it is none. */
export function wholeOf(text: string): number | null {
  const plain = text.trim();
  if (!/^(?:\d{1,15}|\d{1,3}(?:([.,'’\s])\d{3})(?:\1\d{3}){0,4})$/u.test(plain)) return null;
  return Number(digitsOf(plain));
}

/** An amount as `decimalOf` reads it again; empty: there is none. */
export function typedDecimal(value: number | undefined): string {
  if (value === undefined) return "";
  const text = value.toLocaleString("en", { useGrouping: false, maximumFractionDigits: 12 });
  // A nought more, and it cannot be taken for thousands.
  return decimalOf(text) === null ? `${text}0` : text;
}

const digitsOf = (text: string): string => text.replaceAll(/\D/gu, "");
