/**
 * Every code that the server may answer. The first group is the gateway family's and stands at the top of a frame's
 * error; ours stand in `details.code`. A retired code is never used again.
 */
export const wireCodes = [
  "INVALID_REQUEST",
  "UNAVAILABLE",
  "FORBIDDEN",
  "NOT_PAIRED",
  "NOT_LINKED",
  "AGENT_TIMEOUT",
] as const;
export type WireCode = (typeof wireCodes)[number];

/** Our codes: the family's code that they travel under, HTTP status, whether a retry may help, one sentence. */
export const errorCodes = {
  BAD_PARAMS: row("INVALID_REQUEST", 400, false, "The parameters do not fit the method."),
  UNKNOWN_METHOD: row("INVALID_REQUEST", 404, false, "No such method."),
  NOT_FOUND: row("INVALID_REQUEST", 404, false, "What was asked for does not exist, or not for you."),
  CONFLICT: row("INVALID_REQUEST", 409, false, "It was changed by someone else, or exists already."),
  TOO_MANY: row("INVALID_REQUEST", 409, false, "There are as many of these as there may be; remove one first."),
  TOO_LARGE: row("INVALID_REQUEST", 413, false, "The request is larger than the limit."),
  RATE_LIMITED: row("UNAVAILABLE", 429, true, "Too many requests; wait as long as the answer says."),
  NOT_SIGNED_IN: row("FORBIDDEN", 401, false, "The session is missing, unknown or over; sign in again."),
  MISSING_SCOPE: row("FORBIDDEN", 403, false, "The session does not hold the scope that the method needs."),
  NOT_ADMITTED: row("FORBIDDEN", 403, false, "The account exists on the homeserver, but nobody let it in here."),
  ORIGIN_REFUSED: row("FORBIDDEN", 403, false, "The request came from another origin or for another host."),
  CODE_REFUSED: row("FORBIDDEN", 403, false, "The code is wrong, used up, revoked or expired."),
  SETUP_DONE: row("INVALID_REQUEST", 409, false, "This server has an owner already."),
  SETUP_NEEDED: row("UNAVAILABLE", 503, false, "This server has no owner yet."),
  NAME_FIXED: row("INVALID_REQUEST", 409, false, "The server name was chosen before and is permanent."),
  STARTING: row("UNAVAILABLE", 503, true, "A part that this needs is still starting."),
  PART_DOWN: row("UNAVAILABLE", 503, true, "A part that this needs does not answer."),
  SIGN_IN_FAILED: row(
    "UNAVAILABLE",
    502,
    false,
    "A sign-in at another service did not come about; `details.reason` says why.",
  ),
  NOT_OFFERED: row("INVALID_REQUEST", 501, false, "This way of running does not offer it."),
  INTERNAL: row("UNAVAILABLE", 500, false, "A fault of ours; the log has the details."),
} as const;

export type ErrorCode = keyof typeof errorCodes;

function row(wire: WireCode, status: number, retryable: boolean, about: string) {
  return { wire, status, retryable, about } as const;
}
