import { messageBytes } from "./deps.ts";

export type Fetch = (url: string | URL, init?: RequestInit) => Promise<Response>;

/**
 * The way out for the protocol over HTTP: an answer has so many bytes and no more, and the stream that a server may push
 * by without being asked is never opened: it would have no end, and what it tells is asked for.
 */
export function guardedFetch(fetch: typeof globalThis.fetch): Fetch {
  return async (url, init) => {
    if (init?.method === "GET") return new Response(null, { status: 405 });
    const response = await fetch(url, init);
    if (response.body === null) return response;
    let bytes = 0;
    const bounded = new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        bytes += chunk.length;
        if (bytes > messageBytes) controller.error(new Error(`it answered more than ${messageBytes} bytes`));
        else controller.enqueue(chunk);
      },
    });
    const { status, headers } = response;
    return new Response(response.body.pipeThrough(bounded), { status, headers });
  };
}
