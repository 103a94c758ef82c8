import { expect, test } from "vitest";
import type { FetchPort } from "../contract/ports.ts";
import { findHomeserver, waysIn } from "./find-homeserver.ts";

type Answer = { status?: number; body: unknown } | "silent";

/** A web of pages by address; what is not there does not answer. */
function web(pages: Readonly<Record<string, Answer>>): { fetch: FetchPort; asked: string[] } {
  const asked: string[] = [];
  const fetch: FetchPort = async (resource) => {
    const url = String(resource);
    asked.push(url);
    const page = pages[url] ?? "silent";
    if (page === "silent") throw new TypeError("fetch failed");
    const text = typeof page.body === "string" ? page.body : JSON.stringify(page.body);
    return new Response(text, { status: page.status ?? 200 });
  };
  return { fetch, asked };
}

const missing: Answer = { status: 404, body: { errcode: "M_UNRECOGNIZED" } };
const wellKnown = (base: string): Record<string, Answer> => ({
  "https://example.org/.well-known/matrix/client": { body: { "m.homeserver": { base_url: base } } },
});
const versions = { body: { versions: ["r0.6.1", "v1.1", "v1.11"] } };
const api = (base: string, more: Readonly<Record<string, Answer>> = {}): Record<string, Answer> => ({
  [`${base}/_matrix/client/versions`]: versions,
  [`${base}/_matrix/client/v3/login`]: { body: { flows: [{ type: "m.login.password" }] } },
  [`${base}/_matrix/client/v1/auth_metadata`]: missing,
  [`${base}/_matrix/client/unstable/org.matrix.msc2965/auth_metadata`]: missing,
  [`${base}/_matrix/client/v3/register`]: { status: 403, body: { errcode: "M_FORBIDDEN" } },
  ...more,
});
const find = (typed: string, pages: Readonly<Record<string, Answer>>) => findHomeserver(web(pages).fetch, typed);
const hs = "https://matrix.example.org";

test.each(["example.org", " example.org ", "@ada:example.org", "https://example.org/", "EXAMPLE.org"])(
  "%s leads where its well-known says",
  async (typed) => {
    expect(await find(typed, { ...wellKnown(`${hs}/`), ...api(hs) })).toEqual({
      name: "example.org",
      baseUrl: hs,
      password: true,
      providers: [],
      oauth: null,
      signUp: false,
    });
  },
);

test("without a well-known the name itself is asked, whether it is missing or cannot be read from a page", async () => {
  const wellKnownAddress = "https://example.org/.well-known/matrix/client";
  expect((await find("example.org", { [wellKnownAddress]: missing, ...api("https://example.org") })).baseUrl).toBe(
    "https://example.org",
  );
  expect((await find("example.org", api("https://example.org"))).baseUrl).toBe("https://example.org");
});

test("a homeserver on this machine may be plain http", async () => {
  const local = "http://localhost:8008";
  expect((await find("localhost:8008", api(local))).baseUrl).toBe(local);
  expect((await find("http://127.0.0.1:8008", api("http://127.0.0.1:8008"))).name).toBe("127.0.0.1:8008");
});

test.each([
  "",
  "  ",
  "example",
  "exa mple.org",
  "ftp://example.org",
  "https://a:b@example.org",
  "example.org/path",
  "@ada",
  "\\\\x",
  "example.org?x=1",
  `${"a".repeat(300)}.org`,
])("%j cannot be one, and nothing is asked", async (typed) => {
  const { fetch, asked } = web({});
  await expect(findHomeserver(fetch, typed)).rejects.toMatchObject({ code: "MATRIX_HOMESERVER_NAME" });
  expect(asked).toEqual([]);
});

test.each([
  ["nobody answers", {}, "MATRIX_HOMESERVER_UNREACHABLE"],
  [
    "it is down",
    api(hs, { [`${hs}/_matrix/client/versions`]: { status: 502, body: "" } }),
    "MATRIX_HOMESERVER_UNREACHABLE",
  ],
  [
    "another program answers",
    api(hs, { [`${hs}/_matrix/client/versions`]: { body: "<html>" } }),
    "MATRIX_HOMESERVER_NONE",
  ],
  [
    "it has no such page",
    api(hs, { [`${hs}/_matrix/client/versions`]: { status: 404, body: "" } }),
    "MATRIX_HOMESERVER_NONE",
  ],
  ["it names no versions", api(hs, { [`${hs}/_matrix/client/versions`]: { body: {} } }), "MATRIX_HOMESERVER_NONE"],
  [
    "it is too old",
    api(hs, { [`${hs}/_matrix/client/versions`]: { body: { versions: ["r0.6.1", "v1.10", "v11", 12, null] } } }),
    "MATRIX_HOMESERVER_OLD",
  ],
] as const)("where %s, it is said", async (_name, pages, code) => {
  await expect(find("example.org", { ...wellKnown(hs), ...pages })).rejects.toMatchObject({ code });
});

test("where nobody answers, the address that was asked is named: it may be another than the name's own", async () => {
  await expect(find("example.org", wellKnown(hs))).rejects.toMatchObject({ details: { baseUrl: hs } });
});

