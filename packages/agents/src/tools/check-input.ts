import { isObject, type Json, type JsonObject, type JsonSchema } from "../contract/json.ts";

/** Faults that a model is told of at most: the first ones say what is wrong. */
const most = 5;

/**
 * What is wrong with an input, in words for the model; empty where nothing is. Knows types, properties, required, items, enum,
 * const, bounds, anyOf, oneOf and allOf; what else a schema says is left to the tool. Patterns are not run: they could be made
 * to take for ever.
 */
export function checkInput(schema: JsonSchema, input: Json): string[] {
  const faults: string[] = [];
  check(schema, input, "input", faults);
  return faults.slice(0, most);
}

function check(schema: Json | undefined, value: Json, at: string, faults: string[]): void {
  if (schema === false) faults.push(`${at} is not wanted`);
  if (!isObject(schema) || faults.length >= most) return;
  const types = typeof schema.type === "string" ? [schema.type] : listOf(schema.type);
  if (types.length > 0 && !types.some((type) => isType(type, value))) {
    faults.push(`${at} must be ${types.join(" or ")}`);
    return;
  }
  if (schema.const !== undefined && !same(schema.const, value))
    faults.push(`${at} must be ${JSON.stringify(schema.const)}`);
  if (Array.isArray(schema.enum) && !schema.enum.some((choice) => same(choice, value))) {
    faults.push(`${at} must be one of ${JSON.stringify(schema.enum).slice(0, 300)}`);
  }
  if (typeof value === "number") bounds(value, schema.minimum, schema.maximum, at, faults);
  if (typeof value === "string")
    bounds([...value].length, schema.minLength, schema.maxLength, `the length of ${at}`, faults);
  if (Array.isArray(value)) checkList(schema, value, at, faults);
  else if (isObject(value)) checkFields(schema, value, at, faults);
  for (const part of listOf(schema.allOf)) check(part, value, at, faults);
  for (const choices of [schema.anyOf, schema.oneOf]) {
    if (Array.isArray(choices) && !choices.some((choice) => fits(choice, value)))
      faults.push(`${at} is none of what it may be`);
  }
}

function checkList(schema: JsonObject, value: readonly Json[], at: string, faults: string[]): void {
  bounds(value.length, schema.minItems, schema.maxItems, `the length of ${at}`, faults);
  for (const [index, item] of value.entries()) {
    if (faults.length >= most) return;
    check(schema.items, item, `${at}[${index}]`, faults);
  }
}

function checkFields(schema: JsonObject, value: JsonObject, at: string, faults: string[]): void {
  for (const name of listOf(schema.required)) {
    if (typeof name === "string" && !Object.hasOwn(value, name)) faults.push(`${at}.${name} is missing`);
  }
  const properties = isObject(schema.properties) ? schema.properties : {};
  for (const [name, field] of Object.entries(value)) {
    if (faults.length >= most) return;
    const known = Object.hasOwn(properties, name);
    check(known ? properties[name] : schema.additionalProperties, field, `${at}.${name.slice(0, 60)}`, faults);
  }
}

function fits(schema: Json, value: Json): boolean {
  const faults: string[] = [];
  check(schema, value, "", faults);
  return faults.length === 0;
}

function bounds(size: number, least: Json | undefined, greatest: Json | undefined, at: string, faults: string[]): void {
  if (typeof least === "number" && size < least) faults.push(`${at} must be at least ${least}`);
  if (typeof greatest === "number" && size > greatest) faults.push(`${at} must be at most ${greatest}`);
}

function isType(type: Json, value: Json): boolean {
  if (type === "null") return value === null;
  if (type === "array") return Array.isArray(value);
  if (type === "object") return isObject(value);
  if (type === "integer") return Number.isInteger(value);
  return typeof value === type;
}

const same = (one: Json, other: Json) => JSON.stringify(one) === JSON.stringify(other);
const listOf = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? value : []);
