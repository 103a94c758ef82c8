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

it("offers it in a private channel by whether others are in that, and to who may", () => {
  const draw = (memberCount: number, invite: boolean, empty = true): string | null => {
    const seed = buildRoom({
      id: "!p:localhost",
      spaceId: "!s:localhost",
      name: "plans",
      access: "invited",
      permissions: { invite },
    });
    const session = buildSession({ spaces: [buildSpace({ id: "!s:localhost" })], rooms: [seed] });
    const space = { ...alone, memberCount: 3, canInvite: false };
    const { invited } = renderChat(
      session,
      <Start room={{ ...seed.summary, memberCount }} space={space} empty={empty} />,
    );
    screen.queryByRole("button", { name: "Invite people" })?.click();
    cleanup();
    return invited[0] ?? null;
  };
  expect(draw(1, true)).toBe("!p:localhost");
  expect(draw(1, true, false)).toBeNull();
  expect(draw(2, true)).toBeNull();
  expect(draw(1, false)).toBeNull();
});

it("says who can come in as the room has it", () => {
  const hint = (access: "server" | "invited" | "everyone") => {
    const seed = buildRoom({ id: "!x:localhost", spaceId: "!s:localhost", name: "x", access });
    const session = buildSession({ spaces: [buildSpace({ id: "!s:localhost", name: "Atelier" })], rooms: [seed] });
    const { container } = renderChat(session, <Start room={seed.summary} space={alone} empty={false} />);
    const text = container.textContent;
    cleanup();
    return text;
  };
  expect(hint("server")).toContain("can find this channel");
  expect(hint("invited")).toContain("Only who is invited can find it");
  expect(hint("everyone")).toContain("Everyone with an account here can join");
});
