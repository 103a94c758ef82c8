import { type FakePart, fakeUsage, finishOf, inputText, piecesOf } from "../reply.ts";
import { errorTexts, sse, type WireFormat } from "./format.ts";

const reasons = { "stop": "stop", "length": "length", "tool-calls": "tool_calls", "refusal": "content_filter" };

export const openaiErrors = {
  "rate-limit": { type: "requests", code: "rate_limit_exceeded" },
  "auth": { type: "invalid_request_error", code: "invalid_api_key" },
  "server": { type: "server_error", code: null },
  "context-length": { type: "invalid_request_error", code: "context_length_exceeded" },
};

/** OpenAI Chat Completions. Source: platform.openai.com, chat streaming. */
export const openaiChat: WireFormat = {
  name: "openai-chat",
  contentType: "text/event-stream",
  pieces(reply, model) {
    const { input, output, cached } = { ...fakeUsage, ...reply.usage };
    const chunk = (choices: unknown[], more: object = {}) =>
      sse({ id: "chatcmpl-1", object: "chat.completion.chunk", created: 1, model, choices, ...more });
    const delta = (value: unknown) => chunk([{ index: 0, delta: value, finish_reason: null }]);
    let calls = 0;
    const partPieces = (part: FakePart): string[] => {
      if (part.type === "text") return piecesOf(part.text).map((content) => delta({ content }));
      if (part.type === "reasoning") return piecesOf(part.text).map((text) => delta({ reasoning_content: text }));
      const index = calls++;
      const begin = { index, id: part.id, type: "function", function: { name: part.name, arguments: "" } };
      const inputs = piecesOf(inputText(part.input)).map((text) =>
        delta({ tool_calls: [{ index, function: { arguments: text } }] }),
      );
      return [delta({ tool_calls: [begin] }), ...inputs];
    };
    return [
      delta({ role: "assistant", content: "" }),
      ...(reply.parts ?? []).flatMap(partPieces),
      chunk([{ index: 0, delta: {}, finish_reason: reasons[finishOf(reply)] }]),
      chunk([], {
        usage: {
          prompt_tokens: input,
          completion_tokens: output,
          total_tokens: input + output,
          prompt_tokens_details: { cached_tokens: cached },
        },
      }),
      sse("[DONE]"),
    ];
  },
  errorPiece: () => sse({ error: { message: "Overloaded", type: "server_error", code: null, param: null } }),
  errorBody: (kind) => ({ error: { message: errorTexts[kind], param: null, ...openaiErrors[kind] } }),
};
