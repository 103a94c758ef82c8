/** The part of JSON Schema that zod writes and the pages show. */
interface JsonSchema {
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly additionalProperties?: boolean | JsonSchema;
}

/** The fields of an object schema as lines of a Markdown table, nested ones with dots; empty when it has none. */
export function fieldTable(schema: JsonSchema): string {
  const rows = fieldRows(schema, "");
  if (rows.length === 0) return "";
  return ["| field | type | |", "| --- | --- | --- |", ...rows].join("\n");
}

function fieldRows(schema: JsonSchema, prefix: string): string[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
    const path = prefix + name;
    const required = schema.required?.includes(name) ? "" : "optional";
    const inner = nested(field);
    const rows = inner ? fieldRows(inner.schema, `${path}${inner.suffix}.`) : [];
    return [`| \`${path}\` | ${typeName(field)} | ${required} |`, ...rows];
  });
}

function nested(field: JsonSchema): { schema: JsonSchema; suffix: string } | undefined {
  if (field.properties) return { schema: field, suffix: "" };
  if (field.items?.properties) return { schema: field.items, suffix: "[]" };
  const alternative = field.anyOf?.find((one) => one.properties);
  return alternative ? { schema: alternative, suffix: "" } : undefined;
}

function typeName(schema: JsonSchema): string {
  const alternatives = schema.anyOf ?? schema.oneOf;
  if (alternatives) return alternatives.map(typeName).join(" or ");
  if (schema.const !== undefined) return `\`${JSON.stringify(schema.const)}\``;
  if (schema.enum) return schema.enum.map((value) => `\`${JSON.stringify(value)}\``).join(", ");
  if (schema.type === "array") return `list of ${schema.items ? typeName(schema.items) : "anything"}${bounds(schema)}`;
  const type = Array.isArray(schema.type) ? schema.type.join(" or ") : schema.type;
  return `${type ?? "anything"}${bounds(schema)}`;
}

function bounds(schema: JsonSchema): string {
  const between = (low: number | undefined, high: number | undefined, unit: string) => {
    const floor = low === undefined || low === Number.MIN_SAFE_INTEGER ? undefined : low;
    const ceiling = high === undefined || high === Number.MAX_SAFE_INTEGER ? undefined : high;
    if (floor === undefined && ceiling === undefined) return "";
    if (ceiling === undefined) return `, at least ${floor}${unit}`;
    return floor === undefined ? `, at most ${ceiling}${unit}` : `, ${floor} to ${ceiling}${unit}`;
  };
  return (
    between(schema.minLength, schema.maxLength, " characters") +
    between(schema.minimum, schema.maximum, "") +
    between(schema.minItems, schema.maxItems, " items")
  );
}
