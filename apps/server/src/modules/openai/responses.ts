import type { Usage } from "@parley/agents";
import type { Answer } from "./asks.ts";
import { faultOf } from "./faults.ts";
import { counted, createText, event } from "./pieces.ts";
import { readResponse } from "./read-responses.ts";
import type { Wire } from "./wire.ts";

/** `/v1/responses`. Source: OpenAI API reference, "Responses" and "Streaming events". */
export const responsesWire: Wire = {
  read(body, { id, now }) {
    const { model, stream, instructions, question } = readResponse(body);
    const frame = (status: string, more: object = {}) => ({
      id: `resp_${id}`,
      object: "response",
      created_at: Math.floor(now / 1000),
      status,
      model,
      instructions,
      error: null,
      incomplete_details: null,
      output: [],
      usage: null,
      metadata: {},
      parallel_tool_calls: true,
      temperature: question.temperature,
      tool_choice: "auto",
      tools: [],
      top_p: null,
      // Nothing can be asked of it later: a program keeps its own conversation.
      store: false,
      ...more,
    });
    const ended = (answer: Answer) => {
      const short = answer.end?.type === "limit";
      return frame(short ? "incomplete" : "completed", {
        ...(short ? { incomplete_details: { reason: "max_output_tokens" } } : {}),
        output: [...(answer.text === "" ? [] : [messageOf(id, answer.text)]), ...answer.calls.map(callOf)],
        usage: usageOf(answer.usage),
      });
    };
    return {
      model,
      stream,
      question,
      whole: (answer) => faultOf(answer.end) ?? { status: 200, body: ended(answer) },
      pieces(send) {
        let seq = 0;
        const tell = (type: string, data: object) => send(event({ type, sequence_number: seq++, ...data }, type));
        tell("response.created", { response: frame("in_progress") });
        tell("response.in_progress", { response: frame("in_progress") });
        const text = streamText(id, tell);
        return {
          watch: createText(text.say),
          end(answer) {
            text.end();
            const failed = faultOf(answer.end);
            if (failed) {
              const { error } = failed.body;
              const said = { code: error.code, message: error.message };
              tell("response.failed", { response: frame("failed", { error: said, output: text.output() }) });
              return;
            }
            const first = text.output().length;
            for (const [at, call] of answer.calls.entries()) streamCall(first + at, call, tell);
            const response = ended(answer);
            tell(`response.${response.status}`, { response });
          },
        };
      },
    };
  },
};

type Tell = (type: string, data: object) => void;

/** The one message of an answer, told while it comes. It begins with the first that is said. */
function streamText(id: string, tell: Tell) {
  let said = "";
  let open = false;
  const place = { item_id: `msg_${id}`, output_index: 0, content_index: 0 };
  return {
    say(delta: string) {
      if (!open) {
        open = true;
        tell("response.output_item.added", {
          output_index: 0,
          item: { ...messageOf(id, ""), status: "in_progress", content: [] },
        });
        tell("response.content_part.added", { ...place, part: partOf("") });
      }
      said += delta;
      tell("response.output_text.delta", { ...place, delta, logprobs: [] });
    },
    end() {
      if (!open) return;
      tell("response.output_text.done", { ...place, text: said, logprobs: [] });
      tell("response.content_part.done", { ...place, part: partOf(said) });
      tell("response.output_item.done", { output_index: 0, item: messageOf(id, said) });
    },
    output: () => (open ? [messageOf(id, said)] : []),
  };
}

function streamCall(output_index: number, call: Answer["calls"][number], tell: Tell): void {
  const item = callOf(call);
  const place = { item_id: item.id, output_index };
  tell("response.output_item.added", { output_index, item: { ...item, arguments: "", status: "in_progress" } });
  tell("response.function_call_arguments.delta", { ...place, delta: item.arguments });
  tell("response.function_call_arguments.done", { ...place, name: item.name, arguments: item.arguments });
  tell("response.output_item.done", { output_index, item });
}

function partOf(text: string) {
  return { type: "output_text", text, annotations: [], logprobs: [] };
}

function messageOf(id: string, text: string) {
  return { type: "message", id: `msg_${id}`, role: "assistant", status: "completed", content: [partOf(text)] };
}

function callOf({ id, name, input }: Answer["calls"][number]) {
  return {
    type: "function_call",
    id: `fc_${id}`,
    call_id: id,
    name,
    arguments: JSON.stringify(input),
    status: "completed",
  };
}

function usageOf(usage: Usage) {
  const count = counted(usage);
  if (count === null) return null;
  return {
    input_tokens: count.input,
    input_tokens_details: { cached_tokens: count.cached },
    output_tokens: count.output,
    output_tokens_details: { reasoning_tokens: count.reasoning },
    total_tokens: count.input + count.output,
  };
}
