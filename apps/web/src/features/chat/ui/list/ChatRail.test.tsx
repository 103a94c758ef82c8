// @vitest-environment jsdom
import { buildSession, buildSpace } from "@parley/testkit";
import { cleanup, screen } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import { renderChat } from "../testing/render-chat.tsx";
import { ChatRail } from "./ChatRail.tsx";

vi.mock("@tanstack/react-router", () => ({ useLocation: () => ({ pathname: "/activity" }) }));
afterEach(cleanup);

it("calls an invitation no mention", () => {
  renderChat(buildSession({ spaces: [buildSpace({ id: "!s", name: "Choir", membership: "invite" })] }), <ChatRail />);
  expect(screen.getByRole("link", { name: "Direct messages and rooms, 1 waiting" })).toBeTruthy();
});
