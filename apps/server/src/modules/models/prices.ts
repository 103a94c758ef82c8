import type { Provider } from "@parley/protocol";

type Known = readonly [model: string, input: number, output: number, cacheRead?: number, cacheWrite?: number];

/**
 * Dollars for a million tokens, up to the length from which some providers ask for more (200,000 tokens of input and above).
 * Source: data of the package `@pydantic/genai-prices` 0.1.8 (MIT), by hand. Whoever names a model may say another price.
 */
export const pricesAsOf = "2026-09-23";

const tables: Readonly<Partial<Record<Provider["kind"], readonly Known[]>>> = {
  anthropic: [
    ["claude-opus-5", 5, 25, 0.5, 6.25],
    ["claude-opus-4-7", 5, 25, 0.5, 6.25],
    ["claude-opus-4-6", 5, 25, 0.5, 6.25],
    ["claude-opus-4-5", 5, 25, 0.5, 6.25],
    ["claude-opus-4-1", 15, 75, 1.5, 18.75],
    ["claude-sonnet-5", 2, 10, 0.2, 2.5],
    ["claude-sonnet-4-6", 3, 15, 0.3, 3.75],
    ["claude-sonnet-4-5", 3, 15, 0.3, 3.75],
    ["claude-haiku-4-5", 1, 5, 0.1, 1.25],
    ["claude-3-5-haiku", 0.8, 4, 0.08, 1],
  ],
  openai: [
    ["gpt-5.5", 5, 30, 0.5],
    ["gpt-5.4", 2.5, 15, 0.25],
    ["gpt-5.4-mini", 0.75, 4.5, 0.075],
    ["gpt-5.4-nano", 0.2, 1.25, 0.02],
    ["gpt-5.2", 1.75, 14, 0.175],
    ["gpt-5.1", 1.25, 10, 0.125],
    ["gpt-5", 1.25, 10, 0.125],
    ["gpt-5-mini", 0.25, 2, 0.025],
    ["gpt-5-nano", 0.05, 0.4, 0.005],
    ["gpt-4.1", 2, 8, 0.5],
    ["gpt-4.1-mini", 0.4, 1.6, 0.1],
    ["gpt-4.1-nano", 0.1, 0.4, 0.025],
    ["gpt-4o", 2.5, 10, 1.25],
    ["gpt-4o-mini", 0.15, 0.6, 0.075],
    ["o3", 2, 8, 0.5],
    ["o4-mini", 1.1, 4.4, 0.275],
    ["o3-mini", 1.1, 4.4, 0.55],
  ],
  google: [
    ["gemini-3.1-pro-preview", 2, 12, 0.2],
    ["gemini-3-pro-preview", 2, 12, 0.2],
    ["gemini-3-flash-preview", 0.5, 3, 0.05],
    ["gemini-2.5-pro", 1.25, 10, 0.125],
    ["gemini-2.5-flash", 0.3, 2.5, 0.03],
    ["gemini-2.5-flash-lite", 0.1, 0.4, 0.01],
    ["gemini-2.0-flash", 0.1, 0.4, 0.025],
  ],
};

export interface KnownPrice {
  readonly input: number;
  readonly output: number;
  readonly cacheRead?: number;
  readonly cacheWrite?: number;
  /** The day of the table; null: whoever named the model says so. */
  readonly asOf: string | null;
}

type Price = NonNullable<Provider["models"][number]["price"]>;

/**
 * What a model costs; undefined: nobody knows. At another address than the provider's own the table says nothing: whoever
 * stands there asks for what they like. A machine of one's own asks for nothing.
 */
export function priceOf(
  { kind, ownAddress }: { kind: Provider["kind"]; ownAddress: boolean },
  { id, price }: { id: string; price?: Price | undefined },
): KnownPrice | undefined {
  if (price !== undefined) {
    const { input, output, cacheRead, cacheWrite } = price;
    return { input, output, ...optional(cacheRead, cacheWrite), asOf: null };
  }
  if (kind === "ollama" || kind === "local") return { input: 0, output: 0, asOf: null };
  if (!ownAddress) return undefined;
  // A name with its date is the same model.
  const plain = id.replace(/(-latest|-\d{8}|-\d{4}-\d{2}-\d{2})$/, "");
  const known = tables[kind]?.find(([name]) => name === plain);
  if (known === undefined) return undefined;
  const [, input, output, cacheRead, cacheWrite] = known;
  return { input, output, ...optional(cacheRead, cacheWrite), asOf: pricesAsOf };
}

function optional(cacheRead: number | undefined, cacheWrite: number | undefined) {
  return { ...(cacheRead === undefined ? {} : { cacheRead }), ...(cacheWrite === undefined ? {} : { cacheWrite }) };
}
