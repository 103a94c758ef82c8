import { expect, test } from "vitest";
import { serverNameOf } from "./user-id.ts";

test.each([
  ["@ada:example.org", "example.org"],
  ["@ada:example.org:8448", "example.org:8448"],
  ["@Ada=/+_-.x:[2001:db8::1]:8448", "[2001:db8::1]:8448"],
  ["@!historical~:example.org", "example.org"],
  ["@:example.org", null],
  ["ada:example.org", null],
  ["@ada", null],
  ["@ada:", null],
  ["@a da:example.org", null],
  ["@ada:exa mple.org", null],
  ["@ada:example.org\n", null],
  [`@${"a".repeat(250)}:example.org`, null],
])("the server name in %j is %j", (userId, name) => {
  expect(serverNameOf(userId)).toBe(name);
});
