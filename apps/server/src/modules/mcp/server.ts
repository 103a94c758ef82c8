import type { JsonObject, Tool, ToolAnswer } from "@parley/agents";
import type { McpServerState } from "@parley/protocol";
import type { McpServer } from "../../config/mcp-servers.ts";
import { type McpDeps, wordsOf } from "./deps.ts";
import { guardedFetch } from "./guarded-fetch.ts";
import { type Link, openLink, Unsure } from "./link.ts";
import { SignInNeeded } from "./sign-in/fault.ts";
import type { SignIn } from "./sign-in/sign-in.ts";
import { answerOf, toolsOf } from "./tool-of.ts";

const firstMs = 1_000;
const longestMs = 5 * 60_000;
/** Whoever stood so long begins anew with the first pause. */
const steadyMs = 60_000;
const callsMost = 8;
/** How old a list may be; a server that says so is listed again sooner. */
const listedMs = 5 * 60_000;
const relistMs = 5_000;

/** One server of tools: connected while it is wanted, and again after a pause whenever it is lost. */
export function createServer(settings: McpServer, signIn: SignIn | null, deps: McpDeps) {
  const { clock, random } = deps.world;
  let state: McpServerState["state"] = "starting";
  let since = clock.now();
  let restarts = 0;
  let failures = 0;
  let lastError: string | null = null;
  let link: Link | null = null;
  let found: ReturnType<typeof toolsOf> = { tools: [], leftOut: 0 };
  let listedAt = Number.NEGATIVE_INFINITY;
  let listing = false;
  let over = false;
  let cancel = () => {};
  const { promise: tried, resolve: settleTried } = Promise.withResolvers<void>();
  const turn = (next: McpServerState["state"]) => {
    state = next;
    since = clock.now();
  };

  const waits = () => signIn !== null && asksFor.has(signIn.state());
  const call = createCaller(settings, deps, () => link ?? (waits() ? "signed-out" : null));
  const list = async (from: Link): Promise<void> => {
    const [offered, { parseJson: parse }] = await Promise.all([from.list(), import("@parley/agents")]);
    found = toolsOf(settings, offered, { call, parse });
    listedAt = clock.now();
  };
  const listAgain = (from: Link) => {
    if (listing || from !== link) return;
    listing = true;
    list(from)
      .catch((thrown: unknown) =>
        deps.log.warn("tools were not listed again", { server: settings.name, error: wordsOf(thrown, deps) }),
      )
      .finally(() => {
        listing = false;
      });
  };

  const connect = async (): Promise<void> => {
    const opened = await openLink(settings, signIn?.fetch ?? guardedFetch(deps.fetch), deps);
    try {
      await list(opened);
    } catch (thrown) {
      opened.close();
      throw thrown;
    }
    if (over) return opened.close();
    link = opened;
    turn("ready");
    // Not each time that it says so: it may say so without end.
    let saidSo = false;
    opened.onTools(() => {
      if (saidSo) return;
      saidSo = true;
      clock.after(relistMs, () => {
        saidSo = false;
        listAgain(opened);
      });
    });
    settleTried();
    const why = await opened.ended;
    link = null;
    if (clock.now() - since >= steadyMs) failures = 0;
    throw new Error(why);
  };
  const begin = (): void => {
    connect().catch((thrown: unknown) => {
      settleTried();
      if (over) return;
      if (waits()) {
        // A person ends that, and then it is begun at once; and it may have thought better of it.
        lastError = null;
        if (state !== "unconfigured") {
          deps.log.info("a server of tools needs a sign-in", { server: settings.name });
          turn("unconfigured");
        }
        cancel = clock.after(longestMs, begin);
        return;
      }
      lastError = wordsOf(thrown, deps);
      const pause = Math.min(longestMs, firstMs * 2 ** Math.min(failures++, 20));
      // Not all at once where several were lost together.
      const [spread = 0] = random.bytes(1);
      deps.log.warn("a server of tools was lost", { server: settings.name, error: lastError, againMs: pause });
      turn("restarting");
      restarts++;
      cancel = clock.after(pause * (0.9 + spread / 1275), begin);
    });
  };
  begin();

  return {
    /** Resolves once it was tried. */
    tried,
    /** What it offered last: while it is away too, so that a run is told why a call fails. */
    tools(): readonly Tool[] {
      if (link !== null && clock.now() - listedAt > listedMs) listAgain(link);
      return found.tools;
    },
    state: (): Omit<McpServerState, "secrets" | "signIn"> => ({
      name: settings.name,
      kind: settings.run.type,
      state,
      since,
      version: link?.version ?? null,
      restarts,
      lastError,
      tools: found.tools.length,
      leftOut: found.leftOut,
      agents: [...settings.agents],
    }),
    close(): void {
      over = true;
      cancel();
      link?.close();
      link = null;
    },
  };
}

const asksFor: ReadonlySet<McpServerState["signIn"]> = new Set(["needed", "over"]);

export type Server = ReturnType<typeof createServer>;

/** Calls a tool of whatever connection there is, and says in words why it did not go well. */
function createCaller({ name: server }: McpServer, deps: McpDeps, linkNow: () => Link | "signed-out" | null) {
  let calls = 0;
  const failed = (text: string, outcome: "failed" | "unknown" = "failed"): ToolAnswer => ({
    parts: [{ type: "text", text: `${server}: ${text}` }],
    outcome,
  });
  return async (name: string, input: JsonObject, signal: AbortSignal): Promise<ToolAnswer> => {
    const link = linkNow();
    if (link === "signed-out") return failed(`${new SignInNeeded().message}.`);
    if (link === null) return failed("the server of this tool is not there at the moment; it is being started again.");
    if (calls >= callsMost) return failed("too many calls at once.");
    calls++;
    try {
      return answerOf(await link.call(name, input, signal));
    } catch (thrown) {
      if (!(thrown instanceof Unsure)) return failed(wordsOf(thrown, deps));
      return failed(`${wordsOf(thrown, deps)}. It is not known whether this was done.`, "unknown");
    } finally {
      calls--;
    }
  };
}
