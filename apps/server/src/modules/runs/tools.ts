import type { Tool, ToolPolicy } from "@parley/agents";
import type { Clock } from "@parley/kernel";

const redirectsMost = 5;
const pageBytes = 2 * 1024 * 1024;
const pageMs = 20_000;

/** What agents can do here. `fetch`: to the open internet and nowhere else. Their code is loaded when first asked for. */
export async function createTools({
  fetch,
  clock,
  policy,
  more,
}: {
  fetch: typeof globalThis.fetch;
  clock: Clock;
  /** The agent's: what it may not call is not found either. */
  policy: ToolPolicy;
  /** Tools of others, found by search alone. */
  more: readonly Tool[];
}): Promise<readonly Tool[]> {
  const { allows, builtIn, createCurrentTime, createFindTools, createWebFetch, mathEval } = await import(
    "@parley/agents"
  );
  const web = createWebFetch({ fetchPage: (url, signal) => fetchPage({ fetch, clock }, url, signal) });
  const found = [mathEval, builtIn.memoryList, builtIn.sessionList, builtIn.sessionRead, ...more];
  const catalogue = found.filter(({ name }) => allows(policy, name));
  return [createCurrentTime(clock, "UTC"), web, mathEval, createFindTools(catalogue), ...more];
}

/** A page by at most so many redirects, each looked at like the first address. */
async function fetchPage(
  { fetch, clock }: { fetch: typeof globalThis.fetch; clock: Clock },
  url: string,
  given: AbortSignal,
) {
  const over = new AbortController();
  const cancel = clock.after(pageMs, () => over.abort(new Error("The page took too long.")));
  const signal = AbortSignal.any([given, over.signal]);
  try {
    let at = url;
    for (let hops = 0; hops <= redirectsMost; hops++) {
      const answer = await fetch(at, {
        signal,
        headers: { "accept": "text/html,text/*,application/json", "user-agent": "Parley" },
      });
      const location = answer.headers.get("location");
      if (answer.status < 300 || answer.status >= 400 || location === null) {
        const { body, cut } = await bodyOf(answer);
        return { status: answer.status, url: at, contentType: answer.headers.get("content-type") ?? "", body, cut };
      }
      await answer.body?.cancel();
      at = new URL(location, at).href;
    }
    throw new Error("The page leads from one address to the next without end.");
  } finally {
    cancel();
  }
}

async function bodyOf(answer: Response): Promise<{ body: string; cut: boolean }> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of answer.body ?? []) {
    chunks.push(chunk);
    bytes += chunk.length;
    // Leaving the loop closes the connection.
    if (bytes > pageBytes) break;
  }
  const whole = Buffer.concat(chunks).subarray(0, pageBytes);
  return { body: new TextDecoder().decode(whole), cut: bytes > pageBytes };
}
