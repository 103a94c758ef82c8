/** What a value from outside holds by name; nothing where it is no object. What each holds is as unknown as before. */
export function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}
