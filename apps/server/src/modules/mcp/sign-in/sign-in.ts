import { AppError, createSecret } from "@parley/kernel";
import type { McpServerState } from "@parley/protocol";
import type { McpServer } from "../../../config/mcp-servers.ts";
import type { Secrets } from "../../../platform/ports.ts";
import type { McpDeps } from "../deps.ts";
import { type Fetch, guardedFetch } from "../guarded-fetch.ts";
import { within } from "../within.ts";
import { SignInFault, SignInNeeded } from "./fault.ts";
import { createFlow } from "./flow.ts";
import { createKept, type Kept } from "./kept.ts";
import { createRenewal } from "./renewal.ts";
import { createAuthFetch } from "./way-out.ts";

/** For all that is asked before a person is sent off, and after they came back. */
const wholeMs = 20_000;
const pendingMs = 10 * 60_000;
/** Of one server: more admins do not sign in at once. */
const pendingMost = 8;

type Flow = ReturnType<typeof createFlow>;

/** What came with the person who came back. */
export interface CameBack {
  readonly account: string;
  readonly state: string;
  readonly code?: string | undefined;
  readonly error?: string | undefined;
  readonly iss?: string | undefined;
}

export interface SignIn {
  /** To the server, with the token that there is. Throws `SignInNeeded` where that is not enough. */
  readonly fetch: Fetch;
  state(): McpServerState["signIn"];
  start(account: string): Promise<{ readonly url: string; readonly host: string; readonly expiresAt: number }>;
  /** Whether it was begun here. */
  holds(state: string): boolean;
  finish(answer: CameBack): Promise<void>;
  /** Whether the service said that the tokens hold no more. */
  out(): Promise<boolean>;
}

/** Signing in to a server over HTTP by OAuth 2.1, as MCP 2025-11-25 has it; null where the file says how it is spoken to. */
export function createSignIn(server: McpServer, deps: McpDeps & { readonly secrets: Secrets }): SignIn | null {
  const { run } = server;
  const names = [...server.secrets, ...(run.type === "http" ? Object.keys(run.headers) : [])];
  if (run.type !== "http" || names.some((name) => name.toLowerCase() === "authorization")) return null;
  const { clock } = deps.world;
  const { redirectUrl, publicFetch } = deps.signIn;
  const url = new URL(run.url);
  const oauth = run.oauth ?? {};
  const own = new Set(
    [url, ...(oauth.issuer === undefined ? [] : [new URL(oauth.issuer)])].map(({ origin }) => origin),
  );
  if (oauth.clientSecret !== undefined) deps.redactor.keep(oauth.clientSecret);
  const authFetch = createAuthFetch(own, { fetch: deps.fetch, publicFetch, clock });
  const kept = createKept(server, deps.secrets, deps.redactor);
  const renewal = createRenewal(kept, { authFetch, clock });
  const guarded = guardedFetch(deps.fetch);
  const pending = new Map<string, { readonly account: string; readonly flow: Flow; readonly expiresAt: number }>();
  let wanted: "needed" | "over" | null = null;
  let challenge: Challenge = {};

  const send: Fetch = async (to, init) => {
    let held = kept.read();
    // It ran out, or does so at once: what is sent then would come back.
    if (held !== null && renewal.isDue(held)) held = await renewal.renew(held.access);
    const had = held !== null || kept.read() !== null;
    let response = await guarded(to, withToken(init, held));
    if (response.status === 401 && held !== null) {
      await response.body?.cancel();
      held = await renewal.renew(held.access);
      response = await guarded(to, withToken(init, held));
      if (response.status === 401) kept.forget();
    }
    const asked = await challengeOf(response);
    if (asked === null) {
      if (response.ok) wanted = null;
      return response;
    }
    await response.body?.cancel();
    challenge = asked;
    wanted = had || renewal.ended() ? "over" : (wanted ?? "needed");
    throw new SignInNeeded();
  };

  const asking = async <Value>(work: (lib: AuthLibrary, fetchFn: Fetch) => Promise<Value>): Promise<Value> => {
    const lib = await import("@modelcontextprotocol/sdk/client/auth.js");
    try {
      return await within(clock, wholeMs, "no answer in time", (signal) => work(lib, authFetch(signal)));
    } catch (thrown) {
      throw await asFault(thrown, url.host);
    }
  };

  return {
    fetch: send,
    state: () => wanted ?? (kept.read() === null ? "none" : "in"),
    holds: (state) => pending.has(state),
    async start(account) {
      const state = `${server.name}.${createSecret(deps.world.random)}`;
      const flow = createFlow({ oauth, url, own, redirectUrl, state, hide: deps.redactor.add });
      await asking((lib, fetchFn) =>
        lib.auth(flow.provider, {
          serverUrl: url,
          fetchFn,
          ...(challenge.at === undefined ? {} : { resourceMetadataUrl: challenge.at }),
          ...scopeOf(oauth.scopes?.join(" ") ?? challenge.scope),
        }),
      );
      const leads = flow.address();
      const expiresAt = clock.now() + pendingMs;
      // The one before was given up.
      for (const [other, one] of pending) if (one.account === account) pending.delete(other);
      for (const [oldest] of pending) if (pending.size >= pendingMost) pending.delete(oldest);
      deps.redactor.add(state);
      pending.set(state, { account, flow, expiresAt });
      return { url: leads.href, host: leads.host, expiresAt };
    },
    async finish({ account, state, code, error, iss }) {
      const found = pending.get(state);
      // Once, whatever comes of it.
      pending.delete(state);
      if (found === undefined || found.account !== account || clock.now() > found.expiresAt) {
        throw new AppError("CODE_REFUSED", "This sign-in was not begun by this account, or is over: begin it again.");
      }
      const { flow } = found;
      const { host } = flow.address();
      if (error !== undefined) throw new SignInFault(error === "access_denied" ? "denied" : "refused", host);
      if (code === undefined || (iss !== undefined && iss !== flow.issuer())) throw new SignInFault("refused", host);
      deps.redactor.add(code);
      await asking((lib, fetchFn) => lib.auth(flow.provider, { serverUrl: url, authorizationCode: code, fetchFn }));
      renewal.begin(flow.brought(clock.now()));
      wanted = null;
    },
    async out() {
      const held = kept.read();
      renewal.end();
      wanted = "needed";
      return held === null || (await renewal.withdraw(held));
    },
  };
}

