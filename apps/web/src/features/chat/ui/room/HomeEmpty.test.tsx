// @vitest-environment jsdom
import { buildRoom, buildSession, type RoomSeed } from "@parley/testkit";
import { cleanup, screen } from "@testing-library/react";
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
