// @vitest-environment jsdom
import type { SpaceSummary } from "@parley/matrix";
import { buildRoom, buildSession, buildSpace } from "@parley/testkit";
import { cleanup, screen } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import { renderChat } from "../testing/render-chat.tsx";
import { Start } from "./Start.tsx";

afterEach(cleanup);

const { summary: room } = buildRoom({ id: "!general:localhost", spaceId: "!s:localhost", name: "general" });
const alone: SpaceSummary = {
  ...buildSession({ spaces: [buildSpace({ id: "!s:localhost" })] }).rooms.list.value.spaces[0],
  memberCount: 1,
  canInvite: true,
} as SpaceSummary;

function offers(space: SpaceSummary, empty: boolean): boolean {
  renderChat(buildSession(), <Start room={room} space={space} empty={empty} />);
  const found = screen.queryByRole("button", { name: "Invite people" }) !== null;
  cleanup();
  return found;
}

it("offers to invite people where nobody else is and nothing was said yet", () => {
  expect(offers(alone, true)).toBe(true);
  expect(offers(alone, false)).toBe(false);
  expect(offers({ ...alone, memberCount: 2 }, true)).toBe(false);
  expect(offers({ ...alone, canInvite: false }, true)).toBe(false);
});
