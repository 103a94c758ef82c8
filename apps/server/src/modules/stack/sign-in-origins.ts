/** What is asked for in a homeserver's metadata, at most. */
const longest = 64 * 1024;
const most = 5;

/**
 * Origins that a page has to reach to sign people in at a homeserver with a sign-in page of its own (OAuth 2.0): registering,
 * tokens, their end. None where it has none. Rejects when it does not answer. Source: Matrix 1.18, `GET /auth_metadata`.
 */
export async function signInOrigins(
  fetch: typeof globalThis.fetch,
  base: string,
  signal: AbortSignal,
): Promise<string[]> {
  const answer = await fetch(`${base}/_matrix/client/v1/auth_metadata`, { redirect: "error", signal });
  const text = await answer.text();
  if (!answer.ok || text.length > longest) return [];
  const named = Object(parsed(text));
  const asked = [named.registration_endpoint, named.token_endpoint, named.revocation_endpoint].map(originOf);
  return [...new Set(asked.filter((origin) => origin !== null))].slice(0, most);
}

/** Plain HTTP on this machine alone, as everywhere. */
function originOf(address: unknown): string | null {
  if (typeof address !== "string" || !URL.canParse(address)) return null;
  const { protocol, hostname, origin } = new URL(address);
  const isLocal = hostname === "localhost" || hostname === "127.0.0.1";
  return protocol === "https:" || (protocol === "http:" && isLocal) ? origin : null;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
