import { z } from "zod";
import type { Question } from "./asks.ts";
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
import { onceEach } from "./read-chat.ts";
import { conversationOf, type Said } from "./read-messages.ts";

const textPiece = () => z.looseObject({ type: z.enum(["input_text", "output_text"]), text: z.string() });
const refusalPiece = () => z.looseObject({ type: z.literal("refusal"), refusal: z.string() });
const imagePiece = () => z.looseObject({ type: z.literal("input_image"), image_url: z.string() });
const piece = () => z.discriminatedUnion("type", [textPiece(), refusalPiece(), imagePiece()]);

/** Each reads itself as what was said: their shapes are told apart by the schema that fits. */
const message = () =>
  z
    .looseObject({
      type: z.literal("message").optional(),
      role: z.enum(["user", "assistant", "system", "developer"]),
      content: z.union([z.string(), z.array(piece()).max(1000)]),
    })
    .transform(messageIn);
const call = () =>
  z
    .looseObject({
      type: z.literal("function_call"),
      call_id: z.string().min(1).max(256),
      name: toolName(),
      arguments: z.string(),
    })
    .transform(({ call_id: id, name, arguments: input }): Said[] => [{ type: "call", id, name, input }]);
const result = () =>
  z
    .looseObject({
      type: z.literal("function_call_output"),
      call_id: z.string().min(1).max(256),
      output: z.union([z.string(), z.array(textPiece()).max(1000)]),
    })
    .transform(({ call_id: id, output }): Said[] => {
      const text = typeof output === "string" ? output : output.map((part) => part.text).join("\n");
      return [{ type: "result", id, parts: [textPart(text)] }];
    });
/** What was thought comes back to us with the rest; it is of no use to another model. */
const thought = () => z.looseObject({ type: z.literal("reasoning") }).transform((): Said[] => []);
const item = () => z.union([call(), result(), thought(), message()]);

/** Source: OpenAI API reference, "Create a model response". Made when first asked for. */
const responsesBody = () =>
  z.strictObject({
    model: z.string().min(1).max(300),
    input: z.union([z.string().min(1), z.array(item()).min(1).max(5000)]),
    instructions: z.string().max(200_000).nullish(),
    stream: z.boolean().nullish(),
    tools: z
      .array(
        z.looseObject({
          type: z.literal("function", { error: "only functions are offered here" }),
          name: toolName(),
          description: z.string().max(10_000).nullish(),
          parameters: toolParameters(),
        }),
      )
      .max(128)
      .nullish(),
    tool_choice: z.unknown().optional(),
    max_output_tokens: z.int().min(1).max(200_000).nullish(),
    temperature: z.number().min(0).max(2).nullish(),
    text: z.looseObject({ format: z.looseObject({ type: z.string() }).optional() }).nullish(),
    previous_response_id: z.string().nullish(),
    conversation: z.unknown().optional(),
    background: z.boolean().nullish(),
    prompt: z.unknown().optional(),
    // Left alone, each of them.
    parallel_tool_calls: leftAlone(),
    user: leftAlone(),
    metadata: leftAlone(),
    store: leftAlone(),
    include: leftAlone(),
    top_p: leftAlone(),
    truncation: leftAlone(),
    reasoning: leftAlone(),
    service_tier: leftAlone(),
    stream_options: leftAlone(),
    prompt_cache_key: leftAlone(),
    prompt_cache_retention: leftAlone(),
    safety_identifier: leftAlone(),
  });
let schema: ReturnType<typeof responsesBody> | undefined;

/** What a response is asked for. */
export interface ResponseQuestion {
  readonly model: string;
  readonly stream: boolean;
  readonly instructions: string | null;
  readonly question: Omit<Question, "bare">;
}

/** Throws BAD_PARAMS, with the parameter's name. */
export function readResponse(body: unknown): ResponseQuestion {
  schema ??= responsesBody();
  const read = readBody(schema, body);
  for (const name of ["previous_response_id", "conversation", "prompt"] as const) {
    if (read[name] !== undefined && read[name] !== null) notOffered(name);
  }
  if (read.background) notOffered("background");
  if ((read.text?.format?.type ?? "text") !== "text") notOffered("text.format");
  const choice = read.tool_choice ?? "auto";
  if (choice !== "auto" && choice !== "none") notOffered("tool_choice");
  const said: Said[] =
    typeof read.input === "string" ? [{ type: "user", parts: [textPart(read.input)] }] : read.input.flat();
  const instructions = read.instructions || null;
  return {
    model: read.model,
    stream: read.stream ?? false,
    instructions,
    question: {
      ...conversationOf(instructions === null ? said : [{ type: "system", text: instructions }, ...said], "input"),
      tools:
        choice === "none"
          ? []
          : onceEach(read.tools ?? []).map(({ name, description, parameters }) => ({
              name,
              description: description ?? "",
              input: toolInput(parameters),
            })),
      maxOutputTokens: read.max_output_tokens ?? null,
      temperature: read.temperature ?? null,
    },
  };
}

type Piece = z.output<ReturnType<typeof piece>>;

function messageIn({
  role,
  content,
}: {
  readonly role: "user" | "assistant" | "system" | "developer";
  readonly content: string | readonly Piece[];
}): Said[] {
  const pieces: readonly Piece[] = typeof content === "string" ? [{ type: "input_text", text: content }] : content;
  if (role === "user") return [{ type: "user", parts: pieces.map(userPart) }];
  const text = pieces.map(wordsOf).join("\n");
  return [role === "assistant" ? { type: "assistant", text } : { type: "system", text }];
}

function userPart(part: Piece) {
  return part.type === "input_image" ? pictureOf("input", part.image_url) : textPart(wordsOf(part));
}

function wordsOf(part: Piece): string {
  if (part.type === "refusal") return part.refusal;
  return part.type === "input_image" ? "" : part.text;
}
