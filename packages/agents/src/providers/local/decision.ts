import { isObject, type Json, type JsonObject, type JsonSchema, parseJson } from "../../contract/json.ts";
import type { ToolSpec } from "../../contract/tools.ts";

/** A text of an input; without a bound a small model writes on until its tokens are used up. */
const longestText = 2_000;
const mostItems = 50;
const deepest = 8;

/** What a model that knows nothing of tools is asked first: one of them, or an answer of its own. */
export interface Decision {
  /** Stands below the system's text. */
  readonly words: string;
  readonly shape: JsonSchema;
  /** The chosen tool and its input; null: the model answers itself, or what came cannot be read. */
  read(text: string): { readonly name: string; readonly input: JsonObject } | null;
}

/**
 * Small models do not call tools by themselves (0 of 10), and choose well where nothing but a choice can be written (7 to 10
 * of 10). `tools` is not empty.
 */
export function decisionOf(tools: readonly ToolSpec[]): Decision {
  const answer = freeName(tools);
  const lines = tools.map(
    ({ name, description, input }) => `- ${name}: ${description} Input: ${JSON.stringify(plainOf(input))}`,
  );
  return {
    words: [
      "You can use tools. Write one JSON object and nothing else:",
      '{"tool": NAME, "input": {…}} uses a tool; its result comes back to you.',
      `{"tool": "${answer}"} where no tool is needed: then you answer yourself.`,
      "Tools:",
      ...lines,
    ].join("\n"),
    shape: {
      oneOf: [
        ...tools.map(({ name, input }) => ({
          type: "object",
          properties: { tool: { const: name }, input: inputShape(input) },
        })),
        { type: "object", properties: { tool: { const: answer } } },
      ],
    },
    read(text) {
      const value = parseJson(text, 1_000_000);
      if (!isObject(value) || typeof value.tool !== "string") return null;
      const tool = tools.find(({ name }) => name === value.tool);
      if (tool === undefined) return null;
      return { name: tool.name, input: isObject(value.input) ? withoutNulls(value.input, tool.input) : {} };
    },
  };
}

function freeName(tools: readonly ToolSpec[]): string {
  let name = "reply";
  while (tools.some((tool) => tool.name === name)) name += "_";
  return name;
}

function inputShape(schema: JsonSchema): JsonObject {
  const shape = shapeOf(schema, 0);
  return shape.type === "object" ? shape : { type: "object", properties: {} };
}

/**
 * What of a schema the engine's grammar knows. It writes each property: those that need not be there may be null, and are
 * taken away again (`withoutNulls`). What it does not know is left open; whoever runs the tool checks the input as ever.
 */
function shapeOf(schema: Json | undefined, depth: number): JsonObject {
  if (!isObject(schema) || depth > deepest) return { type: ["string", "number", "boolean", "null"] };
  if (isPlain(schema.const)) return { const: schema.const };
  if (Array.isArray(schema.enum) && schema.enum.length > 0 && schema.enum.every(isPlain)) return { enum: schema.enum };
  const choices = Array.isArray(schema.oneOf) ? schema.oneOf : schema.anyOf;
  if (Array.isArray(choices) && choices.length > 0) {
    return { oneOf: choices.map((choice) => shapeOf(choice, depth + 1)) };
  }
  switch (schema.type) {
    case "object": {
      const needed = Array.isArray(schema.required) ? schema.required : [];
      const properties: Record<string, Json> = {};
      for (const [name, value] of Object.entries(isObject(schema.properties) ? schema.properties : {})) {
        const shape = shapeOf(value, depth + 1);
        properties[name] = needed.includes(name) ? shape : { oneOf: [shape, { type: "null" }] };
      }
      return { type: "object", properties };
    }
    case "array":
      return { type: "array", items: shapeOf(schema.items, depth + 1), maxItems: least(schema.maxItems, mostItems) };
    case "string":
      return { type: "string", maxLength: least(schema.maxLength, longestText) };
    case "number":
    case "integer":
    case "boolean":
    case "null":
      return { type: schema.type };
    default:
      return { type: ["string", "number", "boolean", "null"] };
  }
}

const isPlain = (value: Json | undefined): value is string | number | boolean =>
  typeof value === "string" || typeof value === "number" || typeof value === "boolean";

const least = (value: Json | undefined, most: number) =>
  typeof value === "number" && value >= 0 ? Math.min(Math.floor(value), most) : most;

function withoutNulls(input: JsonObject, schema: Json | undefined): JsonObject {
  const needed: readonly Json[] = isObject(schema) && Array.isArray(schema.required) ? schema.required : [];
  const properties = isObject(schema) && isObject(schema.properties) ? schema.properties : {};
  const kept: Record<string, Json> = {};
  for (const [name, value] of Object.entries(input)) {
    if (value === null && !needed.includes(name)) continue;
    kept[name] = isObject(value) ? withoutNulls(value, properties[name]) : value;
  }
  return kept;
}

/** A schema without what only machines read: each token of it is worked on by a processor. */
function plainOf(schema: JsonSchema): Json {
  const { $schema: _schema, additionalProperties: _more, title: _title, ...rest } = schema;
  return rest;
}
