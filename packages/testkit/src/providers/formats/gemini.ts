import { type FakePart, fakeUsage, finishOf, piecesOf } from "../reply.ts";
import { errorTexts, sse, type WireFormat } from "./format.ts";

const reasons = { "stop": "STOP", "length": "MAX_TOKENS", "tool-calls": "STOP", "refusal": "SAFETY" };
const errors = {
  "rate-limit": { code: 429, status: "RESOURCE_EXHAUSTED" },
  "auth": { code: 401, status: "UNAUTHENTICATED" },
  "server": { code: 500, status: "INTERNAL" },
  "context-length": { code: 400, status: "INVALID_ARGUMENT" },
};

/** Gemini's `streamGenerateContent?alt=sse`. Source: ai.google.dev. Calls come whole and without id, and nothing marks the end. */
export const gemini: WireFormat = {
  name: "gemini",
  contentType: "text/event-stream",
  pieces(reply, model) {
    const { input, output, cached } = { ...fakeUsage, ...reply.usage };
    const chunk = (parts: unknown[], more: object = {}, rest: object = {}) =>
      sse({ candidates: [{ content: { role: "model", parts }, index: 0, ...more }], modelVersion: model, ...rest });
    const partPieces = (part: FakePart): string[] => {
      if (part.type === "text") return piecesOf(part.text).map((text) => chunk([{ text }]));
      if (part.type === "reasoning") return piecesOf(part.text).map((text) => chunk([{ text, thought: true }]));
      const signature = part.signature === undefined ? {} : { thoughtSignature: part.signature };
      return [chunk([{ functionCall: { name: part.name, args: part.input }, ...signature }])];
    };
    const usageMetadata = {
      promptTokenCount: input,
      candidatesTokenCount: output,
      cachedContentTokenCount: cached,
      totalTokenCount: input + output,
    };
    return [
      ...(reply.parts ?? []).flatMap(partPieces),
      chunk([], { finishReason: reasons[finishOf(reply)] }, { usageMetadata }),
    ];
  },
  errorPiece: () => sse({ error: { code: 503, message: "Overloaded", status: "UNAVAILABLE" } }),
  errorBody: (kind) => ({ error: { ...errors[kind], message: errorTexts[kind] } }),
};
