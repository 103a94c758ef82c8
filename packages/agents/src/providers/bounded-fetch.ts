type Fetch = typeof globalThis.fetch;

/** An answer may be this long, and a line of one that comes in lines. */
const maxBytes = 64 * 1024 * 1024;
const maxLineBytes = 4 * 1024 * 1024;
/** Of an answer that is no 2xx, only the fault's words are read. */
const maxErrorBytes = 256 * 1024;

/** A `fetch` whose answers end in a fault where they grow past what a model can have to say. Redirects are not followed. */
export function boundedFetch(fetch: Fetch): Fetch {
  return async (input, init) => {
    // A key goes to the address it was given for, and nowhere that this one points to.
    const response = await fetch(input, { ...init, redirect: "error" });
    if (response.body === null) return response;
    const lines = /event-stream|ndjson/.test(response.headers.get("content-type") ?? "");
    const guard = guardOf(response.ok ? maxBytes : maxErrorBytes, lines ? maxLineBytes : Number.POSITIVE_INFINITY);
    return new Response(response.body.pipeThrough(guard), {
      status: response.status,
      statusText: response.statusText,
      headers: response.headers,
    });
  };
}

function guardOf(most: number, mostInLine: number): TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>> {
  let bytes = 0;
  let inLine = 0;
  return new TransformStream({
    transform(chunk, controller) {
      bytes += chunk.length;
      const lastBreak = chunk.lastIndexOf(0x0a);
      inLine = lastBreak === -1 ? inLine + chunk.length : chunk.length - lastBreak - 1;
      if (bytes > most || inLine > mostInLine) throw new Error("the answer is longer than any that is read");
      controller.enqueue(chunk);
    },
  });
}
