import type { FoundHomeserver, IdentityProvider, OAuthOffer } from "../contract/elsewhere.ts";
import type { FetchPort } from "../contract/ports.ts";
import { matrixError } from "../errors.ts";
import { askHomeserver, RefusedError } from "./homeserver.ts";
import { memberOf } from "./member-of.ts";

/** The oldest version that is spoken here: media need a token since then, and are asked for in no other way. */
const oldest = [1, 11] as const;
const wellKnownMs = 15_000;
const longestName = 255;
const mostProviders = 30;

/** Finds a homeserver as the specification says ("Server Discovery", 1.18), with each fault under a code of its own. */
export async function findHomeserver(fetch: FetchPort, typed: string): Promise<FoundHomeserver> {
  const { name, address } = addressOf(typed);
  return await waysIn(fetch, { name, baseUrl: await baseUrlOf(fetch, address) });
}

/** The ways in of the homeserver at an address. */
export async function waysIn(
  fetch: FetchPort,
  at: Pick<FoundHomeserver, "name" | "baseUrl" | "own">,
): Promise<FoundHomeserver> {
  const { baseUrl } = at;
  await refuseUnfit(fetch, baseUrl);
  const oauth = await oauthOffer(fetch, baseUrl);
  // With OAuth the older ways are bridges for older clients, or are not there at all.
  if (oauth !== null) return { ...at, password: false, providers: [], oauth, signUp: false };
  const [flows, signUp] = await Promise.all([loginFlows(fetch, baseUrl), offersSignUp(fetch, baseUrl)]);
  return { ...at, oauth, signUp, ...flows };
}

/** What was typed as a name and the address to begin at. Plain HTTP is for this machine alone. */
function addressOf(typed: string): { name: string; address: string } {
  const words = typed.trim();
  // `@ada:example.org` names its homeserver behind the first colon.
  const rest = /^@[^:]*:(.+)$/.exec(words)?.[1] ?? words;
  const hasScheme = /^https?:\/\//i.test(rest);
  const candidate = hasScheme ? rest : `${/^(localhost|127\.[0-9.]+)(:|\/|$)/.test(rest) ? "http" : "https"}://${rest}`;
  const wrong = () => matrixError("MATRIX_HOMESERVER_NAME", "this cannot be the name of a homeserver");
  if (rest === "" || rest.length > longestName || /[\s\\]/.test(rest) || !URL.canParse(candidate)) throw wrong();
  const url = new URL(candidate);
  if (url.username !== "" || url.search !== "" || url.hash !== "") throw wrong();
  if (!hasScheme && url.pathname !== "/") throw wrong();
  // A word without a dot is a slip of the pen, not a homeserver: it would be looked for in the local network.
  if (!url.hostname.includes(".") && !url.hostname.startsWith("[") && !isThisMachine(url)) throw wrong();
  return { name: url.host, address: checkedBase(url.href) };
}

function isThisMachine(url: URL): boolean {
  return url.hostname === "localhost" || /^127\.[0-9.]+$/.test(url.hostname);
}

/** An address to talk to, without a trailing slash. Throws MATRIX_HOMESERVER_INSECURE, or `_WELL_KNOWN` for none. */
function checkedBase(address: string): string {
  if (!URL.canParse(address)) {
    throw matrixError("MATRIX_HOMESERVER_WELL_KNOWN", "the well-known names no address");
  }
  const url = new URL(address);
  if (!/^https?:$/.test(url.protocol) || url.username !== "" || url.search !== "" || url.hash !== "") {
    throw matrixError("MATRIX_HOMESERVER_WELL_KNOWN", "the well-known names an address that cannot be one");
  }
  if (url.protocol !== "https:" && !(url.protocol === "http:" && isThisMachine(url))) {
    throw matrixError("MATRIX_HOMESERVER_INSECURE", "the homeserver is not reached by https");
  }
  return url.href.replace(/\/+$/, "");
}

/** What the well-known says, else the address itself. */
async function baseUrlOf(fetch: FetchPort, address: string): Promise<string> {
  const origin = new URL(address).origin;
  let response: Response;
  try {
    response = await fetch(`${origin}/.well-known/matrix/client`, {
      headers: { accept: "application/json" },
      credentials: "omit",
      referrerPolicy: "no-referrer",
      signal: AbortSignal.timeout(wellKnownMs),
    });
  } catch {
    // No such host, or a host whose pages other pages may not read: the API itself tells these two apart.
    return address;
  }
  if (response.status === 404) return address;
  const broken = (why: string) => matrixError("MATRIX_HOMESERVER_WELL_KNOWN", why);
  if (!response.ok) throw broken(`the well-known is answered with ${response.status}`);
  const text = await response.text().catch(() => "");
  const named = memberOf(memberOf(text.length > 100_000 ? null : parsed(text), "m.homeserver"), "base_url");
  if (typeof named !== "string" || named === "") throw broken("the well-known names no homeserver");
  return checkedBase(named);
}

