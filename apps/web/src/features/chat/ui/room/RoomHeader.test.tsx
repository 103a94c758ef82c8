// @vitest-environment jsdom
import { buildRoom, buildSession, buildSpace } from "@parley/testkit";
import { cleanup, screen } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import { renderChat } from "../testing/render-chat.tsx";
import { RoomHeader } from "./RoomHeader.tsx";

afterEach(cleanup);

function draw(avatarMxc: string | null) {
  const room = buildRoom({ id: "!a", spaceId: "!s", name: "plans", access: "invited", avatarMxc });
  const session = buildSession({ spaces: [buildSpace({ id: "!s", name: "Atelier" })], rooms: [room] });
  renderChat(session, <RoomHeader room={room.summary} space={null} pins={null} onBack={undefined} />);
}

it("shows the picture of a channel beside its sign, and the sign alone where there is none", () => {
  draw("mxc://localhost/plans");
  // Until the picture is there its first letter stands for it.
  expect(screen.getByText("P")).toBeTruthy();
  expect(document.querySelector("header .lucide-hash-lock")).not.toBeNull();
  cleanup();
  draw(null);
  expect(screen.queryByText("P")).toBeNull();
  expect(document.querySelector("header .lucide-hash-lock")).not.toBeNull();
});
