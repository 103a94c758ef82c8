import type { Clock } from "@parley/kernel";

/** Does something that ends by its signal. Rejects with `late` after that many milliseconds. */
export async function within<Value>(
  clock: Clock,
  ms: number,
  late: string,
  work: (signal: AbortSignal) => Promise<Value>,
): Promise<Value> {
  const over = new AbortController();
  const cancel = clock.after(ms, () => over.abort(new Error(late)));
  try {
    return await work(over.signal);
  } catch (thrown) {
    throw over.signal.aborted ? over.signal.reason : thrown;
  } finally {
    cancel();
  }
}
