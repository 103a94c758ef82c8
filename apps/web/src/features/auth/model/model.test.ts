import { describe, expect, it } from "vitest";
import { deviceOf } from "./device-name.ts";
import { passwordStrength } from "./password.ts";
import { asUsername, isDomain, longestName, usernameFault } from "./username.ts";

describe("names", () => {
  it.each([
    ["rosa", null],
    ["rosa.l-1_x=/+", null],
    ["", "missing"],
    ["rósa", "signs"],
    ["Rosa", "signs"],
    ["_bridge", "signs"],
    ["a b", "signs"],
  ])("%s", (name, fault) => {
    expect(usernameFault(name, "localhost")).toBe(fault);
  });
  it("fit into a user id of 255 bytes", () => {
    const most = longestName("example.org");
    expect(usernameFault("a".repeat(most), "example.org")).toBeNull();
    expect(usernameFault("a".repeat(most + 1), "example.org")).toBe("long");
    expect(`@${"a".repeat(most)}:example.org`).toHaveLength(255);
  });
  it("are taken as they are meant", () => {
    expect(asUsername("  @Rosa ")).toBe("rosa");
  });
});

describe("domains", () => {
  it.each(["example.org", "chat.example.co.uk", "example.org:8448", "xn--bcher-kva.example"])("%s is one", (name) => {
    expect(isDomain(name)).toBe(true);
  });
  it.each(["", "localhost", "https://example.org", "example.org/", "-a.org", "a..org", "192.168.0.1", "exa mple.org"])(
    "%s is none",
    (name) => {
      expect(isDomain(name)).toBe(false);
    },
  );
});

describe("password strength", () => {
  it.each([
    ["", "empty"],
    ["short", "short"],
    ["aaaaaaaaaaaa", "weak"],
    ["password1", "weak"],
    ["qwertyuiop", "weak"],
    ["rosarosa1", "weak"],
    ["tr0ub4dor&3", "strong"],
    ["kitchen42", "fair"],
    ["correct horse battery", "strong"],
  ])("of %s is %s", (password, strength) => {
    expect(passwordStrength(password, "rosa")).toBe(strength);
  });
});

it("knows browsers and systems that pretend to be others", () => {
  const edge = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150 Safari/537.36 Edg/150";
  const android =
    "Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150 Mobile Safari/537.36";
  expect(deviceOf(edge)).toEqual({ browser: "Edge", system: "Windows" });
  expect(deviceOf(android)).toEqual({ browser: "Chrome", system: "Android" });
  expect(deviceOf("curl/8")).toEqual({ browser: null, system: null });
});
