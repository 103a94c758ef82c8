import { createReadStream } from "node:fs";
import { readdir, readFile, stat } from "node:fs/promises";
import { extname, join } from "node:path";
import type { Readable } from "node:stream";

/** One file of the web client, ready to be sent. */
export interface WebFile {
  readonly headers: Record<string, string>;
  open(): Readable;
  readonly etag: string;
}

/** The built web client: files found by exact name, nothing is resolved from what a client sent. */
export interface WebFiles {
  /** The file at a decoded path in the best encoding that `accepts` names; null when there is none. */
  find(path: string, accepts: string): Promise<WebFile | null>;
  /** `sha256-…` of the inline scripts that the build wrote; read with `find`. */
  scriptHashes(): readonly string[];
}

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json",
  ".webmanifest": "application/manifest+json",
  ".wasm": "application/wasm",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".jpg": "image/jpeg",
  ".webp": "image/webp",
  ".ico": "image/x-icon",
  ".woff2": "font/woff2",
  ".mp3": "audio/mpeg",
  ".ogg": "audio/ogg",
  ".txt": "text/plain; charset=utf-8",
};
const encodings = [
  ["br", ".br"],
  ["gzip", ".gz"],
] as const;
const hashList = "/csp-hashes.json";

interface Entry {
  readonly size: number;
  readonly mtimeMs: number;
}

interface Listing {
  readonly files: ReadonlyMap<string, Entry>;
  readonly hashes: readonly string[];
  readonly stamp: number;
}

/** Lists `root` when first asked, and again when its `index.html` changed (a new build). */
export function createWebFiles(root: string): WebFiles {
  let listing: Promise<Listing> | null = null;
  let hashes: readonly string[] = [];

  const current = async (): Promise<Listing> => {
    const known = listing === null ? null : await listing;
    const stamp = await stat(join(root, "index.html")).then(
      (entry) => entry.mtimeMs,
      () => 0,
    );
    if (known === null || known.stamp !== stamp) {
      listing = list(root, stamp);
      hashes = (await listing).hashes;
    }
    return known?.stamp === stamp ? known : ((await listing) ?? { files: new Map(), hashes: [], stamp });
  };

  return {
    scriptHashes: () => hashes,
    async find(path, accepts) {
      const { files } = await current();
      const plain = files.get(path);
      if (!plain || path === hashList || path.endsWith(".br") || path.endsWith(".gz")) return null;
      const chosen = encodings.find(([name, suffix]) => files.has(path + suffix) && takes(accepts, name));
      const [encoding, suffix] = chosen ?? ["", ""];
      const entry = files.get(path + suffix) ?? plain;
      const etag = `"${entry.size.toString(36)}-${Math.floor(entry.mtimeMs).toString(36)}${encoding}"`;
      const headers: Record<string, string> = {
        "content-type": types[extname(path)] ?? "application/octet-stream",
        "content-length": String(entry.size),
        // Names under /assets/ hold a hash of their content; everything else is asked for again.
        "cache-control": path.startsWith("/assets/") ? "public, max-age=31536000, immutable" : "no-cache",
        "vary": "accept-encoding",
        etag,
      };
      if (encoding !== "") headers["content-encoding"] = encoding;
      return { headers, etag, open: () => createReadStream(join(root, path + suffix)) };
    },
  };
}

async function list(root: string, stamp: number): Promise<Listing> {
  const files = new Map<string, Entry>();
  const walk = async (folder: string): Promise<void> => {
    for (const entry of await readdir(join(root, folder), { withFileTypes: true })) {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory()) await walk(path);
      else if (entry.isFile()) {
        const { size, mtimeMs } = await stat(join(root, path));
        files.set(path, { size, mtimeMs });
      }
    }
  };
  if (stamp !== 0) await walk("");
  return { files, hashes: files.has(hashList) ? await readHashes(join(root, hashList)) : [], stamp };
}

/** A value that is no hash would end up in a header: refused. */
async function readHashes(file: string): Promise<string[]> {
  const parsed: unknown = JSON.parse(await readFile(file, "utf8"));
  const scripts = typeof parsed === "object" && parsed !== null && "scripts" in parsed ? parsed.scripts : [];
  return (Array.isArray(scripts) ? scripts : []).filter(
    (hash): hash is string => typeof hash === "string" && /^sha(256|384|512)-[A-Za-z0-9+/]+=*$/.test(hash),
  );
}

function takes(accepts: string, encoding: string): boolean {
  return accepts
    .toLowerCase()
    .split(",")
    .some((part) => {
      const [name = "", ...params] = part.split(";").map((piece) => piece.trim());
      return name === encoding && !params.some((param) => /^q=0(\.0*)?$/.test(param));
    });
}
