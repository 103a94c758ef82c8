import type {
  LanguageModelV4CallOptions,
  LanguageModelV4FinishReason,
  LanguageModelV4StreamPart,
  LanguageModelV4Usage,
  SharedV4ProviderMetadata,
  SharedV4ProviderOptions,
} from "@ai-sdk/provider";
import type { JsonObject } from "../../contract/json.ts";
import type { ProviderData } from "../../contract/messages.ts";
import type { Model, ModelRequest } from "../../contract/model.ts";
import type { StreamPart, Usage } from "../../contract/stream.ts";
import { faultOfThrown, stopped, tornOff } from "../faults.ts";
import type { ModelSettings } from "../settings.ts";
import { promptOf, toolOf } from "./prompt.ts";

/** The part of the AI SDK's models that is used here. Its packages bring different versions of the type. */
interface ForeignModel {
  doStream(options: LanguageModelV4CallOptions): PromiseLike<{ stream: ReadableStream<LanguageModelV4StreamPart> }>;
}

interface Foreign {
  readonly provider: string;
  /** Under which name this provider's package gives and takes what only it understands. */
  readonly namespace: string;
  readonly model: ForeignModel;
  /** What must be in no message of a fault. */
  readonly secrets: readonly string[];
  readonly options?: SharedV4ProviderOptions;
}

/** A model of the AI SDK's provider packages as one of ours. */
export function modelOf(foreign: Foreign, settings: ModelSettings): Model {
  return {
    provider: foreign.provider,
    ...settings,
    stream: (request, signal) => streamOf(foreign, request, signal),
  };
}

async function* streamOf(foreign: Foreign, request: ModelRequest, signal: AbortSignal): AsyncGenerator<StreamPart> {
  let reader: ReadableStreamDefaultReader<LanguageModelV4StreamPart> | undefined;
  // Who aborts wants to go on at once, and not when the package has noticed.
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const abort = () => reject(new Error("stopped"));
  aborted.catch(() => {});
  signal.addEventListener("abort", abort, { once: true });
  if (signal.aborted) abort();
  try {
    const { stream } = await Promise.race([foreign.model.doStream(optionsOf(foreign, request, signal)), aborted]);
    reader = stream.getReader();
    for (;;) {
      const { done, value } = await Promise.race([reader.read(), aborted]);
      if (done) break;
      for (const part of partsOf(value, foreign)) {
        yield part;
        if (part.type === "finish" || part.type === "error") return;
      }
    }
    yield { type: "error", fault: signal.aborted ? stopped : tornOff };
  } catch (thrown) {
    yield { type: "error", fault: signal.aborted ? stopped : faultOfThrown(thrown, foreign.secrets) };
  } finally {
    signal.removeEventListener("abort", abort);
    reader?.cancel().catch(() => {});
  }
}

function optionsOf(foreign: Foreign, request: ModelRequest, signal: AbortSignal): LanguageModelV4CallOptions {
  return {
    prompt: promptOf(request.system, request.messages, foreign.namespace),
    abortSignal: signal,
    ...(request.tools.length === 0 ? {} : { tools: request.tools.map(toolOf) }),
    ...(request.maxOutputTokens === undefined ? {} : { maxOutputTokens: request.maxOutputTokens }),
    ...(request.temperature === undefined ? {} : { temperature: request.temperature }),
    ...(foreign.options === undefined ? {} : { providerOptions: foreign.options }),
  };
}

function partsOf(part: LanguageModelV4StreamPart, foreign: Foreign): StreamPart[] {
  switch (part.type) {
    case "text-start":
    case "text-delta":
    case "text-end":
    case "reasoning-start":
    case "reasoning-delta":
    case "reasoning-end": {
      const provider = dataOf(part.providerMetadata, foreign.namespace);
      const delta = "delta" in part ? part.delta : "";
      if (delta === "" && provider === undefined) return [];
      const type = part.type.startsWith("text") ? "text" : "reasoning";
      return [{ type, block: part.id, delta, ...(provider === undefined ? {} : { provider }) }];
    }
    case "tool-input-start":
      return [{ type: "tool-begin", id: part.id, name: part.toolName }];
    case "tool-input-delta":
      return [{ type: "tool-delta", id: part.id, delta: part.delta }];
    case "tool-call": {
      const provider = dataOf(part.providerMetadata, foreign.namespace);
      const call = { type: "tool-end" as const, id: part.toolCallId, name: part.toolName, input: part.input };
      return [provider === undefined ? call : { ...call, provider }];
    }
    case "finish":
      return [{ type: "usage", usage: usageOf(part.usage) }, endOf(part.finishReason)];
    case "error":
      return [{ type: "error", fault: faultOfThrown(part.error, foreign.secrets) }];
    case "ping":
    case "stream-start":
    case "response-metadata":
      return [{ type: "alive" }];
    default:
      return [];
  }
}

function endOf({ unified, raw }: LanguageModelV4FinishReason): StreamPart {
  if (unified === "content-filter") {
    return { type: "error", fault: { kind: "refusal", message: raw ?? "refused", retryable: false } };
  }
  if (unified === "error" || unified === "interrupted") return { type: "error", fault: tornOff };
  // What ends without any reason was torn off: every provider names one.
  if (unified === "other" && raw === undefined) return { type: "error", fault: tornOff };
  return { type: "finish", reason: unified };
}

function usageOf({ inputTokens, outputTokens }: LanguageModelV4Usage): Usage {
  const counts = {
    inputTokens: inputTokens.total,
    outputTokens: outputTokens.total,
    cacheReadTokens: inputTokens.cacheRead,
    cacheWriteTokens: inputTokens.cacheWrite,
    reasoningTokens: outputTokens.reasoning,
  };
  const usage: Record<string, number> = {};
  // What makes no sense is as good as not said: money is counted by it.
  for (const [name, count] of Object.entries(counts)) if (count !== undefined && count >= 0) usage[name] = count;
  return usage;
}

function dataOf(metadata: SharedV4ProviderMetadata | undefined, namespace: string): ProviderData | undefined {
  const own = metadata?.[namespace];
  if (own === undefined) return undefined;
  const data: JsonObject = JSON.parse(JSON.stringify(own));
  return { [namespace]: data };
}
