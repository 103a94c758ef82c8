import type { IncomingMessage } from "node:http";

/** How a request says where its body ends. */
export type Framing =
  | { readonly kind: "none" }
  | { readonly kind: "length"; readonly bytes: number }
  | { readonly kind: "chunked" };

/** Headers that say where a message ends or whom it is for; no `Connection` may name them. Source: RFC 9110, 7.6.1. */
const essential = new Set(["content-length", "transfer-encoding", "host"]);

/**
 * The framing of a request, or null when two readers could disagree about its end: both ways at once, one of them
 * twice, a coding besides `chunked`, or a `Connection` that would take one of them away. Source: RFC 9112, 6.
 */
export function framingOf(request: IncomingMessage): Framing | null {
  const lengths = valuesOf(request, "content-length");
  const codings = valuesOf(request, "transfer-encoding");
  if (lengths.length + codings.length > 1) return null;
  if (connectionNames(request.headers.connection).some((name) => essential.has(name))) return null;
  const [coding] = codings;
  if (coding !== undefined) {
    return coding.toLowerCase() === "chunked" && request.httpVersion === "1.1" ? { kind: "chunked" } : null;
  }
  const [length] = lengths;
  if (length === undefined) return { kind: "none" };
  return /^\d{1,15}$/.test(length) ? { kind: "length", bytes: Number(length) } : null;
}

/** The headers that a `Connection` header names, in lower case. */
export function connectionNames(connection: string | undefined): string[] {
  return (connection ?? "")
    .toLowerCase()
    .split(",")
    .map((name) => name.trim());
}

/** Every value as it came: what Node joins or drops is exactly what another reader may see. */
function valuesOf({ rawHeaders }: IncomingMessage, wanted: string): string[] {
  const found: string[] = [];
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    if (rawHeaders[at]?.toLowerCase() === wanted) found.push(rawHeaders[at + 1]?.trim() ?? "");
  }
  return found;
}
