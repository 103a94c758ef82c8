// @vitest-environment jsdom
import { buildRoom, buildSession, buildSpace } from "@parley/testkit";
import { act, cleanup, screen, waitFor } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import { renderChat } from "../testing/render-chat.tsx";
import { ChatList } from "./ChatList.tsx";

afterEach(cleanup);

it("is one stop of Tab: the room that is open, then the row that was walked to", async () => {
  const session = buildSession({
    spaces: [buildSpace({ id: "!s", name: "Atelier", canManage: true, categories: [{ id: "w", name: "Work" }] })],
    rooms: ["a", "b", "c"].map((id) =>
      buildRoom({ id: `!${id}`, name: `channel ${id}`, spaceId: "!s", categoryId: "w" }),
    ),
  });
  renderChat(session, <ChatList place={{ at: "space", spaceId: "!s", roomId: "!b" }} />);
  await screen.findByText("channel a");
  const stops = () =>
    [...document.querySelectorAll<HTMLElement>("[data-stop]")].filter(({ tabIndex }) => tabIndex === 0);
  await waitFor(() => expect(stops().map(({ textContent }) => textContent)).toEqual(["channel b"]));
  act(() => screen.getByText("channel c").closest("a")?.focus());
  expect(stops().map(({ textContent }) => textContent)).toEqual(["channel c"]);
  expect(screen.getByRole("button", { name: "Create channel in Work" }).tabIndex).toBe(-1);
});
