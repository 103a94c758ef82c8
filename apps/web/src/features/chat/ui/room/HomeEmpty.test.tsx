// @vitest-environment jsdom
import { buildRoom, buildSession, type RoomSeed } from "@parley/testkit";
import { act, cleanup, screen } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import { ChatList } from "../list/ChatList.tsx";
import { renderChat } from "../testing/render-chat.tsx";
import { HomeEmpty } from "./HomeEmpty.tsx";

afterEach(cleanup);

const home = { at: "home" } as const;
const draw = (rooms: readonly RoomSeed[]) =>
  renderChat(
    buildSession({ rooms }),
    <>
      <ChatList place={home} />
      <HomeEmpty place={home} />
    </>,
  );
const nobody = () => screen.queryAllByText("Nobody to talk to yet");

it("says once, beside an empty list, that there is nobody to talk to yet", () => {
  draw([]);
  expect(nobody()).toHaveLength(1);
});

it("speaks of the invitation when one waits", () => {
  draw([
    buildRoom({ id: "!letter", kind: "direct", name: "Inês", membership: "invite", directUserId: "@ines:localhost" }),
  ]);
  expect(nobody()).toHaveLength(0);
  expect(screen.getByText("An invitation waits for you")).toBeTruthy();
  expect(screen.getByRole("button", { name: "Accept" })).toBeTruthy();
});

it("says nothing of what the first answer will tell: whether there is anybody, where an address leads", () => {
  for (const place of [home, { at: "space", spaceId: "!new" }] as const) {
    const session = buildSession({ rooms: [] });
    session.connection.value = { state: "catching-up", since: 0 };
    renderChat(session, <HomeEmpty place={place} />);
    expect(nobody()).toHaveLength(0);
    act(() => {
      session.connection.value = { state: "online", since: 1 };
    });
    expect(nobody()).toHaveLength(1);
    cleanup();
  }
});
