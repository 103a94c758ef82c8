import type { LocalPiece, LocalQuestion } from "@parley/agents";

/** More is not kept for a reader who does not read: pieces are joined from there on. */
const mostWaiting = 1_000;

/** One question on its way: pieces go in here and come out there. */
export interface Job {
  readonly question: LocalQuestion;
  readonly signal: AbortSignal;
  /** Whoever asked has gone. */
  gone(): boolean;
  push(piece: LocalPiece): void;
  pieces(): AsyncGenerator<LocalPiece>;
}

export function createJob(question: LocalQuestion, signal: AbortSignal): Job {
  const waiting: LocalPiece[] = [];
  let wake: (() => void) | null = null;
  let left = false;
  const onAbort = () => wake?.();
  signal.addEventListener("abort", onAbort, { once: true });
  return {
    question,
    signal,
    gone: () => left || signal.aborted,
    push(piece) {
      const last = waiting.at(-1);
      if (piece.type === "alive" && last !== undefined) return;
      if (waiting.length >= mostWaiting && "delta" in piece && last !== undefined && last.type === piece.type) {
        waiting[waiting.length - 1] = { type: piece.type, delta: last.delta + piece.delta };
      } else waiting.push(piece);
      wake?.();
    },
    async *pieces() {
      try {
        while (!signal.aborted) {
          const piece = waiting.shift();
          if (piece === undefined) {
            await new Promise<void>((resolve) => {
              wake = resolve;
            });
            continue;
          }
          yield piece;
          if (piece.type === "end" || piece.type === "fault") return;
        }
      } finally {
        left = true;
        signal.removeEventListener("abort", onAbort);
      }
    },
  };
}
