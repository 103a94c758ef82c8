import type { AskedEvent, WorkerScope } from "./scope.ts";
import { treatmentOf } from "./shell-rules.ts";

/** What a build keeps on the device: written into the worker when it is built. */
export interface Shell {
  /** Names the build: another content is another version. */
  readonly version: string;
  /** The main script: a page that runs it is of this build. */
  readonly entry: string;
  /** Paths that are fetched when the worker is installed, `/` for the page itself. */
  readonly files: readonly string[];
}

const prefix = "parley-shell-";
/** A page that takes longer is read from what is kept. Milliseconds. */
const pageMs = 2_500;
/** Files fetched at once while the worker is installed: the page has work of its own. */
const atOnce = 4;

/**
 * Keeps the app's own files, so that it opens without a network. Nothing of the account goes through here: no token, no
 * message, no media. A new version waits until it is told to take over, or until no page of the old one is left.
 */
export function serveShell(scope: WorkerScope, shell: Shell): void {
  const cacheName = prefix + shell.version;
  const known = new Set(shell.files);

  scope.addEventListener("install", (event) => {
    // What passes by the worker is lost with a page that goes away before the worker has said that it does not mind.
    event.addRoutes?.({ condition: { urlPattern: "/_matrix/*" }, source: "network" }).catch(() => {});
    event.waitUntil(install(scope, cacheName, shell.files));
  });
  scope.addEventListener("activate", (event) => event.waitUntil(activate(scope, cacheName)));
  scope.addEventListener("message", ({ data, ports }) => {
    if (data === "skip-waiting") void scope.skipWaiting();
    if (data === "entry") ports[0]?.postMessage(shell.entry);
  });
  scope.addEventListener("fetch", (event) => {
    const { request } = event;
    const { method, url, mode } = request;
    const authorised = request.headers.has("authorization");
    const treatment = treatmentOf({ method, url, mode, authorised }, scope.location.origin, known);
    if (treatment === "page") event.respondWith(page(scope, cacheName, event));
    else if (treatment === "file") event.respondWith(file(scope, cacheName, request));
  });
}

async function install(scope: WorkerScope, cacheName: string, files: readonly string[]): Promise<void> {
  const cache = await scope.caches.open(cacheName);
  const queue = [...files];
  const take = async (): Promise<void> => {
    for (let path = queue.shift(); path !== undefined; path = queue.shift()) {
      if ((await cache.match(path)) !== undefined) continue;
      // Names with a hash may come from the browser's own cache; the others are asked for anew.
      const answer = await scope.fetch(path, path.startsWith("/assets/") ? {} : { cache: "no-cache" });
      // One that is missing makes the whole version worthless: the old one stays.
      if (!answer.ok || answer.redirected) throw new Error(`the shell is incomplete: ${answer.status} for ${path}`);
      await cache.put(path, answer);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, take));
}

async function activate(scope: WorkerScope, cacheName: string): Promise<void> {
  const names = await scope.caches.keys();
  await Promise.all(
    names.filter((name) => name.startsWith(prefix) && name !== cacheName).map((name) => scope.caches.delete(name)),
  );
  await scope.clients.claim();
}

/**
 * What the server says now, be it a page, a way to its other address, or a refusal: the kept page would hide these two,
 * and hold people at an address where nothing can be done any more. The kept page when it does not answer in time, or not
 * as itself.
 */
async function page(scope: WorkerScope, cacheName: string, event: AskedEvent): Promise<Response> {
  const cache = await scope.caches.open(cacheName);
  const kept = await cache.match("/");
  if (kept === undefined) return await scope.fetch(event.request);
  const fresh = scope.fetch(event.request).then((answer) => (isMeant(answer) ? answer : null));
  // What comes too late must not end as a fault that nobody caught.
  const asked = fresh.catch(() => null);
  const late = new Promise<null>((resolve) => setTimeout(() => resolve(null), pageMs));
  return (await Promise.race([asked, late])) ?? kept;
}

/** A proxy's error page is none of ours, nor is what is no page. A redirect is opaque here: its status is 0. */
const isMeant = (answer: Response): boolean =>
  answer.ok ? (answer.headers.get("content-type") ?? "").startsWith("text/html") : answer.status < 500;

async function file(scope: WorkerScope, cacheName: string, request: Request): Promise<Response> {
  const cache = await scope.caches.open(cacheName);
  const kept = await cache.match(request.url);
  if (kept !== undefined) return kept;
  const answer = await scope.fetch(request);
  // Parts that are fetched later, such as the colours of a language, are kept when they were needed once.
  if (answer.ok && answer.type === "basic") {
    await cache.put(request.url, answer.clone()).catch(() => {
      // No room on the device: it is served from the network.
    });
  }
  return answer;
}
