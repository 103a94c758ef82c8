import { serverNameOf } from "@parley/kernel";
import type { Egress } from "../../platform/egress.ts";

/** What another homeserver says of an OpenID token: whose it is, that it is nobody's, or nothing just now. */
export type OpenIdAnswer =
  | { readonly kind: "person"; readonly userId: string }
  | { readonly kind: "refused" }
  | { readonly kind: "silent"; readonly why: string };

const deadlineMs = 10_000;
const maxBytes = 16 * 1024;

/**
 * Asks the homeserver at `url`, which the owner has named for `name`, whose OpenID token this is. It speaks for accounts of
 * its own name alone. Source: Matrix 1.18, Server-Server API, `GET /openid/userinfo`; the token in the query is theirs.
 */
export async function askOpenId(
  egress: Egress,
  { name, url }: { readonly name: string; readonly url: string },
  token: string,
  signal: AbortSignal,
): Promise<OpenIdAnswer> {
  const address = new URL("/_matrix/federation/v1/openid/userinfo", url);
  address.searchParams.set("access_token", token);
  let status: number;
  let body: string;
  try {
    ({ status, body } = await egress({ url: address.href, deadlineMs, maxBytes, signal }));
  } catch (thrown) {
    return { kind: "silent", why: thrown instanceof Error ? thrown.message : "no answer" };
  }
  if (status === 401 || status === 403) return { kind: "refused" };
  if (status !== 200) return { kind: "silent", why: `it answered ${status}` };
  const userId = subjectIn(body);
  return userId !== null && serverNameOf(userId) === name ? { kind: "person", userId } : { kind: "refused" };
}

function subjectIn(body: string): string | null {
  try {
    const { sub } = Object(JSON.parse(body));
    return typeof sub === "string" ? sub : null;
  } catch {
    return null;
  }
}
