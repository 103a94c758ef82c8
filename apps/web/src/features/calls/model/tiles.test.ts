import { buildCallVideo, buildParticipant } from "@parley/testkit/calls";
import { describe, expect, it } from "vitest";
import { alike, createSpeakerOrder, spotlightOf, tilesOf } from "./tiles.ts";

const own = buildParticipant({ own: true });
const other = (name: string, parts = {}) => buildParticipant({ userId: `@${name}:localhost`, ...parts });
const key = (name: string) => `@${name}:localhost:DEVICE`;

describe("tiles", () => {
  it("are one for each participant and one for each screen", () => {
    const tiles = tilesOf([own, other("a", { screen: buildCallVideo() }), other("b")]);
    expect(tiles.map((tile) => tile.key)).toEqual([own.identity, `${key("a")} screen`, key("a"), key("b")]);
  });

  it("make the last screen of somebody else large, never one's own", () => {
    const mine = { ...own, screen: buildCallVideo() };
    const a = other("a", { screen: buildCallVideo() });
    const b = other("b", { screen: buildCallVideo() });
    expect(spotlightOf(tilesOf([own]), null)).toBeNull();
    expect(spotlightOf(tilesOf([mine]), null)).toBeNull();
    expect(spotlightOf(tilesOf([mine, a, b]), null)?.key).toBe(`${key("b")} screen`);
  });

  it("keep large what was pinned, until it is gone", () => {
    const screen = other("a", { screen: buildCallVideo() });
    expect(spotlightOf(tilesOf([own, screen, other("b")]), key("b"))?.key).toBe(key("b"));
    expect(spotlightOf(tilesOf([own, screen]), key("b"))?.key).toBe(`${key("a")} screen`);
    expect(spotlightOf(tilesOf([own, screen]), alike)).toBeNull();
  });
});

describe("the order of tiles", () => {
  const people = ["a", "b", "c", "d", "e"];
  const speaking = (...names: string[]) =>
    tilesOf([own, ...people.map((name) => other(name, { speaking: names.includes(name) }))]);
  const letters = (tiles: ReturnType<typeof tilesOf>) =>
    tiles.map((tile) => (tile.participant.own ? "me" : tile.key.charAt(1))).join(" ");

  it("stays while those on the first page speak", () => {
    const order = createSpeakerOrder();
    expect(letters(order(speaking(), 3))).toBe("me a b c d e");
    expect(letters(order(speaking("b"), 3))).toBe("me a b c d e");
  });

  it("brings who speaks to the first page, in the place of who has been silent longest", () => {
    const order = createSpeakerOrder();
    order(speaking("a"), 3);
    expect(letters(order(speaking("d"), 3))).toBe("me a d c b e");
    expect(letters(order(speaking("e"), 3))).toBe("me e d c b a");
    // They stay there when they are silent again.
    expect(letters(order(speaking(), 3))).toBe("me e d c b a");
  });

  it("moves nobody who speaks off the first page, nor oneself", () => {
    const order = createSpeakerOrder();
    expect(letters(order(speaking("a", "b", "c"), 3))).toBe("me a b c d e");
  });

  it("closes up when somebody leaves, and takes newcomers at the end", () => {
    const order = createSpeakerOrder();
    order(speaking("e"), 3);
    expect(letters(order(tilesOf([own, other("b"), other("e"), other("f")]), 3))).toBe("me e b f");
  });

  it("has screens first, and lets nobody take their place", () => {
    const order = createSpeakerOrder();
    const tiles = (speaks: string) =>
      tilesOf([
        own,
        ...people.map((name) => other(name, { speaking: name === speaks, ...(name === "c" ? sharing : {}) })),
      ]);
    const sharing = { screen: buildCallVideo() };
    const keys = (all: ReturnType<typeof tilesOf>) => all.slice(0, 3).map((tile) => tile.key);
    expect(keys(order(tiles("e"), 3))).toEqual([`${key("c")} screen`, own.identity, key("e")]);
    expect(keys(order(tiles("b"), 3))).toEqual([`${key("c")} screen`, own.identity, key("b")]);
  });
});
