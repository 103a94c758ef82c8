/** Makes something when it is first asked for, and keeps it: a schema takes longer to make than a thousand uses of it. */
export function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
