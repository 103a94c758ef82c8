import { eventFrame, exceptionFrame } from "../eventstream.ts";
import { type FakePart, fakeUsage, finishOf, inputText, piecesOf } from "../reply.ts";
import { errorTexts, type WireFormat } from "./format.ts";

const reasons = { "stop": "end_turn", "length": "max_tokens", "tool-calls": "tool_use", "refusal": "content_filtered" };

function block(part: FakePart, contentBlockIndex: number): Uint8Array[] {
  const delta = (value: unknown) => eventFrame("contentBlockDelta", { contentBlockIndex, delta: value });
  const end = eventFrame("contentBlockStop", { contentBlockIndex });
  if (part.type === "text") return [...piecesOf(part.text).map((text) => delta({ text })), end];
  if (part.type === "reasoning") {
    const thoughts = piecesOf(part.text).map((text) => delta({ reasoningContent: { text } }));
    return [...thoughts, delta({ reasoningContent: { signature: part.signature ?? "sig" } }), end];
  }
  const start = { toolUse: { toolUseId: part.id, name: part.name } };
  return [
    eventFrame("contentBlockStart", { contentBlockIndex, start }),
    ...piecesOf(inputText(part.input)).map((input) => delta({ toolUse: { input } })),
    end,
  ];
}

/** Bedrock ConverseStream. Source: docs.aws.amazon.com, ConverseStream and the event stream encoding. */
export const bedrock: WireFormat = {
  name: "bedrock",
  contentType: "application/vnd.amazon.eventstream",
  pieces(reply) {
    const { input, output, cached } = { ...fakeUsage, ...reply.usage };
    const usage = {
      inputTokens: input - cached,
      outputTokens: output,
      totalTokens: input + output,
      cacheReadInputTokens: cached,
      cacheWriteInputTokens: 0,
    };
    return [
      eventFrame("messageStart", { role: "assistant" }),
      ...(reply.parts ?? []).flatMap(block),
      eventFrame("messageStop", { stopReason: reasons[finishOf(reply)] }),
      eventFrame("metadata", { usage, metrics: { latencyMs: 5 } }),
    ];
  },
  errorPiece: () => exceptionFrame("internalServerException", { message: "Overloaded" }),
  errorBody: (kind) => ({ message: errorTexts[kind] }),
};
