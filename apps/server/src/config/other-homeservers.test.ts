import { expect, test } from "vitest";
import { connectSourcesOf, isOtherHomeserver, otherHomeserversOf } from "./other-homeservers.ts";

test.each([
  "example.org",
  "matrix.example.org",
  "example.org:8448",
  "https://matrix.example.org",
  "http://localhost:8008",
])("%s can be named", (entry) => expect(isOtherHomeserver(entry)).toBe(true));

test.each([
  "localhost",
  "*.example.org",
  "https://*.example.org",
  "http://matrix.example.org",
  "https://example.org/path",
  "https://a@example.org",
  "example.org; script-src *",
  "example.org 'unsafe-inline'",
  "https:",
  "*",
  "",
  "Example.org",
])("%j cannot", (entry) => expect(isOtherHomeserver(entry)).toBe(false));

test("what is listed decides where the page may connect to", () => {
  expect(connectSourcesOf(otherHomeserversOf([]), "https://chat.example.org")).toEqual([]);
  expect(otherHomeserversOf(["none"])).toBe("none");
  const listed = otherHomeserversOf(["example.org", "https://matrix.example.net/"]);
  expect(connectSourcesOf(listed, "https://chat.example.org")).toEqual([
    "https://example.org",
    "https://*.example.org",
    "wss://example.org",
    "wss://*.example.org",
    "https://matrix.example.net",
    "wss://matrix.example.net",
  ]);
  expect(connectSourcesOf(otherHomeserversOf(["any"]), "https://chat.example.org")).toEqual(["https:", "wss:"]);
  expect(connectSourcesOf(otherHomeserversOf(["any"]), "http://localhost:8420")).toEqual([
    "https:",
    "http://localhost:*",
    "http://127.0.0.1:*",
    "wss:",
    "ws://localhost:*",
    "ws://127.0.0.1:*",
  ]);
});
