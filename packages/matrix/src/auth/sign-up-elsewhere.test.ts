import { systemRandom } from "@parley/kernel";
import { expect, test } from "vitest";
import type { FetchPort } from "../contract/ports.ts";
import { signUpByStages } from "./sign-up-elsewhere.ts";

const request = { homeserverUrl: "https://hs", username: "ada", password: "long enough", deviceName: "Firefox" };

/** A homeserver that asks for these flows, and takes an answer unless it is `refused`. */
function homeserver(flows: readonly (readonly string[])[], { refused = "", params = {} } = {}) {
  const completed: string[] = [];
  const seen: unknown[] = [];
  const fetch: FetchPort = async (_url, init) => {
    const body = JSON.parse(String(init?.body)) as { auth?: { type?: string; session?: string } };
    seen.push(body.auth ?? null);
    const type = body.auth?.type;
    if (type !== undefined && type !== refused) completed.push(type);
    if (body.auth !== undefined && type === undefined && refused !== "page") completed.push("m.login.recaptcha");
    if (flows.some((stages) => stages.every((stage) => completed.includes(stage)))) {
      return Response.json({ user_id: "@ada:hs", device_id: "D", access_token: "t" });
    }
    const answer = { session: "s", flows: flows.map((stages) => ({ stages })), completed, params };
    return Response.json(answer, { status: 401 });
  };
  const clock = { now: () => 0, after: () => () => {} };
  return { go: signUpByStages({ fetch, clock, random: systemRandom }, request), seen };
}

test("nothing is asked where nothing is needed", async () => {
  const { go } = homeserver([["m.login.dummy"]]);
  expect(await go(null)).toMatchObject({ account: { userId: "@ada:hs", homeserverUrl: "https://hs" } });
});

test("token, terms and a page are asked for one after the other", async () => {
  const policies = {
    privacy: {
      version: "1",
      de: { name: "Datenschutz", url: "https://hs/de" },
      en: { name: "Privacy", url: "https://hs/en" },
    },
    evil: { version: "1", en: { name: "Evil", url: "javascript:alert(1)" } },
  };
  const stages = ["m.login.registration_token", "m.login.terms", "m.login.recaptcha", "m.login.dummy"];
  const { go, seen } = homeserver([stages], { params: { "m.login.terms": { policies } } });
  expect(await go(null)).toEqual({ stage: "token" });
  expect(await go({ stage: "token", token: " abc " })).toEqual({
    stage: "terms",
    policies: [{ name: "Privacy", url: "https://hs/en" }],
  });
  const page = "https://hs/_matrix/client/v3/auth/m.login.recaptcha/fallback/web?session=s";
  expect(await go({ stage: "terms" })).toEqual({ stage: "page", url: page });
  expect(await go({ stage: "page" })).toMatchObject({ credentials: { accessToken: "t" } });
  expect(seen[1]).toEqual({ type: "m.login.registration_token", session: "s", token: "abc" });
});

test("a page that was not finished is asked for again", async () => {
  const { go } = homeserver([["m.login.recaptcha"]], { refused: "page" });
  const first = await go(null);
  expect(await go({ stage: "page" })).toEqual(first);
});

test("the way without a page is preferred", async () => {
  const { go } = homeserver([
    ["m.login.recaptcha", "m.login.dummy"],
    ["m.login.email.identity"],
    ["m.login.registration_token"],
  ]);
  expect(await go(null)).toEqual({ stage: "token" });
});

test("a token that is refused is said to be", async () => {
  const { go } = homeserver([["m.login.registration_token"]], { refused: "m.login.registration_token" });
  await go(null);
  await expect(go({ stage: "token", token: "x" })).rejects.toMatchObject({ code: "MATRIX_REGISTRATION_TOKEN" });
});

test.each([
  [[["m.login.email.identity"]], "MATRIX_SIGN_UP_EMAIL"],
  [[["m.login.msisdn", "m.login.email.identity"]], "MATRIX_SIGN_UP_PHONE"],
  [[["org.example.dance"]], "MATRIX_UIA_UNSUPPORTED"],
  [[], "MATRIX_UIA_UNSUPPORTED"],
])("what cannot be done here is named: %j", async (flows, code) => {
  await expect(homeserver(flows).go(null)).rejects.toMatchObject({ code });
});
