import { AppError, type Clock, sleep } from "@parley/kernel";

/** What `work` says; rejects with MATRIX_TIMEOUT when it says nothing for so long. */
export async function inTime<T>(clock: Clock, ms: number, work: Promise<T>): Promise<T> {
  const timer = new AbortController();
  const late = sleep(clock, ms, timer.signal).then(() => {
    throw new AppError("MATRIX_TIMEOUT", `Not done after ${ms} ms.`, { retryable: true });
  });
  late.catch(() => {});
  try {
    return await Promise.race([work, late]);
  } finally {
    timer.abort();
  }
}