async function refuseUnfit(fetch: FetchPort, baseUrl: string): Promise<void> {
  let answer: Readonly<Record<string, unknown>>;
  try {
    answer = await askHomeserver(fetch, baseUrl, { method: "GET", path: "/_matrix/client/versions" });
  } catch (thrown) {
    const code = thrown instanceof Error && "code" in thrown ? thrown.code : "";
    const silent = code === "MATRIX_UNREACHABLE" || code === "MATRIX_TIMEOUT";
    const down = thrown instanceof RefusedError && thrown.httpStatus >= 500;
    throw silent || down
      ? matrixError("MATRIX_HOMESERVER_UNREACHABLE", `${new URL(baseUrl).host} does not answer`, {
          cause: thrown,
          details: { baseUrl },
        })
      : matrixError("MATRIX_HOMESERVER_NONE", `${new URL(baseUrl).host} is no Matrix homeserver`, { cause: thrown });
  }
  const versions = Array.isArray(answer.versions) ? answer.versions : null;
  if (versions === null) {
    throw matrixError("MATRIX_HOMESERVER_NONE", `${new URL(baseUrl).host} is no Matrix homeserver`);
  }
  if (!versions.some(isRecent)) {
    throw matrixError("MATRIX_HOMESERVER_OLD", `it speaks ${versions.slice(-3).join(", ").slice(0, 60)}`);
  }
}

function isRecent(version: unknown): boolean {
  const parts = typeof version === "string" ? /^v(\d{1,3})\.(\d{1,3})$/.exec(version) : null;
  if (parts === null) return false;
  const [major, minor] = [Number(parts[1]), Number(parts[2])];
  return major > oldest[0] || (major === oldest[0] && minor >= oldest[1]);
}

async function loginFlows(fetch: FetchPort, baseUrl: string): Promise<Pick<FoundHomeserver, "password" | "providers">> {
  const path = "/_matrix/client/v3/login";
  const answer = await askHomeserver(fetch, baseUrl, { method: "GET", path }).catch((thrown: unknown) => {
    // One that has no such thing offers no way in: that is an answer, and is said as one.
    if (thrown instanceof RefusedError && thrown.httpStatus === 404) return { flows: [] };
    throw thrown;
  });
  const flows = Array.isArray(answer.flows) ? answer.flows : [];
  const flow = (type: string): unknown => flows.find((candidate: unknown) => memberOf(candidate, "type") === type);
  const sso = flow("m.login.sso");
  return {
    password: flow("m.login.password") !== undefined,
    providers: sso === undefined ? [] : providersOf(memberOf(sso, "identity_providers")),
  };
}

function providersOf(named: unknown): readonly IdentityProvider[] {
  const providers = (Array.isArray(named) ? named : [])
    .map((provider: unknown) => ({ id: memberOf(provider, "id"), name: memberOf(provider, "name") }))
    .filter(
      (provider): provider is { id: string; name: string } =>
        typeof provider.id === "string" && /^[\w.~-]{1,255}$/.test(provider.id) && typeof provider.name === "string",
    )
    .slice(0, mostProviders)
    .map(({ id, name }) => ({ id, name: name.slice(0, 100) }));
  return providers.length === 0 ? [{ id: null, name: null }] : providers;
}

async function oauthOffer(fetch: FetchPort, baseUrl: string): Promise<OAuthOffer | null> {
  try {
    const metadata = await authMetadata(fetch, baseUrl);
    const prompts = metadata.prompt_values_supported;
    return {
      host: new URL(String(metadata.issuer)).host,
      origins: originsOf(metadata),
      canCreate: Array.isArray(prompts) && prompts.includes("create"),
    };
  } catch {
    return null;
  }
}

/** What is asked from the page itself: registering, tokens, their end. Signing in is a page of its own. */
function originsOf(metadata: Readonly<Record<string, unknown>>): readonly string[] {
  const { registration_endpoint, token_endpoint, revocation_endpoint } = metadata;
  const asked = [registration_endpoint, token_endpoint, revocation_endpoint].map(String);
  return [...new Set(asked.filter((address) => URL.canParse(address)).map((address) => new URL(address).origin))];
}

/** `GET /auth_metadata` (specification 1.15), or its unstable name. Rejects where it is not offered. */
export async function authMetadata(fetch: FetchPort, baseUrl: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    return await askHomeserver(fetch, baseUrl, { method: "GET", path: "/_matrix/client/v1/auth_metadata" });
  } catch (thrown) {
    if (!(thrown instanceof RefusedError)) throw thrown;
    const path = "/_matrix/client/unstable/org.matrix.msc2965/auth_metadata";
    return await askHomeserver(fetch, baseUrl, { method: "GET", path });
  }
}

/** Asks for an account without saying which: an open homeserver answers with its stages. */
async function offersSignUp(fetch: FetchPort, baseUrl: string): Promise<boolean> {
  try {
    await askHomeserver(fetch, baseUrl, { method: "POST", path: "/_matrix/client/v3/register", body: {} });
    return false;
  } catch (thrown) {
    return thrown instanceof RefusedError && thrown.httpStatus === 401 && Array.isArray(thrown.data.flows);
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
