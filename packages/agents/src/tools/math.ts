/** Faults that say to a model what is wrong with its formula. */
export class MathFault extends Error {}

const maxLength = 1_000;
const maxNesting = 100;

const constants: Readonly<Record<string, number>> = { pi: Math.PI, e: Math.E, tau: 2 * Math.PI };
const functions: Readonly<Record<string, (...values: number[]) => number>> = {
  sqrt: Math.sqrt,
  cbrt: Math.cbrt,
  abs: Math.abs,
  exp: Math.exp,
  ln: Math.log,
  log: Math.log10,
  log2: Math.log2,
  sin: Math.sin,
  cos: Math.cos,
  tan: Math.tan,
  asin: Math.asin,
  acos: Math.acos,
  atan: Math.atan,
  floor: Math.floor,
  ceil: Math.ceil,
  sign: Math.sign,
  min: Math.min,
  max: Math.max,
  hypot: Math.hypot,
  round: (value, digits = 0) => Number(`${Math.round(Number(`${value}e${digits}`))}e${-digits}`),
};
/** How many values each takes; the others take one. */
const arity: Readonly<Record<string, readonly [number, number]>> = {
  min: [1, 50],
  max: [1, 50],
  hypot: [1, 50],
  round: [1, 2],
};

/** What a formula comes to. Throws `MathFault`, and nothing else, for what is none. There is no way from here to any code. */
export function evaluate(formula: string): number {
  if (formula.length > maxLength) throw new MathFault(`longer than ${maxLength} characters`);
  const value = createParser(tokensOf(formula)).whole();
  if (!Number.isFinite(value)) throw new MathFault("the result is no finite number");
  return value;
}

function tokensOf(formula: string): string[] {
  const pattern = /\s*(?:((?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|([a-zA-Z][a-zA-Z0-9]*)|(\*\*|[-+*/%^!(),×÷−]))/y;
  const tokens: string[] = [];
  const text = formula.trimEnd();
  while (pattern.lastIndex < text.length) {
    const at = pattern.lastIndex;
    const match = pattern.exec(text);
    if (match === null) throw new MathFault(`not understood: ${text.slice(at, at + 10).trim()}`);
    tokens.push(match[1] ?? match[2] ?? match[3] ?? "");
  }
  return tokens;
}

/** By falling precedence: `!`, `^` (from the right), sign, `* / %`, `+ -`. */
function createParser(tokens: readonly string[]) {
  let at = 0;
  let nesting = 0;
  const next = () => tokens[at];
  const take = (...wanted: string[]) => {
    const token = tokens[at];
    if (token === undefined || !wanted.includes(token)) return undefined;
    at++;
    return token;
  };
  const demand = (wanted: string) => {
    if (take(wanted) === undefined)
      throw new MathFault(`${wanted} expected${next() === undefined ? " at the end" : ` before ${next()}`}`);
  };
  const deeper = <Value>(read: () => Value): Value => {
    if (++nesting > maxNesting) throw new MathFault("nested too deeply");
    const value = read();
    nesting--;
    return value;
  };

  function sum(): number {
    let value = product();
    for (let sign = take("+", "-", "−"); sign !== undefined; sign = take("+", "-", "−")) {
      value = sign === "+" ? value + product() : value - product();
    }
    return value;
  }

  function product(): number {
    let value = signed();
    for (let sign = take("*", "×", "/", "÷", "%"); sign !== undefined; sign = take("*", "×", "/", "÷", "%")) {
      const other = signed();
      if (sign === "*" || sign === "×") value *= other;
      else if (other === 0) throw new MathFault("division by zero");
      else value = sign === "%" ? value % other : value / other;
    }
    return value;
  }

  function signed(): number {
    if (take("-", "−") !== undefined) return -deeper(signed);
    if (take("+") !== undefined) return deeper(signed);
    return power();
  }

  function power(): number {
    const base = factorial();
    return take("^", "**") === undefined ? base : base ** deeper(signed);
  }

  function factorial(): number {
    let value = atom();
    while (take("!") !== undefined) {
      if (!Number.isInteger(value) || value < 0 || value > 170)
        throw new MathFault("! is for whole numbers from 0 to 170");
      let result = 1;
      for (let factor = 2; factor <= value; factor++) result *= factor;
      value = result;
    }
    return value;
  }

  function atom(): number {
    const token = next();
    if (token === undefined) throw new MathFault("something is missing at the end");
    at++;
    if (/^[\d.]/.test(token)) return Number(token);
    if (token === "(") {
      const value = deeper(sum);
      demand(")");
      return value;
    }
    const name = token.toLowerCase();
    if (Object.hasOwn(functions, name)) return call(name);
    const constant = Object.hasOwn(constants, name) ? constants[name] : undefined;
    if (constant === undefined) throw new MathFault(`unknown: ${token}`);
    return constant;
  }

  function call(name: string): number {
    demand("(");
    const values = [deeper(sum)];
    while (take(",") !== undefined) values.push(deeper(sum));
    demand(")");
    const [least, greatest] = arity[name] ?? [1, 1];
    if (values.length < least || values.length > greatest)
      throw new MathFault(`${name} takes ${least === greatest ? least : `${least} to ${greatest}`}`);
    return functions[name]?.(...values) ?? Number.NaN;
  }

  return {
    whole(): number {
      const value = sum();
      if (next() !== undefined) throw new MathFault(`not expected: ${next()}`);
      return value;
    },
  };
}
