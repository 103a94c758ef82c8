import { limits } from "@parley/protocol";
import type { Dialect } from "./dialect.ts";
import { helloOf, wireError } from "./frames.ts";

/** Protocol 4. Source: `@openclaw/gateway-protocol` 2026.9.1. */
export const dialect4: Dialect = {
  version: 4,
  frameBytes: limits.frameBytesV4,
  counts: "connection",
  hello(greeting) {
    const { principal, deviceToken, features } = greeting;
    const hello = helloOf(greeting, this);
    return {
      ...hello,
      // None of the capabilities that version 4 names is there yet, and no plugin shows pages of its own.
      features: { methods: [...features.methods], events: [...features.events], capabilities: [] },
      pluginSurfaceUrls: {},
      auth: {
        role: "operator",
        scopes: [...principal.scopes],
        ...(deviceToken ? { deviceToken: deviceToken.token, issuedAtMs: deviceToken.issuedAtMs } : {}),
      },
    };
  },
  error: wireError,
};
