import { afterEach, expect, it, vi } from "vitest";
import { type Shell, serveShell } from "./offline-shell.ts";
import type { AskedEvent, LifeEvent, SaidEvent, WorkerScope } from "./scope.ts";

afterEach(() => vi.useRealTimers());

const origin = "https://parley.example";
const html = (text: string, status = 200) =>
  new Response(text, { status, headers: { "content-type": "text/html; charset=utf-8" } });
const pathOf = (asked: RequestInfo | URL) =>
  new URL(asked instanceof Request ? asked.url : String(asked), origin).pathname;

class FakeCaches {
  readonly kept = new Map<string, Map<string, Response>>();
  async open(name: string) {
    const files = this.kept.get(name) ?? new Map<string, Response>();
    this.kept.set(name, files);
    return {
      match: async (asked: RequestInfo) => files.get(pathOf(asked))?.clone(),
      put: async (asked: RequestInfo, answer: Response) => void files.set(pathOf(asked), answer),
    };
  }
  keys = async () => [...this.kept.keys()];
  delete = async (name: string) => this.kept.delete(name);
}

function rig(shell: Shell, caches = new FakeCaches()) {
  const facts = { skipped: 0, claimed: 0, asked: [] as string[], routes: [] as unknown[] };
  let network: (path: string) => Promise<Response> = async (path) => html(`fresh ${path}`);
  const listeners = new Map<string, (event: never) => void>();
  const scope = {
    caches,
    location: { origin },
    clients: {
      claim: async () => {
        facts.claimed += 1;
      },
    },
    async fetch(asked: Request | string) {
      facts.asked.push(pathOf(asked));
      return await network(pathOf(asked));
    },
    skipWaiting: async () => {
      facts.skipped += 1;
    },
    addEventListener: (type: string, run: (event: never) => void) => void listeners.set(type, run),
  };
  serveShell(scope as unknown as WorkerScope, shell);
  const life = async (type: "install" | "activate") => {
    let work: Promise<unknown> = Promise.resolve();
    listeners.get(type)?.({
      waitUntil(promise: Promise<unknown>) {
        work = promise;
      },
      async addRoutes(rules) {
        facts.routes.push(rules);
        throw new TypeError("this browser knows other rules");
      },
    } as LifeEvent as never);
    await work;
  };
  const say = (data: unknown) => {
    const said: unknown[] = [];
    const event: SaidEvent = { data, ports: [{ postMessage: (message) => void said.push(message) }] };
    listeners.get("message")?.(event as never);
    return said;
  };
  const ask = (path: string, mode = "cors") => {
    let answer: Promise<Response> | null = null;
    const request = new Request(origin + path);
    Object.defineProperty(request, "mode", { value: mode });
    const event = {
      request,
      respondWith(promise: Promise<Response>) {
        answer = promise;
      },
    } as AskedEvent;
    listeners.get("fetch")?.(event as never);
    return answer as Promise<Response> | null;
  };
  return {
    facts,
    caches,
    life,
    say,
    ask,
    setNetwork(next: typeof network) {
      network = next;
    },
  };
}

const shell: Shell = { version: "one", entry: "/assets/index-1.js", files: ["/", "/assets/index-1.js"] };
const gone = async (): Promise<Response> => {
  throw new TypeError("no network");
};

it("opens the app without a network, once it was installed", async () => {
  const { life, ask, setNetwork } = rig(shell);
  await life("install");
  setNetwork(gone);
  expect(await (await ask("/s/!a/!b", "navigate"))?.text()).toBe("fresh /");
  expect(await (await ask("/assets/index-1.js"))?.text()).toBe("fresh /assets/index-1.js");
  expect(ask("/_matrix/client/versions")).toBeNull();
});

it("lets what is asked of the homeserver pass it by, also where the browser cannot be told so", async () => {
  const { life, facts } = rig(shell);
  await life("install");
  expect(facts.routes).toEqual([{ condition: { urlPattern: "/_matrix/*" }, source: "network" }]);
});

it("prefers the page that the server has now, but not a proxy's error, nor one that takes too long", async () => {
  const { life, ask, setNetwork } = rig(shell);
  await life("install");
  setNetwork(async () => html("newer"));
  expect(await (await ask("/", "navigate"))?.text()).toBe("newer");
  setNetwork(async () => html("Bad gateway", 502));
  expect(await (await ask("/", "navigate"))?.text()).toBe("fresh /");
  setNetwork(async () => new Response("{}", { headers: { "content-type": "application/json" } }));
  expect(await (await ask("/", "navigate"))?.text()).toBe("fresh /");
  vi.useFakeTimers();
  setNetwork(() => new Promise(() => {}));
  const hanging = ask("/", "navigate");
  await vi.advanceTimersByTimeAsync(2_500);
  expect(await (await hanging)?.text()).toBe("fresh /");
});

it("hides neither the way to the server's other address nor a refusal", async () => {
  const { life, ask, setNetwork } = rig(shell);
  await life("install");
  // What a worker gets of a redirect that a navigation meets.
  const redirect = Object.defineProperty(Response.error(), "type", { value: "opaqueredirect" });
  setNetwork(async () => redirect);
  expect(await ask("/", "navigate")).toBe(redirect);
  setNetwork(async () => new Response('{"error":{"code":"ORIGIN_REFUSED"}}', { status: 403 }));
  expect((await ask("/s/!a/!b", "navigate"))?.status).toBe(403);
});

it("keeps parts that were needed once, and fetches no kept file twice", async () => {
  const { life, ask, facts } = rig(shell);
  await life("install");
  facts.asked.length = 0;
  await ask("/assets/index-1.js");
  expect(facts.asked).toEqual([]);
});

it("is not installed when a file of it is missing: the old version stays whole", async () => {
  const { life, setNetwork } = rig(shell);
  setNetwork(async (path) => (path === "/" ? html("page") : html("gone", 404)));
  await expect(life("install")).rejects.toThrow("the shell is incomplete");
});

it("removes the shells of other versions when it takes over, and nothing else", async () => {
  const caches = new FakeCaches();
  await rig(shell, caches).life("install");
  await caches.open("someone-else");
  const next = rig({ ...shell, version: "two" }, caches);
  await next.life("install");
  expect([...caches.kept.keys()]).toContain("parley-shell-one");
  await next.life("activate");
  expect([...caches.kept.keys()].sort()).toEqual(["parley-shell-two", "someone-else"]);
  expect(next.facts.claimed).toBe(1);
});

it("takes over only when it is told, and says which version it is", () => {
  const { facts, say } = rig(shell);
  expect(say("entry")).toEqual(["/assets/index-1.js"]);
  expect(facts.skipped).toBe(0);
  say("skip-waiting");
  expect(facts.skipped).toBe(1);
});
