import { silentLog } from "@parley/kernel";
import { expect, it } from "vitest";
import type { FetchPort } from "../contract/ports.ts";
import type { Credentials } from "../storage/vault.ts";
import { createTokens } from "./tokens.ts";

const start: Credentials = { accessToken: "a0", refreshToken: "r0", expiresAt: 100_000, storageKey: "k" };
const json = (status: number, body: unknown): Response => new Response(JSON.stringify(body), { status });

/** A homeserver with one device: knows its current tokens and nothing else. */
function build({ now = 0, refuseRefresh = false, unreachable = false } = {}) {
  const state = { now, access: "a0", refresh: "r0", refreshes: 0, seen: [] as (string | null)[] };
  const fetch: FetchPort = async (resource, init) => {
    const token = new Headers(init?.headers).get("authorization")?.replace("Bearer ", "") ?? null;
    if (String(resource).endsWith("/refresh")) {
      if (unreachable) throw new TypeError("fetch failed");
      state.refreshes++;
      const sent = JSON.parse(String(init?.body)) as { refresh_token: string };
      if (refuseRefresh || sent.refresh_token !== state.refresh) return json(401, { errcode: "M_UNKNOWN_TOKEN" });
      state.access = `a${state.refreshes}`;
      state.refresh = `r${state.refreshes}`;
      return json(200, { access_token: state.access, refresh_token: state.refresh, expires_in_ms: 300_000 });
    }
    state.seen.push(token);
    if (token !== null && token !== state.access) return json(401, { errcode: "M_UNKNOWN_TOKEN", soft_logout: true });
    return json(200, { ok: true });
  };
  const stored: Credentials[] = [];
  const renewed: string[] = [];
  const tokens = createTokens({
    homeserverUrl: "https://hs",
    credentials: start,
    ports: { fetch, clock: { now: () => state.now, after: () => () => {} }, log: silentLog },
    store: async (next) => {
      expect(tokens.accessToken).toBe(stored.at(-1)?.accessToken ?? "a0");
      stored.push(next);
    },
    renewed: (token) => renewed.push(token),
  });
  const ask = () => tokens.fetch("https://hs/_matrix/x", { headers: { authorization: "Bearer stale" } });
  return { state, tokens, stored, renewed, ask };
}

it("signs with the current token, whatever the caller had", async () => {
  const { state, ask } = build();
  expect((await ask()).status).toBe(200);
  expect(state.seen).toEqual(["a0"]);
});

it("leaves requests without a token alone", async () => {
  const { state, tokens } = build();
  await tokens.fetch("https://hs/_matrix/client/versions");
  expect(state.seen).toEqual([null]);
});

it("renews before the end, once for all who ask, and stores before it uses", async () => {
  const { state, ask, stored, renewed } = build({ now: 60_000 });
  const answers = await Promise.all([ask(), ask(), ask()]);
  expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200]);
  expect(state.refreshes).toBe(1);
  expect(state.seen).toEqual(["a1", "a1", "a1"]);
  expect(stored).toEqual([{ accessToken: "a1", refreshToken: "r1", expiresAt: 360_000, storageKey: "k" }]);
  expect(renewed).toEqual(["a1"]);
});

it("renews and tries once more when the homeserver has forgotten the token", async () => {
  const { state, ask } = build();
  state.access = "other";
  expect((await ask()).status).toBe(200);
  expect(state.seen).toEqual(["a0", "a1"]);
});

it("hands on the refusal when the refresh token is refused as well", async () => {
  const { state, ask, stored } = build({ refuseRefresh: true });
  state.access = "gone";
  const answer = await ask();
  expect(answer.status).toBe(401);
  expect(await answer.json()).toMatchObject({ soft_logout: true });
  expect(stored).toEqual([]);
});

it("does not take an unreachable homeserver for a sign-out", async () => {
  const { ask } = build({ now: 200_000, unreachable: true });
  await expect(ask()).rejects.toMatchObject({ code: "MATRIX_UNREACHABLE" });
});

it.each(["", "/_matrix/x", "https://elsewhere/_matrix/x", "http://hs/_matrix/x", "https://hs.elsewhere/"])(
  "tells nobody but the homeserver the token: %j",
  async (address) => {
    const { state, tokens } = build();
    const asked = tokens.fetch(address, { headers: { authorization: "Bearer stale" } });
    await expect(asked).rejects.toMatchObject({ code: "MATRIX_FORBIDDEN" });
    expect(state.seen).toEqual([]);
  },
);
