import { describe, expect, it } from "vitest";
import { linkTarget, messageLink, otherHost, placeOfRoom } from "./links.ts";

const origin = "https://parley.example";
const room = (id: string, eventId: string | null = null, via: readonly string[] = []) => ({
  kind: "room",
  room: id,
  eventId,
  via,
});
const list = { spaces: [], directs: [], rooms: [], invites: [] };

describe("addresses of Matrix", () => {
  it.each([
    ["https://matrix.to/#/@ann:x.example", { kind: "user", userId: "@ann:x.example" }],
    ["https://matrix.to/#/%40ann%3Ax.example", { kind: "user", userId: "@ann:x.example" }],
    ["https://matrix.to/#/!abc:x.example/$event?via=x.example", room("!abc:x.example", "$event", ["x.example"])],
    ["https://matrix.to/#/!v12room/%24event", room("!v12room", "$event")],
    ["https://matrix.to/#/%23talk:x.example", room("#talk:x.example")],
    ["matrix:u/ann:x.example?action=chat", { kind: "user", userId: "@ann:x.example" }],
    ["matrix:r/talk:x.example", room("#talk:x.example")],
    ["matrix:roomid/abc:x.example/e/event?via=x&via=%20", room("!abc:x.example", "$event", ["x"])],
    [`${origin}/home/!abc`, room("!abc")],
    [`${origin}/s/!space/!abc/event`, room("!abc", "$event")],
    [`${origin}/s/!space/!abc/$event`, room("!abc", "$event")],
    [`${origin}/home/!abc/%24event`, room("!abc", "$event")],
  ])("%s", (href, target) => {
    expect(linkTarget(href, origin)).toEqual(target);
  });

  it.each([
    "https://x.example/#/@ann:x.example",
    "http://matrix.to/#/@ann:x.example",
    "https://matrix.to.evil.example/#/@ann:x.example",
    "https://matrix.to/#/",
    "https://matrix.to/#/%zz",
    `https://matrix.to/#/@${"a".repeat(300)}:x`,
    "matrix:constructor/abc",
    "matrix:",
    "javascript:alert(1)",
    "https://other.example/home/!abc",
    `${origin}/settings`,
    "no address",
  ])("are not %s", (href) => {
    expect(linkTarget(href, origin)).toBeNull();
  });

  it("lead back from what is given to others", () => {
    expect(linkTarget(messageLink(list, "!ab:x", "$e", origin), origin)).toEqual(room("!ab:x", "$e"));
    expect(placeOfRoom(list, "!ab:x", null)).toEqual({ at: "home", roomId: "!ab:x" });
  });
});

describe("words that name another host", () => {
  it.each([
    ["https://evil.example/x", "https://bank.example", "evil.example"],
    ["https://evil.example", "bank.example/login", "evil.example"],
    ["https://evil.example", " www.bank.example ", "evil.example"],
    ["https://bank.example/x", "bank.example", null],
    ["https://www.bank.example/x", "https://bank.example/y", null],
    ["https://bank.example", "read this", null],
    ["https://bank.example", "e.g. this one", null],
    ["mailto:ann@x.example", "ann@x.example", null],
    ["https://xn--bcher-kva.example/", "bücher.example", null],
    ["https://evil.example", "\u200bhttps://bank.example/login", "evil.example"],
    ["https://evil.example", "\u2066https://bank.example/login\u2069", "evil.example"],
    ["https://evil.example", "https://ba\u00adnk.example", "evil.example"],
    ["https://evil.example", "\u3164https://bank.example", "evil.example"],
    ["https://evil.example", "\u202eelpmaxe.knab//:sptth", "evil.example"],
    ["https://evil.example", "see https://bank.example/login", "evil.example"],
    ["https://evil.example", "log in: bank.example!", "evil.example"],
    ["https://evil.example", "→bank.example/login", "evil.example"],
    ["https://evil.example", "evil.example or bank.example", "evil.example"],
    ["https://evil.example", "bank.example?to=https://evil.example", "evil.example"],
    ["https://evil.example", `${" ".repeat(600)}https://bank.example`, "evil.example"],
    ["https://evil.example", `${"-".repeat(300)}bank.example`, "evil.example"],
    ["https://evil.example", "https://10.0.0.1/", "evil.example"],
    ["https://evil.example", "ｂank．example", "evil.example"],
    ["https://evil.example", "https://bank.example@evil.example", "evil.example"],
    ["https://bank.example@evil.example/", "https://bank.example@evil.example/", "evil.example"],
    ["https://bank.example/x", "see https://bank.example/x, please", null],
    ["https://bank.example/a/index.html", "https://bank.example/a/index.html", null],
    ["https://bank.example/", "👩‍👩‍👧 done. Next: 3.14 or v1.20", null],
    ["https://bank.example:8443/x", "bank.example:8443/x", null],
    // Cyrillic, in whole and in part; a Latin letter of phonetics; a dot that is hard to see; a kana that looks like a slash.
    ["https://аррӏе.com/", "https://аррӏе.com/", "xn--80ak6aa92e.com"],
    ["https://xn--80ak6aa92e.com/", "https://аррӏе.com", "xn--80ak6aa92e.com"],
    ["https://xn--80ak6aa92e.com/", "see аррӏе.com now", "xn--80ak6aa92e.com"],
    ["https://xn--80ak6aa92e.com/", "https://xn--80ak6aa92e.com/", null],
    ["https://gооgle.example/", "https://gооgle.example/", "xn--ggle-55da.example"],
    ["https://ɡoogle.example/", "https://ɡoogle.example/", "xn--oogle-qmc.example"],
    ["https://bạnk.example/", "https://bạnk.example/", "xn--bnk-sgz.example"],
    [
      "https://bank.exampleノx.evil.example/",
      "https://bank.exampleノx.evil.example/",
      "bank.xn--examplex-b44g.evil.example",
    ],
    // Names that people have.
    ["https://bücher.example/", "https://bücher.example/", null],
    ["https://пример.рф/x", "https://пример.рф/x", null],
    ["https://例え.jp/", "https://例え.jp/", null],
    ["https://bank.example/?to=https://аррӏе.com/", "https://bank.example/?to=https://аррӏе.com/", null],
  ])("%s as %s", (href, words, host) => {
    expect(otherHost(href, words)).toBe(host);
  });

  it("are found in no time", () => {
    // The processor's time, not the clock's: a busy machine makes nothing slower.
    const began = process.cpuUsage();
    otherHost("https://x.example", "a-".repeat(50_000));
    otherHost("https://x.example", "a.".repeat(50_000));
    otherHost("https://x.example", "x.example ".repeat(10_000));
    expect(process.cpuUsage(began).user / 1000).toBeLessThan(100);
  });
});
