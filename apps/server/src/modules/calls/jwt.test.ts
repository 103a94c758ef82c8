import { expect, test } from "vitest";
import { readToken, signToken } from "./jwt.ts";

const own = { key: "k", secret: "a-secret-of-at-least-32-characters" };
const now = 1_800_000_000_000;
const token = signToken(own, { identity: "@ada:x:DEV", video: { room: "r" }, expiresAt: now / 1000 + 60 }, now);

test("what we signed is read while it is good, and not a moment longer", () => {
  expect(readToken(token, own, now)).toMatchObject({ sub: "@ada:x:DEV", iss: "k", video: { room: "r" } });
  expect(readToken(token, own, now + 60_000)).toBeNull();
});

test("anything else is not read", () => {
  const [head = "", body = "", signature = ""] = token.split(".");
  const none = Buffer.from('{"alg":"none"}').toString("base64url");
  const other = signToken({ ...own, secret: "b".repeat(40) }, { identity: "x", video: {}, expiresAt: now }, now);
  const foreign = signToken({ ...own, key: "l" }, { identity: "x", video: {}, expiresAt: now / 1000 + 9 }, now);
  const altered = Buffer.from(Buffer.from(body, "base64url").toString().replace("@ada", "@eve")).toString("base64url");
  for (const bad of [
    "",
    "..",
    "a.b.c",
    `${token}.x`,
    `${head}.${altered}.${signature}`,
    `${head}.${body}.`,
    `${none}.${body}.`,
    other,
    foreign,
    "x".repeat(100_000),
  ]) {
    expect(readToken(bad, own, now)).toBeNull();
  }
});
