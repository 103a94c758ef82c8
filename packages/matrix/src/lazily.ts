/** Fetches something when it is first asked for, and once; what could not be fetched is tried again. */
export function lazily<T>(fetch: () => Promise<T>): () => Promise<T> {
  let coming: Promise<T> | null = null;
  return () => {
    coming ??= fetch().catch((thrown) => {
      coming = null;
      throw thrown;
    });
    return coming;
  };
}
