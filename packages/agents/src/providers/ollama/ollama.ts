import { isObject, type Json, parseJson } from "../../contract/json.ts";
import type { ImagePart, Message, TextPart } from "../../contract/messages.ts";
import type { ModelRequest } from "../../contract/model.ts";
import type { StreamPart } from "../../contract/stream.ts";
import { faultOfStatus, faultOfThrown, stopped, tornOff } from "../faults.ts";
import type { OpenModel } from "../settings.ts";

/** Ollama's own `/api/chat`. Source: github.com/ollama/ollama, docs/api.md. */
export const openOllama: OpenModel<"ollama"> = ({ baseUrl }, model, { fetch }) => ({
  provider: "ollama",
  ...model,
  async *stream(request, signal) {
    try {
      const response = await fetch(`${baseUrl.replace(/\/+$/, "")}/api/chat`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(bodyOf(request, model.name, model.contextTokens)),
        signal,
      });
      if (!response.ok || response.body === null) {
        const message = (await response.text()).slice(0, 2_000);
        yield {
          type: "error",
          fault: faultOfStatus({ status: response.status, message, headers: Object.fromEntries(response.headers) }, []),
        };
        return;
      }
      yield* partsOf(linesOf(response.body), `ollama_${request.messages.length}`);
    } catch (thrown) {
      yield { type: "error", fault: signal.aborted ? stopped : faultOfThrown(thrown, []) };
    }
  },
});

function bodyOf(request: ModelRequest, model: string, contextTokens: number | undefined) {
  return {
    model,
    stream: true,
    messages: [
      ...(request.system === "" ? [] : [{ role: "system", content: request.system }]),
      ...request.messages.flatMap(messagesOf),
    ],
    tools: request.tools.map(({ name, description, input }) => ({
      type: "function",
      function: { name, description, parameters: input },
    })),
    options: {
      ...(request.maxOutputTokens === undefined ? {} : { num_predict: request.maxOutputTokens }),
      ...(request.temperature === undefined ? {} : { temperature: request.temperature }),
      // Unasked it cuts what is sent to a few thousand tokens, without a word.
      ...(contextTokens === undefined ? {} : { num_ctx: contextTokens }),
    },
  };
}

function messagesOf(message: Message): object[] {
  if (message.role === "tool") {
    return message.results.map(({ name, parts }) => ({ role: "tool", tool_name: name, ...contentOf(parts) }));
  }
  if (message.role === "user") return [{ role: "user", ...contentOf(message.parts) }];
  const calls = message.parts.flatMap((part) =>
    part.type === "tool-call"
      ? [{ function: { name: part.name, arguments: isObject(part.input) ? part.input : {} } }]
      : [],
  );
  const content = message.parts.map((part) => (part.type === "text" ? part.text : "")).join("");
  return [{ role: "assistant", content, ...(calls.length === 0 ? {} : { tool_calls: calls }) }];
}

function contentOf(parts: readonly (TextPart | ImagePart)[]) {
  const images = parts.flatMap((part) => (part.type === "image" ? [part.data] : []));
  const content = parts.map((part) => (part.type === "text" ? part.text : "")).join("");
  return { content, ...(images.length === 0 ? {} : { images }) };
}

async function* linesOf(body: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<string> {
  let rest = "";
  for await (const text of body.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
  yield rest;
}

async function* partsOf(lines: AsyncIterable<string>, idPrefix: string): AsyncGenerator<StreamPart> {
  let calls = 0;
  for await (const line of lines) {
    if (line.trim() === "") continue;
    const value = parseJson(line, 4_000_000);
    if (!isObject(value)) {
      yield { type: "error", fault: { kind: "unknown", message: "a line is no JSON", retryable: true } };
      return;
    }
    if (typeof value.error === "string") {
      yield { type: "error", fault: faultOfThrown(value.error, []) };
      return;
    }
    const message = isObject(value.message) ? value.message : {};
    if (typeof message.thinking === "string" && message.thinking !== "") {
      yield { type: "reasoning", block: "thinking", delta: message.thinking };
    }
    if (typeof message.content === "string" && message.content !== "") {
      yield { type: "text", block: "text", delta: message.content };
    }
    for (const call of Array.isArray(message.tool_calls) ? message.tool_calls : []) {
      const wanted: Json = isObject(call) && isObject(call.function) ? call.function : {};
      const name = typeof wanted.name === "string" ? wanted.name : "";
      const id = `${idPrefix}_${++calls}`;
      yield { type: "tool-begin", id, name };
      yield { type: "tool-end", id, name, input: JSON.stringify(wanted.arguments ?? {}) };
    }
    if (value.done === true) {
      yield {
        type: "usage",
        usage: { ...count("inputTokens", value.prompt_eval_count), ...count("outputTokens", value.eval_count) },
      };
      yield { type: "finish", reason: value.done_reason === "length" ? "length" : calls > 0 ? "tool-calls" : "stop" };
      return;
    }
  }
  yield { type: "error", fault: tornOff };
}

function count(name: string, value: Json | undefined): Record<string, number> {
  return typeof value === "number" && value >= 0 ? { [name]: value } : {};
}
