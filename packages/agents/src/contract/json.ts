import { nestsDeeper } from "@parley/kernel";

/** What JSON can say. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

/** A JSON Schema (2020-12) of an object: what a tool takes. Whoever checks by it knows a part of it (`checkInput`). */
export type JsonSchema = JsonObject;

/** Brackets within brackets that are read at most. Source: architecture 12.4. */
const maxDepth = 64;

/** Whether an object, and no array: the one place that says so to the compiler. */
export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * Text read as JSON, or undefined where it is none, holds more than `maxChars` characters or is nested deeper than `maxDepth`.
 * The depth is counted before anything is parsed: ten million brackets hold `JSON.parse` for most of a second.
 */
export function parseJson(text: string, maxChars = 1_000_000): Json | undefined {
  if (text.length > maxChars || nestsDeeper(text, maxDepth)) return undefined;
  try {
    // Half a character, which an escape can make, is refused by whoever it is sent to next.
    const value: Json = JSON.parse(text, (_key, part) => (typeof part === "string" ? part.toWellFormed() : part));
    return value;
  } catch {
    return undefined;
  }
}
