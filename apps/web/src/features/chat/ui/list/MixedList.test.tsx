// @vitest-environment jsdom
import { buildRoom, buildSession, buildSpace } from "@parley/testkit";
import { cleanup, fireEvent, screen } from "@testing-library/react";
import { afterEach, describe, expect, it } from "vitest";
import { renderChat } from "../testing/render-chat.tsx";
import { MixedList } from "./MixedList.tsx";

afterEach(cleanup);

describe("the phone's first page", () => {
  it("says which server a channel belongs to", () => {
    const session = buildSession({
      spaces: [
        buildSpace({ id: "!one:localhost", name: "Atelier" }),
        buildSpace({ id: "!two:localhost", name: "Book Club" }),
      ],
      rooms: [
        buildRoom({ id: "!a:localhost", spaceId: "!one:localhost", name: "general" }),
        buildRoom({ id: "!b:localhost", spaceId: "!two:localhost", name: "general" }),
        buildRoom({ id: "!c:localhost", name: "Mira", kind: "direct" }),
      ],
    });
    renderChat(session, <MixedList list={session.rooms.list.value} />);
    const names = screen.getAllByRole("link").map((row) => row.textContent);
    expect(names.some((name) => name?.includes("# general · Atelier"))).toBe(true);
    expect(names.some((name) => name?.includes("# general · Book Club"))).toBe(true);
    expect(names.find((name) => name?.includes("Mira"))).not.toContain("·");
  });

  it("is walked through with arrow keys, as the list at the side is", () => {
    const session = buildSession({
      rooms: [1, 2, 3].map((at) => buildRoom({ id: `!${at}`, name: `room ${at}`, activeAt: 10 - at })),
    });
    renderChat(session, <MixedList list={session.rooms.list.value} />);
    const row = (at: number) => screen.getByRole("link", { name: new RegExp(`room ${at}`, "u") });
    row(1).focus();
    fireEvent.keyDown(row(1), { key: "ArrowDown" });
    expect(document.activeElement).toBe(row(2));
    fireEvent.keyDown(row(2), { key: "End" });
    expect(document.activeElement).toBe(row(3));
  });
});
