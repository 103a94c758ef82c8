import { systemRandom } from "@parley/kernel";
import { describe, expect, test } from "vitest";
import type { FetchPort } from "../contract/ports.ts";
import { signUpByStages } from "./sign-up-elsewhere.ts";

const request = {
  homeserverUrl: "https://hs",
  username: "ada",
  password: "long enough",
  deviceName: "Firefox",
  leadsTo: null,
};

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
  [[["m.login.msisdn", "m.login.email.identity"]], "MATRIX_SIGN_UP_PHONE"],
  [[], "MATRIX_UIA_UNSUPPORTED"],
])("what cannot be done here is named: %j", async (flows, code) => {
  await expect(homeserver(flows).go(null)).rejects.toMatchObject({ code });
});

test("what is not known here is done on the homeserver's page, where there is no other way", async () => {
  const { go } = homeserver([["org.example/dance"], ["m.login.msisdn"]]);
  const url = "https://hs/_matrix/client/v3/auth/org.example%2Fdance/fallback/web?session=s";
  expect(await go(null)).toEqual({ stage: "page", url });
});

describe("an address by e-mail", () => {
  type Asked = { client_secret: string; email: string; send_attempt: number; next_link?: string };
  function withMail(answers: readonly { status: number; errcode: string }[] = [], leadsTo: string | null = null) {
    const asked: Asked[] = [];
    const faults = [...answers];
    const state = { opened: false };
    const fetch: FetchPort = async (url, init) => {
      const body = JSON.parse(String(init?.body));
      if (String(url).endsWith("/register/email/requestToken")) {
        asked.push(body);
        const fault = faults.shift();
        if (fault) return Response.json({ errcode: fault.errcode }, { status: fault.status });
        return Response.json({ sid: `sid-${asked.length}` });
      }
      const { sid, client_secret } = body.auth?.threepid_creds ?? {};
      const proven = state.opened && sid === `sid-${asked.length}` && client_secret === asked.at(-1)?.client_secret;
      if (proven) return Response.json({ user_id: "@ada:hs", device_id: "D", access_token: "t" });
      const flows = [{ stages: ["m.login.email.identity"] }];
      return Response.json({ session: "s", flows, errcode: "M_UNAUTHORIZED" }, { status: 401 });
    };
    const clock = { now: () => 0, after: () => () => {} };
    return { go: signUpByStages({ fetch, clock, random: systemRandom }, { ...request, leadsTo }), asked, state };
  }

  test("is asked for, sent to, waited for and proven", async () => {
    const { go, asked, state } = withMail([], "https://chat.example.org/sign-up/confirmed");
    expect(await go(null)).toEqual({ stage: "email", sentTo: null });
    const waiting = { stage: "email", sentTo: "ada@example.org" };
    expect(await go({ stage: "email", address: " ada@example.org " })).toEqual(waiting);
    expect(await go({ stage: "email-opened" })).toEqual(waiting);
    // Once more to the same address: the links of both go on working. Another address is another secret.
    await go({ stage: "email", address: "ada@example.org" });
    await go({ stage: "email", address: "ada@example.net" });
    expect(asked.map(({ email, send_attempt, next_link }) => [email, send_attempt, next_link])).toEqual([
      ["ada@example.org", 1, "https://chat.example.org/sign-up/confirmed"],
      ["ada@example.org", 2, "https://chat.example.org/sign-up/confirmed"],
      ["ada@example.net", 3, "https://chat.example.org/sign-up/confirmed"],
    ]);
    expect(asked[1]?.client_secret).toBe(asked[0]?.client_secret);
    expect(asked[2]?.client_secret).not.toBe(asked[0]?.client_secret);
    state.opened = true;
    expect(await go({ stage: "email-opened" })).toMatchObject({ account: { userId: "@ada:hs" } });
  });

  test("leads nowhere else where the homeserver does not let its links", async () => {
    const { go, asked } = withMail([{ status: 400, errcode: "M_INVALID_PARAM" }], "https://chat.example.org/x");
    await go(null);
    expect(await go({ stage: "email", address: "ada@example.org" })).toMatchObject({ sentTo: "ada@example.org" });
    expect(asked.map(({ next_link }) => next_link)).toEqual(["https://chat.example.org/x", undefined]);
  });

  test("still leads on once an address that was at fault is corrected", async () => {
    const wrong = { status: 400, errcode: "M_INVALID_PARAM" };
    const { go, asked } = withMail([wrong, wrong], "https://chat.example.org/x");
    await go(null);
    await expect(go({ stage: "email", address: "ada" })).rejects.toMatchObject({ code: "MATRIX_EMAIL_REFUSED" });
    await go({ stage: "email", address: "ada@example.org" });
    expect(asked.at(-1)?.next_link).toBe("https://chat.example.org/x");
  });

  test.each([
    [400, "M_THREEPID_IN_USE", "MATRIX_EMAIL_IN_USE"],
    [403, "M_THREEPID_DENIED", "MATRIX_EMAIL_REFUSED"],
    [400, "M_INVALID_PARAM", "MATRIX_EMAIL_REFUSED"],
    [500, "M_UNKNOWN", "MATRIX_EMAIL_UNSENT"],
    [429, "M_LIMIT_EXCEEDED", "MATRIX_RATE_LIMITED"],
  ])("%i %s is %s, and another one may be tried", async (status, errcode, code) => {
    const { go } = withMail([{ status, errcode }]);
    await go(null);
    await expect(go({ stage: "email", address: "ada@example.org" })).rejects.toMatchObject({ code });
    expect(await go({ stage: "email", address: "ada@example.net" })).toEqual({
      stage: "email",
      sentTo: "ada@example.net",
    });
  });
});
