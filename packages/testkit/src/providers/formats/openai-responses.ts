import { type FakePart, fakeUsage, finishOf, inputText, piecesOf } from "../reply.ts";
import { errorTexts, sse, type WireFormat } from "./format.ts";
import { openaiErrors } from "./openai-chat.ts";

type Item = Record<string, unknown>;

/** OpenAI Responses. Source: platform.openai.com, responses streaming. There is no `[DONE]`. */
export const openaiResponses: WireFormat = {
  name: "openai-responses",
  contentType: "text/event-stream",
  pieces(reply, model) {
    const { input, output, cached } = { ...fakeUsage, ...reply.usage };
    let sequence = 0;
    const event = (type: string, more: object) => sse({ type, sequence_number: sequence++, ...more }, type);
    const partPieces = (part: FakePart, index: number): string[] => {
      const added = (item: Item) => event("response.output_item.added", { output_index: index, item });
      const done = (item: Item) => event("response.output_item.done", { output_index: index, item });
      if (part.type === "text") {
        const id = `msg_${index}`;
        const item = { id, type: "message", role: "assistant" };
        const deltas = piecesOf(part.text).map((delta) =>
          event("response.output_text.delta", { item_id: id, output_index: index, content_index: 0, delta }),
        );
        const content = [{ type: "output_text", text: part.text, annotations: [] }];
        return [
          added({ ...item, status: "in_progress", content: [] }),
          ...deltas,
          done({ ...item, status: "completed", content }),
        ];
      }
      if (part.type === "reasoning") {
        const id = `rs_${index}`;
        const summary = { item_id: id, output_index: index, summary_index: 0 };
        const item = { id, type: "reasoning", encrypted_content: part.signature ?? null };
        return [
          added({ ...item, summary: [] }),
          event("response.reasoning_summary_part.added", { ...summary, part: { type: "summary_text", text: "" } }),
          ...piecesOf(part.text).map((delta) => event("response.reasoning_summary_text.delta", { ...summary, delta })),
          event("response.reasoning_summary_part.done", {
            ...summary,
            part: { type: "summary_text", text: part.text },
          }),
          done({ ...item, summary: [{ type: "summary_text", text: part.text }] }),
        ];
      }
      const id = `fc_${index}`;
      const text = inputText(part.input);
      const item = { id, type: "function_call", call_id: part.id, name: part.name };
      const deltas = piecesOf(text).map((delta) =>
        event("response.function_call_arguments.delta", { item_id: id, output_index: index, delta }),
      );
      return [
        added({ ...item, status: "in_progress", arguments: "" }),
        ...deltas,
        event("response.function_call_arguments.done", { item_id: id, output_index: index, arguments: text }),
        done({ ...item, status: "completed", arguments: text }),
      ];
    };
    const response = { id: "resp_1", object: "response", created_at: 1, model, output: [] };
    const finish = finishOf(reply);
    const cut = finish === "length" ? "max_output_tokens" : finish === "refusal" ? "content_filter" : null;
    const usage = {
      input_tokens: input,
      input_tokens_details: { cached_tokens: cached },
      output_tokens: output,
      output_tokens_details: { reasoning_tokens: 0 },
      total_tokens: input + output,
    };
    return [
      event("response.created", { response: { ...response, status: "in_progress" } }),
      ...(reply.parts ?? []).flatMap(partPieces),
      cut === null
        ? event("response.completed", {
            response: { ...response, status: "completed", incomplete_details: null, usage },
          })
        : event("response.incomplete", {
            response: { ...response, status: "incomplete", incomplete_details: { reason: cut }, usage },
          }),
    ];
  },
  errorPiece: () =>
    sse(
      {
        type: "response.failed",
        sequence_number: 99,
        response: {
          id: "resp_1",
          object: "response",
          created_at: 1,
          status: "failed",
          error: { code: "server_error", message: "Overloaded" },
          incomplete_details: null,
          output: [],
          usage: null,
        },
      },
      "response.failed",
    ),
  errorBody: (kind) => ({ error: { message: errorTexts[kind], param: null, ...openaiErrors[kind] } }),
};
