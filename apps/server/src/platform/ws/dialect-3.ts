import { limits } from "@parley/protocol";
import type { Dialect } from "./dialect.ts";
import { helloOf, wireError } from "./frames.ts";

/** Protocol 3. Source: clawdbot 2026.1.24-3. */
export const dialect3: Dialect = {
  version: 3,
  frameBytes: limits.frameBytesV3,
  counts: "gateway",
  hello(greeting) {
    const { principal, deviceToken } = greeting;
    const auth = deviceToken && {
      deviceToken: deviceToken.token,
      role: "operator",
      scopes: [...principal.scopes],
      issuedAtMs: deviceToken.issuedAtMs,
    };
    // `auth` is said only with a token to keep. There is no canvas, hence no `canvasHostUrl`.
    return { ...helloOf(greeting, this), ...(auth ? { auth } : {}) };
  },
  error(thrown) {
    const error = wireError(thrown);
    // It knows no FORBIDDEN: its clients find the reason in the message and in `details`.
    return error.code === "FORBIDDEN" ? { ...error, code: "INVALID_REQUEST" } : error;
  },
};
