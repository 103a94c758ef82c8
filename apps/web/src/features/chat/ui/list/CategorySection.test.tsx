// @vitest-environment jsdom
import { buildSession, buildSpace } from "@parley/testkit";
import { act, cleanup, screen } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import { renderChat } from "../testing/render-chat.tsx";
import { SpaceList } from "./SpaceList.tsx";

afterEach(cleanup);

const session = buildSession({
  spaces: [
    buildSpace({
      id: "!s",
      joinable: [
        { id: "!open", name: "open", topic: null, voice: false, open: "yes" },
        { id: "!gate", name: "gate", topic: null, voice: false, open: "ask" },
      ],
    }),
  ],
});

it("offers to join what one may join, and to ask where one is let in; says where one waits", async () => {
  const [space] = session.rooms.list.value.spaces;
  if (space === undefined) throw new Error("no space");
  renderChat(session, <SpaceList space={space} roomId={null} />);
  expect(screen.getByRole("button", { name: "Join open" })).toBeTruthy();
  expect(screen.queryByRole("button", { name: "Join gate" })).toBeNull();
  const row = screen.getByRole("link", { name: "Ask to come in to gate" });
  expect(row.getAttribute("href")).toContain("gate");
  await act(() => session.knocks.ask("!gate"));
  expect(screen.getByRole("link", { name: "gate: you asked to come in" })).toBe(row);
  await act(() => session.knocks.withdraw("!gate"));
  expect(row.textContent).toContain("Ask");
});
