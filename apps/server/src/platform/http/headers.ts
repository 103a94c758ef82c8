/** What the security headers depend on. */
export interface HeaderInputs {
  readonly publicUrl: string;
  /** `sha256-…` of the inline scripts that the build wrote. */
  readonly scriptHashes: readonly string[];
  /** Origins beside our own that the page talks to: an attached homeserver, and others that are allowed. */
  readonly connect: readonly string[];
}

/** Headers of every answer that a browser may show as a page. */
export function securityHeaders({ publicUrl, scriptHashes, connect }: HeaderInputs): Record<string, string> {
  const own = new URL(publicUrl);
  const socket = `${own.protocol === "https:" ? "wss" : "ws"}://${own.host}`;
  const scripts = scriptHashes.map((hash) => ` '${hash}'`).join("");
  const policy = [
    "default-src 'none'",
    `script-src 'self' 'wasm-unsafe-eval'${scripts}`,
    "style-src 'self'",
    "img-src 'self' blob: data:",
    "media-src 'self' blob: data:",
    "font-src 'self'",
    "worker-src 'self'",
    "manifest-src 'self'",
    ["connect-src 'self'", socket, ...new Set(connect)].join(" "),
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ];
  return {
    "content-security-policy": policy.join("; "),
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy":
      "camera=(self), microphone=(self), display-capture=(self), geolocation=(), payment=(), usb=(), serial=()",
    "x-frame-options": "DENY",
    ...(own.protocol === "https:" ? { "strict-transport-security": "max-age=15552000" } : {}),
  };
}

/** CORS of what foreign Matrix clients fetch, as the Client-Server API asks. Source: Matrix 1.18, "Web Browser Clients". */
export const matrixCors: Readonly<Record<string, string>> = {
  "access-control-allow-origin": "*",
  "access-control-allow-methods": "GET, HEAD, POST, PUT, DELETE, OPTIONS",
  "access-control-allow-headers": "X-Requested-With, Content-Type, Authorization, Date",
};
