import { type ConnectParams, connectParams, protocolVersions, type ScopeName, scopeNames } from "@parley/protocol";
import type { Principal } from "../call.ts";
import type { Authenticate } from "../http/authenticate.ts";
import type { Peer } from "../http/guard.ts";
import { closeCodes, refusal } from "./frames.ts";

/** A connection that has introduced itself. */
export interface Introduced {
  readonly protocol: number;
  readonly principal: Principal;
}

/** How a handshake ended that did not succeed. */
export interface Refused {
  readonly thrown: unknown;
  readonly closeCode: number;
  readonly reason: string;
}

/** Checks the parameters of `connect`: version, role, token; grants what was asked for and is held, nothing else. */
export async function introduce(
  raw: unknown,
  peer: Peer,
  authenticate: Authenticate,
): Promise<Introduced | { refused: Refused }> {
  const no = (thrown: unknown, reason: string, closeCode: number = closeCodes.policy) => ({
    refused: { thrown, closeCode, reason },
  });
  const parsed = connectParams().safeParse(raw);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const message = `invalid connect params: at /${issue?.path.map(String).join("/")}: ${issue?.message}`;
    return no(refusal("BAD_PARAMS", message), "invalid connect params");
  }
  const params: ConnectParams = parsed.data;
  const protocol = Math.min(params.maxProtocol, protocolVersions.max);
  if (protocol < Math.max(params.minProtocol, protocolVersions.min)) {
    const details = { expectedProtocol: protocolVersions.max };
    return no(refusal("BAD_PARAMS", "protocol mismatch", details), "protocol mismatch", closeCodes.protocol);
  }
  const role = params.role ?? "operator";
  if (role !== "operator") return no(refusal("BAD_PARAMS", `unauthorized role: ${role}`), "unauthorized role");
  const token = params.auth?.token;
  if (token === undefined || token === "") {
    const details = { reason: "AUTH_TOKEN_MISSING" };
    return no(refusal("NOT_SIGNED_IN", "unauthorized: gateway token missing", details), "unauthorized");
  }
  let principal: Principal | null;
  try {
    principal = await authenticate(token, peer);
  } catch (thrown) {
    return no(thrown, "unauthorized");
  }
  if (!principal) {
    const details = { reason: "AUTH_TOKEN_MISMATCH" };
    return no(refusal("NOT_SIGNED_IN", "unauthorized: gateway token mismatch", details), "unauthorized");
  }
  return { protocol, principal: { ...principal, scopes: grant(params.scopes ?? [], principal.scopes) } };
}

/** No scope asked, no scope given; an admin may take any that exists. */
function grant(asked: readonly string[], held: readonly ScopeName[]): ScopeName[] {
  return scopeNames.filter(
    (scope) => asked.includes(scope) && (held.includes(scope) || held.includes("operator.admin")),
  );
}
