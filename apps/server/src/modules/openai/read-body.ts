import type { ImagePart, JsonSchema, TextPart } from "@parley/agents";
import { z } from "zod";
import { badParam } from "./faults.ts";

/** Reads a body by its schema. Throws BAD_PARAMS with the first fault and its place, as their programs show it. */
export function readBody<T extends z.ZodType>(schema: T, body: unknown): z.output<T> {
  const read = schema.safeParse(body);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  if (issue?.code === "unrecognized_keys") {
    const name = [...issue.path, issue.keys[0] ?? ""].map(String).join(".");
    throw badParam(name.slice(0, 200), `Unknown parameter: '${name.slice(0, 200)}'.`, "unknown_parameter");
  }
  const at = issue?.path.map(String).join(".") ?? "";
  throw badParam(at.slice(0, 200), `Invalid value for '${at.slice(0, 200)}': ${issue?.message ?? "not understood"}.`);
}

/** Taken and left alone: they change how something is said or kept elsewhere, not what is asked. */
export const leftAlone = () => z.unknown().optional();

/** What would change the answer, and cannot be done here: nobody is to believe that it was. */
export function notOffered(param: string): never {
  throw badParam(param, `'${param}' is not offered here.`, "unsupported_parameter");
}

export const toolName = () => z.string().regex(/^[a-zA-Z0-9_-]{1,64}$/, "letters, digits, _ and -, at most 64");

const noInput: JsonSchema = { type: "object", properties: {} };

/** A JSON Schema as it comes along. */
export const toolParameters = () => z.record(z.string(), z.json()).nullish();

/** The schema of a tool's input; without one it takes none. */
export function toolInput(parameters: JsonSchema | null | undefined): JsonSchema {
  return parameters ?? noInput;
}

const picture = /^data:image\/([a-z]+);base64,([A-Za-z0-9+/]+={0,2})$/;
const mediaTypes = new Map<string, ImagePart["mediaType"]>([
  ["png", "image/png"],
  ["jpeg", "image/jpeg"],
  ["webp", "image/webp"],
  ["gif", "image/gif"],
]);

/** A picture that comes along. Nothing is fetched from elsewhere. */
export function pictureOf(param: string, url: string): ImagePart {
  const [, kind = "", data = ""] = picture.exec(url) ?? [];
  const mediaType = mediaTypes.get(kind);
  if (!mediaType) throw badParam(param, "Pictures come along as data addresses: PNG, JPEG, WebP or GIF.");
  return { type: "image", mediaType, data };
}

export const textPart = (text: string): TextPart => ({ type: "text", text });
