import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { withTestApp } from "../../testing/test-app.ts";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "parley-web-"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const build = () => {
  mkdirSync(join(root, "assets"));
  const files: Record<string, string> = {
    "index.html": "<!doctype html>page",
    "index.html.br": "BR-page",
    "assets/app-1a2b.js": "script",
    "assets/app-1a2b.js.br": "BR-script",
    "assets/app-1a2b.js.gz": "GZ-script",
    "csp-hashes.json": JSON.stringify({ scripts: ["sha256-AAAA", "'; script-src *"] }),
    "../outside.txt": "outside",
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(root, name), text);
};

test("serves the build: compressed as asked, kept for good where the name holds a hash, one page for all routes", async () => {
  build();
  await withTestApp(
    async ({ app }) => {
      const get = (url: string, headers: Record<string, string> = {}, method: "GET" | "HEAD" = "GET") =>
        app.http.inject({ method, url, headers: { host: "localhost:8420", ...headers } });
      const page = await get("/", { "accept": "text/html", "accept-encoding": "gzip, br" });
      expect([page.statusCode, page.body, page.headers["content-encoding"]]).toEqual([200, "BR-page", "br"]);
      expect(page.headers["cache-control"]).toBe("no-cache");
      const policy = String(page.headers["content-security-policy"]);
      expect(policy).toContain("script-src 'self' 'wasm-unsafe-eval' 'sha256-AAAA';");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toContain("unsafe-inline");
      expect(policy).not.toContain("*");
      const script = await get("/assets/app-1a2b.js", { "accept-encoding": "br;q=0, gzip" });
      expect([script.body, script.headers["content-type"]]).toEqual(["GZ-script", "text/javascript; charset=utf-8"]);
      expect(script.headers["cache-control"]).toBe("public, max-age=31536000, immutable");
      expect((await get("/assets/app-1a2b.js")).body).toBe("script");
      const head = await get("/assets/app-1a2b.js", {}, "HEAD");
      expect([head.statusCode, head.body, head.headers["content-length"]]).toEqual([200, "", "6"]);
      const etag = String(script.headers.etag);
      const known = await get("/assets/app-1a2b.js", { "accept-encoding": "gzip", "if-none-match": etag });
      expect([known.statusCode, known.body]).toEqual([304, ""]);
      for (const route of ["/s/!abc:example.org/!def:example.org", "/setup", "/home"]) {
        expect([route, (await get(route, { accept: "text/html" })).body]).toEqual([route, "<!doctype html>page"]);
      }
      const closed = [
        "/assets/gone.js",
        "/csp-hashes.json.br",
        "/assets/app-1a2b.js.br",
        "/api/v2/x",
        "/v1/other",
        "/_synapse",
        "/%5fmatrix/client/versions",
        "/.well-known/matrix/server",
      ];
      for (const path of closed) {
        expect([path, (await get(path, { accept: "application/json" })).statusCode]).toEqual([path, 404]);
      }
      for (const path of ["/../outside.txt", "/assets/../../outside.txt", "/%2e%2e/outside.txt", "/..%2foutside.txt"]) {
        expect([path, (await get(path)).body.includes("outside")]).toEqual([path, false]);
      }
    },
    { config: { webRoot: root } },
  );
});

test("says that the client is not built, and finds it once it is", async () => {
  await withTestApp(
    async ({ app }) => {
      const get = () => app.http.inject({ url: "/", headers: { host: "localhost:8420", accept: "text/html" } });
      const before = await get();
      expect([before.statusCode, before.body.includes("npm start")]).toEqual([503, true]);
      build();
      expect((await get()).body).toBe("<!doctype html>page");
      writeFileSync(join(root, "index.html"), "<!doctype html>newer");
      utimesSync(join(root, "index.html"), 2_000_000_000, 2_000_000_000);
      expect((await get()).body).toBe("<!doctype html>newer");
    },
    { config: { webRoot: root } },
  );
});
