import type { Clock } from "@parley/kernel";
import type { Fetch } from "../guarded-fetch.ts";
import { within } from "../within.ts";
import { SignInFault } from "./fault.ts";

const requestMs = 10_000;
/** Of one answer: descriptions and tokens are small. */
const answerBytes = 256 * 1024;

/**
 * The way out to services that sign people in. What the owner named may stand in an own network; what was only found
 * there is on the open internet, by TLS, or is not gone to. Each answer is read whole, within ten seconds.
 */
export function createAuthFetch(
  own: ReadonlySet<string>,
  {
    fetch,
    publicFetch,
    clock,
  }: { readonly fetch: typeof globalThis.fetch; readonly publicFetch: typeof globalThis.fetch; readonly clock: Clock },
): (signal: AbortSignal) => Fetch {
  return (signal) =>
    async (url, init = {}) => {
      const target = new URL(url);
      const isOwn = own.has(target.origin);
      if (!mayGo(target, own)) throw new SignInFault("not-let", target.host);
      try {
        return await within(clock, requestMs, "no answer in time", async (late) => {
          const over = AbortSignal.any([signal, late]);
          return wholeOf(await (isOwn ? fetch : publicFetch)(target, { ...init, signal: over }), target.host);
        });
      } catch (thrown) {
        if (thrown instanceof SignInFault) throw thrown;
        const isRefused = thrown instanceof Error && /not dialled$/.test(thrown.message);
        throw new SignInFault(isRefused ? "not-let" : "unreachable", target.host, thrown);
      }
    };
}

/** Whether a person or a request may be sent there. */
export function mayGo(target: URL, own: ReadonlySet<string>): boolean {
  const isPlain = target.username === "" && target.password === "";
  return isPlain && (target.protocol === "https:" || (target.protocol === "http:" && own.has(target.origin)));
}

async function wholeOf(response: Response, host: string): Promise<Response> {
  const { status, headers, body } = response;
  if (body === null) return response;
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > answerBytes) throw new SignInFault("garbage", host);
    chunks.push(chunk);
  }
  return new Response(Buffer.concat(chunks), { status, headers });
}
