import type { Usage } from "@parley/agents";
import type { Answer } from "./asks.ts";
import { faultOf } from "./faults.ts";
import { counted, createText, event } from "./pieces.ts";
import { readChat } from "./read-chat.ts";
import type { Wire } from "./wire.ts";

/** `/v1/chat/completions`. Source: OpenAI API reference, "Chat Completions". */
export const chatWire: Wire = {
  read(body, { id, now }) {
    const { model, stream, tellUsage, question } = readChat(body);
    const name = `chatcmpl-${id}`;
    const created = Math.floor(now / 1000);
    return {
      model,
      stream,
      question,
      whole(answer) {
        const failed = faultOf(answer.end);
        if (failed) return failed;
        const calls = answer.calls.length === 0 ? {} : { tool_calls: answer.calls.map(callOf) };
        const content = answer.text === "" && answer.calls.length > 0 ? null : answer.text;
        const choice = {
          index: 0,
          message: { role: "assistant", content, refusal: null, ...calls },
          logprobs: null,
          finish_reason: reasonOf(answer),
        };
        const usage = usageOf(answer.usage);
        const body = { id: name, object: "chat.completion", created, model, choices: [choice] };
        return { status: 200, body: { ...body, ...(usage === null ? {} : { usage }) } };
      },
      pieces(send) {
        const base = { id: name, object: "chat.completion.chunk", created, model };
        const chunk = (delta: object, finish_reason: string | null = null) =>
          send(
            event({
              ...base,
              choices: [{ index: 0, delta, logprobs: null, finish_reason }],
              ...(tellUsage ? { usage: null } : {}),
            }),
          );
        chunk({ role: "assistant", content: "", refusal: null });
        return {
          watch: createText((delta) => chunk({ content: delta })),
          end(answer) {
            const failed = faultOf(answer.end);
            if (failed) {
              send(event(failed.body));
              return;
            }
            for (const [index, call] of answer.calls.entries()) chunk({ tool_calls: [{ index, ...callOf(call) }] });
            chunk({}, reasonOf(answer));
            if (tellUsage) send(event({ ...base, choices: [], usage: usageOf(answer.usage) }));
            send("data: [DONE]\n\n");
          },
        };
      },
    };
  },
};

function callOf({ id, name, input }: Answer["calls"][number]) {
  return { id, type: "function", function: { name, arguments: JSON.stringify(input) } };
}

function reasonOf({ end, calls }: Answer): string {
  if (calls.length > 0) return "tool_calls";
  return end?.type === "limit" ? "length" : "stop";
}

function usageOf(usage: Usage) {
  const count = counted(usage);
  if (count === null) return null;
  return {
    prompt_tokens: count.input,
    completion_tokens: count.output,
    total_tokens: count.input + count.output,
    prompt_tokens_details: { cached_tokens: count.cached },
    completion_tokens_details: { reasoning_tokens: count.reasoning },
  };
}
