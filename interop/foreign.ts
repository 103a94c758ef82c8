import { createReadStream, existsSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { extname, join, normalize } from "node:path";
import { build } from "vite";

const elementCall = join(import.meta.dirname, "node_modules/@element-hq/element-call-embedded/dist");
const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".json": "application/json",
  ".wasm": "application/wasm",
  ".svg": "image/svg+xml",
};

/** Element Call with a page that hosts it, on an address of its own. */
export interface Foreign {
  /** Of the host's page. */
  readonly url: string;
  close(): Promise<void>;
}

/** Where Element Call lies on it: as it comes, and speaking Matrix 2.0. */
export const modes = { compatibility: "/call", matrix_2_0: "/call-2" } as const;

/** `page`: the folder of the page to serve, the host's unless another is named. */
export async function startForeign(page = join(import.meta.dirname, "host")): Promise<Foreign> {
  const folder = mkdtempSync(join(tmpdir(), "parley-foreign-"));
  await build({
    root: page,
    configFile: false,
    logLevel: "warn",
    worker: { format: "es" },
    build: { outDir: folder, emptyOutDir: true, target: "es2023", minify: false, chunkSizeWarningLimit: 20_000 },
  });
  const server = createServer((request, response) => {
    const path = normalize(new URL(request.url ?? "/", "http://host").pathname);
    if (path === `${modes.matrix_2_0}/config.json`) {
      response.setHeader("content-type", "application/json");
      response.end(
        JSON.stringify({ matrix_rtc_mode: "matrix_2_0", matrix_rtc_session: { wait_for_key_rotation_ms: 5000 } }),
      );
      return;
    }
    const prefix = Object.values(modes).find((one) => path.startsWith(`${one}/`));
    const file = prefix === undefined ? join(folder, path) : join(elementCall, path.slice(prefix.length));
    const wanted = path.endsWith("/") ? join(file, "index.html") : file;
    if (!existsSync(wanted) || !statSync(wanted).isFile()) {
      response.statusCode = 404;
      response.end();
      return;
    }
    response.setHeader("content-type", types[extname(wanted)] ?? "application/octet-stream");
    createReadStream(wanted).pipe(response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://localhost:${port}/`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
