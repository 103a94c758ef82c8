import type { ParamsOf, Provider } from "@parley/protocol";
import { decimalOf, typedDecimal, wholeOf } from "../../../shared/typed-number.ts";

export type Kind = Provider["kind"];
type Model = Provider["models"][number];

export const kinds: readonly Kind[] = ["anthropic", "openai", "google", "bedrock", "ollama", "compatible", "local"];

/** One line of the list of models while it is typed. */
export interface ModelDraft {
  /** Tells the lines apart while they come and go. */
  readonly line: number;
  readonly id: string;
  readonly contextTokens: string;
  readonly priceIn: string;
  readonly priceOut: string;
  /** What stood there before: what no field shows stays. */
  readonly before: Model | null;
}

/** A provider while it is typed. */
export interface ProviderDraft {
  readonly kind: Kind;
  readonly name: string;
  readonly address: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly key: string;
  readonly models: readonly ModelDraft[];
}

/** What of a draft cannot be saved: by field, for models by line and field. Words of the strings. */
export type Faults = Readonly<Record<string, Fault>>;
type Fault =
  | "nameMissing"
  | "addressMissing"
  | "addressWrong"
  | "regionWrong"
  | "accessKeyMissing"
  | "keyMissing"
  | "modelMissing"
  | "modelTwice"
  | "numberWrong"
  | "priceHalf";

export const emptyModel = (line: number): ModelDraft => ({
  line,
  id: "",
  contextTokens: "",
  priceIn: "",
  priceOut: "",
  before: null,
});

export const newDraft = (kind: Kind, name: string): ProviderDraft => ({
  kind,
  name,
  address: "",
  region: "",
  accessKeyId: "",
  key: "",
  models: [emptyModel(0)],
});

/** A provider as it is, to be changed. Its key is never there. */
export const draftOf = ({ kind, name, baseUrl, region, models }: Provider): ProviderDraft => ({
  kind,
  name,
  address: baseUrl ?? "",
  region: region ?? "",
  accessKeyId: "",
  key: "",
  models: models.map((model, line) => ({
    line,
    id: model.id,
    contextTokens: typedDecimal(model.contextTokens),
    priceIn: typedDecimal(model.price?.input),
    priceOut: typedDecimal(model.price?.output),
    before: model,
  })),
});

/** The key that is kept goes with the kind and the address that it was given for. */
export const keepsKey = ({ kind, address }: ProviderDraft, before: Provider | null): boolean =>
  before?.hasKey === true && before.kind === kind && (before.baseUrl ?? "") === address.trim();

const keyless: readonly Kind[] = ["ollama", "compatible", "local"];
export const needsKey = (kind: Kind): boolean => !keyless.includes(kind);

/** A price as it is typed; null: it is none. Empty: undefined. */
const priceOf = (text: string): number | undefined | null => (text.trim() === "" ? undefined : decimalOf(text));
/** A number of tokens as it is typed, as above. */
const tokensOf = (text: string): number | undefined | null => (text.trim() === "" ? undefined : wholeOf(text));

function addressFault(address: string, kind: Kind): Fault | null {
  if (address === "") return kind === "compatible" ? "addressMissing" : null;
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url === null || !/^https?:$/u.test(url.protocol)) return "addressWrong";
  return [url.username, url.password, url.search, url.hash].every((part) => part === "") ? null : "addressWrong";
}

/** All that keeps a draft from being saved. */
export function faultsOf(draft: ProviderDraft, before: Provider | null): Faults {
  const found: Record<string, Fault> = {};
  const { kind } = draft;
  if (draft.name.trim() === "") found.name = "nameMissing";
  const address = kind === "local" ? null : addressFault(draft.address.trim(), kind);
  if (address !== null) found.address = address;
  const kept = keepsKey(draft, before);
  if (needsKey(kind) && draft.key === "" && !kept) found.key = "keyMissing";
  if (kind === "bedrock") {
    if (!/^[a-z0-9-]{1,32}$/u.test(draft.region.trim())) found.region = "regionWrong";
    if (draft.accessKeyId.trim() === "" && !kept) found.accessKeyId = "accessKeyMissing";
  }
  const named = draft.models.filter(({ id }) => id.trim() !== "");
  if (named.length === 0) found[`model ${draft.models[0]?.line}`] = "modelMissing";
  const seen = new Set<string>();
  for (const model of named) {
    if (seen.has(model.id.trim())) found[`model ${model.line}`] = "modelTwice";
    seen.add(model.id.trim());
    const context = tokensOf(model.contextTokens);
    if (context === null || (context !== undefined && context < 1)) {
      found[`context ${model.line}`] = "numberWrong";
    }
    const [input, output] = [priceOf(model.priceIn), priceOf(model.priceOut)];
    if (input === null) found[`in ${model.line}`] = "numberWrong";
    if (output === null) found[`out ${model.line}`] = "numberWrong";
    if (input !== null && output !== null && (input === undefined) !== (output === undefined)) {
      found[`${input === undefined ? "in" : "out"} ${model.line}`] = "priceHalf";
    }
  }
  return found;
}

/** An id that is still free, from a name: small letters, digits and `-`. */
export function freeId(name: string, kind: Kind, taken: readonly string[]): string {
  const plain = name
    .normalize("NFKD")
    .replaceAll(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/gu, "-")
    .replaceAll(/^-+|-+$/gu, "")
    .slice(0, 48);
  const base = plain === "" ? kind : plain;
  for (let n = 1; ; n++) {
    const id = n === 1 ? base : `${base}-${n}`;
    if (!taken.includes(id)) return id;
  }
}

/** What is sent for a draft without faults. A secret that was not typed is left out: it stays. */
export function paramsOf(draft: ProviderDraft, id: string): ParamsOf<"providers.put"> {
  const { kind } = draft;
  const address = draft.address.trim();
  return {
    id,
    kind,
    name: draft.name.trim(),
    baseUrl: address === "" || kind === "local" ? null : address,
    region: kind === "bedrock" ? draft.region.trim() : null,
    ...(draft.key === "" || kind === "ollama" || kind === "local" ? {} : { apiKey: draft.key.trim() }),
    ...(kind === "bedrock" && draft.accessKeyId.trim() !== "" ? { accessKeyId: draft.accessKeyId.trim() } : {}),
    models: draft.models.filter((model) => model.id.trim() !== "").map(modelOf),
  };
}

function modelOf({ id, contextTokens, priceIn, priceOut, before }: ModelDraft): Model {
  const { contextTokens: _context, price, ...rest } = before ?? { id: "" };
  const [context, input, output] = [tokensOf(contextTokens), priceOf(priceIn), priceOf(priceOut)];
  return {
    ...rest,
    id: id.trim(),
    ...(context == null ? {} : { contextTokens: context }),
    ...(input == null || output == null ? {} : { price: { ...price, input, output } }),
  };
}
