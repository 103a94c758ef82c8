import type { FetchPort } from "../contract/ports.ts";

/** What a homeserver made of a small question: it answered, it or what stands before it did not, or there is no way. */
export type Alive = "alive" | "silent" | "unreachable";

/** A homeserver that takes longer for its list of versions is as good as gone. Milliseconds. */
export const askMs = 3_000;

/** Asks a homeserver for its versions, the one question that costs it nothing. Never rejects. */
export async function askAlive(fetch: FetchPort, homeserverUrl: string, signal: AbortSignal): Promise<Alive> {
  const deadline = AbortSignal.timeout(askMs);
  try {
    const answer = await fetch(`${homeserverUrl.replace(/\/$/, "")}/_matrix/client/versions`, {
      cache: "no-store",
      signal: AbortSignal.any([deadline, signal]),
    });
    await answer.body?.cancel();
    return answer.ok ? "alive" : "silent";
  } catch {
    return deadline.aborted ? "silent" : "unreachable";
  }
}
