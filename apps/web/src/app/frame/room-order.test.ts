// @vitest-environment jsdom
import { afterEach, describe, expect, it } from "vitest";
import { nextRoomLink } from "./room-order.ts";

afterEach(() => document.body.replaceChildren());
const draw = (current: string) => {
  document.body.innerHTML = `<nav data-region="list">${["a", "b", "c"]
    .map(
      (id) =>
        `<a href="/${id}" id="${id}" data-room="${id}" ${id === current ? 'aria-current="page"' : ""} ${id === "c" ? "data-unread" : ""}>${id}</a>`,
    )
    .join("")}</nav>`;
};

describe("next room", () => {
  it.each([
    ["a", 1, false, "b"],
    ["c", 1, false, "a"],
    ["a", -1, false, "c"],
    ["", 1, false, "a"],
    ["", -1, false, "c"],
    ["a", 1, true, "c"],
    ["b", -1, true, "c"],
    ["c", 1, true, undefined],
  ] as const)("from %j by %i, unread only %s: %j", (current, step, unreadOnly, expected) => {
    draw(current);
    expect(nextRoomLink(document, step, unreadOnly)?.id).toBe(expected);
  });
});
