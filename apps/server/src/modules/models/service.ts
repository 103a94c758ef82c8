import type { LocalEngine, Model, ModelFault } from "@parley/agents";
import { AppError, type Clock } from "@parley/kernel";
import type { ParsedParamsOf, Provider } from "@parley/protocol";
import type { Secrets } from "../../platform/ports.ts";
import { createOpened } from "./opened.ts";
import { type KnownPrice, priceOf } from "./prices.ts";
import { type ProviderSecret, settingsOf } from "./settings.ts";
import type { createModelStore, ProviderRow } from "./store.ts";

/** How long a provider may take for one word. */
const testMs = 30_000;
/** A model in a file is loaded first, and the engine perhaps installed. */
const localTestMs = 110_000;

/** What runs models in files. */
export interface LocalModels {
  readonly engine: LocalEngine;
  /** Throws in words where there is no such file, or it cannot be one of a model. */
  find(name: string): unknown;
}

/** Where models come from, and opening one. */
export function createModelService(deps: {
  readonly rows: ReturnType<typeof createModelStore>;
  readonly secrets: Secrets;
  readonly fetch: typeof globalThis.fetch;
  readonly local: LocalModels;
  readonly clock: Clock;
}) {
  const { rows, secrets, clock } = deps;
  const opened = createOpened({ fetch: deps.fetch, local: deps.local.engine, clock });

  const secretOf = (id: string): ProviderSecret => {
    const [apiKey, accessKeyId] = [
      secrets.get(secretNameOf(id, "key")),
      secrets.get(secretNameOf(id, "access-key-id")),
    ];
    return { ...(apiKey === null ? {} : { apiKey }), ...(accessKeyId === null ? {} : { accessKeyId }) };
  };
  // One secret each: what knows all live secrets finds them in whatever is written.
  const keep = (id: string, name: SecretName, value: string | undefined) => {
    if (value === undefined) secrets.delete(secretNameOf(id, name));
    else secrets.set(secretNameOf(id, name), value);
  };
  const shown = (row: ProviderRow): Provider => ({
    id: row.id,
    kind: row.kind,
    name: row.name,
    baseUrl: row.base_url,
    region: row.region,
    hasKey: secretOf(row.id).apiKey !== undefined,
    models: modelsOf(row),
    updatedAt: row.updated_at,
  });

  /** `PROVIDER/MODEL`; a model's own name may hold slashes. Throws NOT_FOUND. */
  const named = async (name: string) => {
    const at = name.indexOf("/");
    const row = at < 0 ? undefined : await rows.find(name.slice(0, at));
    const model = row && modelsOf(row).find(({ id }) => id === name.slice(at + 1));
    if (!row || !model) throw new AppError("NOT_FOUND", "There is no such model here.");
    return { row, model };
  };

  const open = async (name: string): Promise<Model> => {
    const { row, model } = await named(name);
    const { id, contextTokens } = model;
    const settings = { name: id, ...(contextTokens === undefined ? {} : { contextTokens }) };
    return opened.open({ provider: row.id, name, asked: settingsOf(row, secretOf(row.id)), settings });
  };

  return {
    shown,
    named,
    open,
    /** Loads what the first question would wait for, and hold everybody else up with. Nothing is sent. */
    async prepare(): Promise<void> {
      const chosen = await rows.defaultModel();
      if (chosen === null) return;
      await opened.loadLoop();
      await open(chosen);
    },
    priceOf: ({ kind, base_url }: ProviderRow, model: Provider["models"][number]): KnownPrice | undefined =>
      priceOf({ kind, ownAddress: base_url === null }, model),
    async put(params: ParsedParamsOf<"providers.put">): Promise<Provider> {
      const before = await rows.find(params.id);
      // Another kind or another address does not get the key of the one before.
      const kept = before?.kind === params.kind && before.base_url === (params.baseUrl ?? null);
      const old = kept ? secretOf(params.id) : {};
      const secret: ProviderSecret = {
        ...old,
        ...(params.apiKey === undefined ? {} : { apiKey: params.apiKey }),
        ...(params.accessKeyId === undefined ? {} : { accessKeyId: params.accessKeyId }),
      };
      const row: ProviderRow = {
        id: params.id,
        kind: params.kind,
        name: params.name,
        base_url: params.baseUrl ?? null,
        region: params.region ?? null,
        models: JSON.stringify(params.models),
        updated_at: clock.now(),
      };
      settingsOf(row, secret);
      if (row.kind === "local") {
        for (const { id } of params.models) deps.local.find(id);
      }
      // In this order: whenever it stops, no key stands beside an address that it was not given for.
      if (!kept) for (const name of ["key", "access-key-id"] as const) keep(row.id, name, undefined);
      await rows.put(row);
      keep(row.id, "key", secret.apiKey);
      keep(row.id, "access-key-id", secret.accessKeyId);
      opened.forget(row.id);
      return shown(row);
    },
    async remove(id: string): Promise<void> {
      if (!(await rows.remove(id))) throw new AppError("NOT_FOUND", "There is no such provider.");
      keep(id, "key", undefined);
      keep(id, "access-key-id", undefined);
      opened.forget(id);
      if ((await rows.defaultModel())?.startsWith(`${id}/`)) await rows.setDefault(null);
    },
    /** Asks for one word. The fault is in words, free of keys. */
    test: async (name: string, signal: AbortSignal): Promise<Tested> => askForWord(await open(name), clock, signal),
  };
}

const late: ModelFault = { kind: "timeout", message: "The provider did not answer in time.", retryable: true };

interface Tested {
  readonly ms: number;
  readonly fault: ModelFault | null;
}

async function askForWord(model: Model, clock: Clock, signal: AbortSignal): Promise<Tested> {
  const over = new AbortController();
  const cancel = clock.after(model.provider === "local" ? localTestMs : testMs, () => over.abort());
  const begun = clock.now();
  try {
    const request = {
      system: "Answer with one word.",
      messages: [{ role: "user" as const, parts: [{ type: "text" as const, text: "Say hello." }] }],
      tools: [],
      maxOutputTokens: 64,
    };
    for await (const part of model.stream(request, AbortSignal.any([signal, over.signal]))) {
      if (part.type === "error") return { ms: clock.now() - begun, fault: over.signal.aborted ? late : part.fault };
      if (part.type === "text" || part.type === "finish") return { ms: clock.now() - begun, fault: null };
    }
    return { ms: clock.now() - begun, fault: late };
  } finally {
    cancel();
    over.abort();
  }
}

/** What of a provider's models is kept. */
export function modelsOf(row: ProviderRow): Provider["models"] {
  return JSON.parse(row.models);
}

type SecretName = "key" | "access-key-id";

function secretNameOf(id: string, name: SecretName): string {
  return `provider ${id} ${name}`;
}
