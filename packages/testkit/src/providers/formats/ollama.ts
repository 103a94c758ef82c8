import { type FakePart, fakeUsage, finishOf, piecesOf } from "../reply.ts";
import { errorTexts, type WireFormat } from "./format.ts";

/** Ollama's `/api/chat`: a line of JSON each. Source: github.com/ollama/ollama, docs/api.md. Calls come whole and without id. */
export const ollama: WireFormat = {
  name: "ollama",
  contentType: "application/x-ndjson",
  pieces(reply, model) {
    const { input, output } = { ...fakeUsage, ...reply.usage };
    const line = (message: object, more: object = {}) =>
      `${JSON.stringify({ model, created_at: "2026-11-22T10:00:00Z", message: { role: "assistant", ...message }, done: false, ...more })}\n`;
    const partPieces = (part: FakePart): string[] => {
      if (part.type === "text") return piecesOf(part.text).map((content) => line({ content }));
      if (part.type === "reasoning") return piecesOf(part.text).map((thinking) => line({ content: "", thinking }));
      return [line({ content: "", tool_calls: [{ function: { name: part.name, arguments: part.input } }] })];
    };
    return [
      ...(reply.parts ?? []).flatMap(partPieces),
      line(
        { content: "" },
        {
          done: true,
          done_reason: finishOf(reply) === "length" ? "length" : "stop",
          prompt_eval_count: input,
          eval_count: output,
        },
      ),
    ];
  },
  errorPiece: () => `${JSON.stringify({ error: "an error was encountered while running the model" })}\n`,
  errorBody: (kind) => ({ error: errorTexts[kind] }),
};
