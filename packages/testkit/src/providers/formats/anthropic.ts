import { type FakePart, type FakeReply, fakeUsage, finishOf, inputText, piecesOf } from "../reply.ts";
import { errorTexts, sse, type WireFormat } from "./format.ts";

const named = (value: { type: string } & Record<string, unknown>) => sse(value, value.type);

function block(part: FakePart, index: number): string[] {
  const begin = (content: unknown) => named({ type: "content_block_start", index, content_block: content });
  const delta = (value: unknown) => named({ type: "content_block_delta", index, delta: value });
  const end = named({ type: "content_block_stop", index });
  if (part.type === "text") {
    const texts = piecesOf(part.text).map((text) => delta({ type: "text_delta", text }));
    return [begin({ type: "text", text: "" }), ...texts, end];
  }
  if (part.type === "reasoning") {
    const thoughts = piecesOf(part.text).map((thinking) => delta({ type: "thinking_delta", thinking }));
    const signature = delta({ type: "signature_delta", signature: part.signature ?? "sig" });
    return [begin({ type: "thinking", thinking: "", signature: "" }), ...thoughts, signature, end];
  }
  const inputs = piecesOf(inputText(part.input)).map((text) => delta({ type: "input_json_delta", partial_json: text }));
  return [begin({ type: "tool_use", id: part.id, name: part.name, input: {} }), ...inputs, end];
}

const reasons = { "stop": "end_turn", "length": "max_tokens", "tool-calls": "tool_use", "refusal": "refusal" };
const errors = {
  "rate-limit": "rate_limit_error",
  "auth": "authentication_error",
  "server": "api_error",
  "context-length": "invalid_request_error",
};

/** Anthropic Messages. Source: docs.anthropic.com, streaming messages. */
export const anthropic: WireFormat = {
  name: "anthropic",
  contentType: "text/event-stream; charset=utf-8",
  pieces(reply: FakeReply, model) {
    const { input, output, cached } = { ...fakeUsage, ...reply.usage };
    const usage = { input_tokens: input - cached, cache_read_input_tokens: cached, output_tokens: 1 };
    const message = { id: "msg_1", type: "message", role: "assistant", model, content: [], stop_reason: null, usage };
    return [
      named({ type: "message_start", message }),
      named({ type: "ping" }),
      ...(reply.parts ?? []).flatMap(block),
      named({
        type: "message_delta",
        delta: { stop_reason: reasons[finishOf(reply)], stop_sequence: null },
        usage: { output_tokens: output },
      }),
      named({ type: "message_stop" }),
    ];
  },
  errorPiece: () => named({ type: "error", error: { type: "overloaded_error", message: "Overloaded" } }),
  errorBody: (kind) => ({ type: "error", error: { type: errors[kind], message: errorTexts[kind] } }),
};