type AuthLibrary = typeof import("@modelcontextprotocol/sdk/client/auth.js");

interface Challenge {
  /** Where the server describes itself. */
  readonly at?: URL;
  readonly scope?: string;
}

const scopeOf = (scope: string | undefined) => (scope === undefined || scope === "" ? {} : { scope });

/** What a server wants that has turned us away; null: it has not. */
async function challengeOf(response: Response): Promise<Challenge | null> {
  if (response.status !== 401 && response.status !== 403) return null;
  const { extractWWWAuthenticateParams } = await import("@modelcontextprotocol/sdk/client/auth.js");
  const { resourceMetadataUrl: at, scope, error } = extractWWWAuthenticateParams(response);
  if (response.status === 403 && error !== "insufficient_scope") return null;
  return { ...(at === undefined ? {} : { at }), ...scopeOf(scope?.slice(0, 2000)) };
}

function withToken(init: RequestInit | undefined, held: Kept | null): RequestInit {
  const headers = new Headers(init?.headers);
  if (held !== null) headers.set("authorization", `Bearer ${held.access}`);
  return { ...init, headers };
}

async function asFault(thrown: unknown, host: string): Promise<Error> {
  if (thrown instanceof SignInFault) return thrown;
  const errors = await import("@modelcontextprotocol/sdk/server/auth/errors.js");
  // Of an answer that is none in the library's eyes it makes a fault of the server.
  if (thrown instanceof errors.ServerError) return new SignInFault("garbage", host, thrown);
  if (thrown instanceof errors.OAuthError) return new SignInFault("refused", host, thrown);
  const isLate = thrown instanceof Error && thrown.message === "no answer in time";
  return new SignInFault(isLate ? "unreachable" : "garbage", host, thrown);
}