test.each([
  ["is no JSON", { body: "<html>not found</html>" }, "MATRIX_HOMESERVER_WELL_KNOWN"],
  ["fails", { status: 500, body: "" }, "MATRIX_HOMESERVER_WELL_KNOWN"],
  ["names nobody", { body: { "m.homeserver": {} } }, "MATRIX_HOMESERVER_WELL_KNOWN"],
  ["is a list", { body: [] }, "MATRIX_HOMESERVER_WELL_KNOWN"],
  ["names a number", { body: { "m.homeserver": { base_url: 5 } } }, "MATRIX_HOMESERVER_WELL_KNOWN"],
  ["names a script", { body: { "m.homeserver": { base_url: "javascript:alert(1)" } } }, "MATRIX_HOMESERVER_WELL_KNOWN"],
  ["names no address", { body: { "m.homeserver": { base_url: "nonsense" } } }, "MATRIX_HOMESERVER_WELL_KNOWN"],
  [
    "names an address with a query",
    { body: { "m.homeserver": { base_url: `${hs}/?a=1` } } },
    "MATRIX_HOMESERVER_WELL_KNOWN",
  ],
  ["leads to http", { body: { "m.homeserver": { base_url: "http://example.org" } } }, "MATRIX_HOMESERVER_INSECURE"],
] as const)("a well-known that %s is said to be broken", async (_name, page, code) => {
  await expect(
    find("example.org", { ...wellKnown(hs), ...api(hs), "https://example.org/.well-known/matrix/client": page }),
  ).rejects.toMatchObject({ code });
});

test("plain http is refused where it was typed too", async () => {
  const { fetch, asked } = web({});
  await expect(findHomeserver(fetch, "http://example.org")).rejects.toMatchObject({
    code: "MATRIX_HOMESERVER_INSECURE",
  });
  expect(asked).toEqual([]);
});

test("identity providers are listed as the homeserver names them, and odd ones left out", async () => {
  const providers = [
    { id: "oidc-x", name: "Company" },
    { id: "cas" },
    { id: "../evil", name: "Evil" },
    7,
    { id: "cas", name: "CAS" },
  ];
  const flows = [{ type: "m.login.sso", identity_providers: providers }, { type: "m.login.token" }];
  const pages = { ...wellKnown(hs), ...api(hs, { [`${hs}/_matrix/client/v3/login`]: { body: { flows } } }) };
  expect(await find("example.org", pages)).toMatchObject({
    password: false,
    providers: [
      { id: "oidc-x", name: "Company" },
      { id: "cas", name: "CAS" },
    ],
  });
  const alone = { flows: [{ type: "m.login.sso" }] };
  expect(await find("example.org", { ...pages, [`${hs}/_matrix/client/v3/login`]: { body: alone } })).toMatchObject({
    providers: [{ id: null, name: null }],
  });
});

test("an open homeserver offers to make an account", async () => {
  const open = {
    [`${hs}/_matrix/client/v3/register`]: { status: 401, body: { flows: [{ stages: ["m.login.dummy"] }] } },
  };
  expect((await find("example.org", { ...wellKnown(hs), ...api(hs, open) })).signUp).toBe(true);
});

test("where a page of its own signs people in, nothing else is offered", async () => {
  const metadata = { body: { issuer: "https://account.example.org/", prompt_values_supported: ["create"] } };
  const pages = {
    ...wellKnown(hs),
    ...api(hs, {
      [`${hs}/_matrix/client/v1/auth_metadata`]: metadata,
      // As Synapse answers then.
      [`${hs}/_matrix/client/v3/login`]: missing,
    }),
  };
  expect(await find("example.org", pages)).toMatchObject({
    oauth: { host: "account.example.org", canCreate: true },
    password: false,
    signUp: false,
  });
});

test("whatever answers, it is a homeserver or a fault with a code and a sentence", async () => {
  let seed = 1;
  const pick = <T>(from: readonly T[]): T => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return from[seed % from.length] as T;
  };
  const odd: readonly unknown[] = [
    null,
    7,
    "",
    "<html>",
    [],
    [[]],
    {},
    { versions: ["v1.11"] },
    { versions: {} },
    { flows: [null, 1, { type: 2 }, { type: "m.login.sso", identity_providers: [null, { id: {}, name: [] }] }] },
    { flows: { length: 3 } },
    { "m.homeserver": { base_url: "https://matrix.example.org" } },
    { "m.homeserver": [] },
    { "m.homeserver": { base_url: "https://matrix.example.org/\u0000" } },
    { issuer: 5 },
    { issuer: "nonsense", prompt_values_supported: "create" },
    { __proto__: null, toString: 1 },
    "x".repeat(200_000),
  ];
  for (let round = 0; round < 400; round++) {
    const fetch: FetchPort = async () => {
      const status = pick([200, 200, 200, 200, 201, 400, 401, 403, 404, 429, 500, 503]);
      if (pick([true, false, false, false, false, false])) throw new TypeError("fetch failed");
      const body = pick(odd);
      return new Response(typeof body === "string" ? body : JSON.stringify(body), { status });
    };
    await findHomeserver(fetch, "example.org").then(
      (found) => expect(found.baseUrl).toMatch(/^https:/),
      (thrown) => expect([thrown.name, String(thrown.code ?? thrown.errcode)]).not.toContain("TypeError"),
    );
  }
});

test("one that has no such thing as a login offers no way in: no fault of whoever asks", async () => {
  const pages = { ...wellKnown(hs), ...api(hs, { [`${hs}/_matrix/client/v3/login`]: missing }) };
  expect(await find("example.org", pages)).toMatchObject({ password: false, providers: [], oauth: null });
});

test("our own homeserver is asked where it is, whatever a well-known says", async () => {
  const { fetch, asked } = web(api(hs));
  expect(await waysIn(fetch, { name: "example.org", baseUrl: hs, own: true })).toMatchObject({
    name: "example.org",
    baseUrl: hs,
    own: true,
    password: true,
  });
  expect(asked.filter((url) => url.includes("well-known"))).toEqual([]);
});
