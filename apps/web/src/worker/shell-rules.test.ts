// @vitest-environment jsdom
import { describe, expect, it } from "vitest";
import { createAppRouter } from "../app/router.tsx";
import { treatmentOf } from "./shell-rules.ts";

const origin = "https://parley.example";
const shell = new Set(["/", "/favicon.svg", "/manifest.webmanifest"]);
const ask = (path: string, over: Partial<Parameters<typeof treatmentOf>[0]> = {}) =>
  treatmentOf(
    { method: "GET", url: path.startsWith("http") ? path : origin + path, mode: "cors", authorised: false, ...over },
    origin,
    shell,
  );

it("knows every page of the app", () => {
  for (const path of Object.keys(createAppRouter().routesByPath)) {
    const address = path.replaceAll(/\$\w+/g, "!x:y");
    expect(ask(address, { mode: "navigate" }), path).toBe("page");
  }
});

describe("the service worker", () => {
  it.each([
    "/_matrix/client/v3/sync?since=s1",
    "/_matrix/client/v1/media/download/localhost/abc",
    "/_matrix/client/versions",
    "/_synapse/client/pick_idp",
    "/.well-known/matrix/client",
    "/api/v1/auth.discover",
    "/gateway",
    "/livekit/sfu/rtc",
    "/v1/models",
    "/healthz",
    "/readyz",
    "/metrics",
    "/sw.js",
    "/csp-hashes.json",
    "/assets/../_matrix/client/versions",
    "/assets/x/y.js",
    "/assets/index-abc.js?token=1",
    "https://matrix.example/assets/index-abc.js",
  ])("keeps its hands off %s", (path) => {
    expect(ask(path)).toBe("pass");
    expect(ask(path, { method: "POST" })).toBe("pass");
  });
  it("never touches what carries a token, or writes", () => {
    expect(ask("/assets/index-abc.js", { authorised: true })).toBe("pass");
    expect(ask("/", { mode: "navigate", method: "POST" })).toBe("pass");
  });
  it("serves files whose name holds their hash, and those of the shell", () => {
    for (const path of ["/assets/index-abc.js", "/favicon.svg", "/manifest.webmanifest"])
      expect(ask(path)).toBe("file");
  });
  it.each([
    "/",
    "/home",
    "/home/!a:b",
    "/s/!a/!b",
    "/settings/",
    "/status",
    "/recovery",
    "/sign-in",
    "/mcp/signed-in?state=calendar.x&code=y",
    "/invite",
    "/?x=1",
  ])("opens %s as a page of the app", (path) => expect(ask(path, { mode: "navigate" })).toBe("page"));
  it.each(["/_synapse/client/oidc", "/api/v1/x", "/homepage", "/livekit/", "/.well-known/matrix/client", "/sw.js"])(
    "lets a page at %s be the server's",
    (path) => expect(ask(path, { mode: "navigate" })).toBe("pass"),
  );
});
