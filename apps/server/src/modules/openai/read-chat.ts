import type { UserMessage } from "@parley/agents";
import { z } from "zod";
import type { Question } from "./asks.ts";
import { badParam } from "./faults.ts";
import {
  leftAlone,
  notOffered,
  pictureOf,
  readBody,
  textPart,
  toolInput,
  toolName,
  toolParameters,
} from "./read-body.ts";
import { conversationOf, type Said } from "./read-messages.ts";

const textPiece = () => z.looseObject({ type: z.literal("text"), text: z.string() });
const refusalPiece = () => z.looseObject({ type: z.literal("refusal"), refusal: z.string() });
const imagePiece = () => z.looseObject({ type: z.literal("image_url"), image_url: z.looseObject({ url: z.string() }) });
const texts = () => z.union([z.string(), z.array(textPiece()).max(1000)]);

const message = () =>
  z.discriminatedUnion("role", [
    z.looseObject({ role: z.enum(["system", "developer"]), content: texts() }),
    z.looseObject({
      role: z.literal("user"),
      content: z.union([z.string(), z.array(z.discriminatedUnion("type", [textPiece(), imagePiece()])).max(1000)]),
    }),
    z.looseObject({
      role: z.literal("assistant"),
      content: z
        .union([z.string(), z.array(z.discriminatedUnion("type", [textPiece(), refusalPiece()])).max(1000)])
        .nullish(),
      tool_calls: z
        .array(
          z.looseObject({
            id: z.string().min(1).max(256),
            type: z.literal("function"),
            function: z.looseObject({ name: toolName(), arguments: z.string() }),
          }),
        )
        .max(128)
        .nullish(),
    }),
    z.looseObject({ role: z.literal("tool"), tool_call_id: z.string().min(1).max(256), content: texts() }),
  ]);

/** Source: OpenAI API reference, "Create chat completion". Made when first asked for. */
const chatBody = () =>
  z.strictObject({
    model: z.string().min(1).max(300),
    messages: z.array(message()).min(1).max(5000),
    stream: z.boolean().nullish(),
    stream_options: z.looseObject({ include_usage: z.boolean().optional() }).nullish(),
    tools: z
      .array(
        z.looseObject({
          type: z.literal("function", { error: "only functions are offered here" }),
          function: z.looseObject({
            name: toolName(),
            description: z.string().max(10_000).optional(),
            parameters: toolParameters(),
          }),
        }),
      )
      .max(128)
      .nullish(),
    tool_choice: z.unknown().optional(),
    max_tokens: z.int().min(1).max(200_000).nullish(),
    max_completion_tokens: z.int().min(1).max(200_000).nullish(),
    temperature: z.number().min(0).max(2).nullish(),
    n: z.int().nullish(),
    response_format: z.looseObject({ type: z.string() }).nullish(),
    modalities: z.array(z.string()).nullish(),
    logprobs: z.boolean().nullish(),
    stop: z.unknown().optional(),
    // Left alone, each of them.
    parallel_tool_calls: leftAlone(),
    user: leftAlone(),
    metadata: leftAlone(),
    store: leftAlone(),
    seed: leftAlone(),
    top_p: leftAlone(),
    top_logprobs: leftAlone(),
    presence_penalty: leftAlone(),
    frequency_penalty: leftAlone(),
    logit_bias: leftAlone(),
    service_tier: leftAlone(),
    reasoning_effort: leftAlone(),
    verbosity: leftAlone(),
    prompt_cache_key: leftAlone(),
    prompt_cache_retention: leftAlone(),
    safety_identifier: leftAlone(),
  });
let schema: ReturnType<typeof chatBody> | undefined;

/** What a chat completion asks. */
export interface ChatQuestion {
  readonly model: string;
  readonly stream: boolean;
  readonly tellUsage: boolean;
  readonly question: Omit<Question, "bare">;
}

/** Throws BAD_PARAMS, with the parameter's name. */
export function readChat(body: unknown): ChatQuestion {
  schema ??= chatBody();
  const read = readBody(schema, body);
  if ((read.n ?? 1) !== 1) notOffered("n");
  if ((read.response_format?.type ?? "text") !== "text") notOffered("response_format");
  if ((read.modalities ?? ["text"]).some((kind) => kind !== "text")) notOffered("modalities");
  if (read.logprobs) notOffered("logprobs");
  if (read.stop !== undefined && read.stop !== null) notOffered("stop");
  const choice = read.tool_choice ?? "auto";
  if (choice !== "auto" && choice !== "none") notOffered("tool_choice");
  return {
    model: read.model,
    stream: read.stream ?? false,
    tellUsage: read.stream_options?.include_usage ?? false,
    question: {
      ...conversationOf(read.messages.flatMap(saidIn), "messages"),
      tools:
        choice === "none"
          ? []
          : onceEach((read.tools ?? []).map((tool) => tool.function)).map(({ name, description, parameters }) => ({
              name,
              description: description ?? "",
              input: toolInput(parameters),
            })),
      maxOutputTokens: read.max_completion_tokens ?? read.max_tokens ?? null,
      temperature: read.temperature ?? null,
    },
  };
}

/** Two tools of one name could not be told apart. Throws BAD_PARAMS. */
export function onceEach<T extends { readonly name: string }>(tools: readonly T[]): readonly T[] {
  const names = new Set(tools.map(({ name }) => name));
  if (names.size !== tools.length) throw badParam("tools", "Two tools have the same name.");
  return tools;
}

function saidIn(one: z.output<ReturnType<typeof message>>): Said[] {
  switch (one.role) {
    case "system":
    case "developer":
      return [{ type: "system", text: wordsOf(one.content) }];
    case "user":
      return [{ type: "user", parts: partsOf(one.content) }];
    case "assistant": {
      const calls = (one.tool_calls ?? []).map(
        ({ id, function: { name, arguments: input } }): Said => ({ type: "call", id, name, input }),
      );
      const text =
        typeof one.content === "string"
          ? one.content
          : (one.content ?? []).map((part) => (part.type === "text" ? part.text : part.refusal)).join("\n");
      return [{ type: "assistant", text }, ...calls];
    }
    case "tool":
      return [{ type: "result", id: one.tool_call_id, parts: [textPart(wordsOf(one.content))] }];
  }
}

function wordsOf(content: string | readonly { readonly text: string }[]): string {
  return typeof content === "string" ? content : content.map(({ text }) => text).join("\n");
}

function partsOf(
  content: string | readonly ({ type: "text"; text: string } | { type: "image_url"; image_url: { url: string } })[],
): UserMessage["parts"] {
  if (typeof content === "string") return [textPart(content)];
  return content.map((part) =>
    part.type === "text" ? textPart(part.text) : pictureOf("messages", part.image_url.url),
  );
}
