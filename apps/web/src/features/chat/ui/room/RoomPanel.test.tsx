// @vitest-environment jsdom
import { signal } from "@parley/kernel";
import type { Member } from "@parley/matrix";
import { buildMember, buildRoom, buildSession } from "@parley/testkit";
import { act, cleanup, screen } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import { renderChat } from "../testing/render-chat.tsx";
import { RoomPanel } from "./RoomPanel.tsx";

afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

it("says how much of a large room's list is there yet", () => {
  vi.useFakeTimers();
  const all = [
    buildMember({ userId: "@rosa:x" }),
    buildMember({ userId: "@mira:x" }),
    buildMember({ userId: "@jun:x" }),
  ];
  const seed = buildRoom({ id: "!a:x", name: "large", members: all });
  const session = buildSession({ rooms: [seed] });
  const members = signal<readonly Member[]>(all.slice(0, 1));
  vi.spyOn(session.rooms, "members").mockReturnValue(members);
  renderChat(session, <RoomPanel roomId="!a:x" />);
  act(() => void vi.advanceTimersByTime(1_000));
  expect(screen.getByRole("status").textContent).toBe("1 of 3 members are loaded");
  act(() => {
    members.value = all;
  });
  act(() => void vi.advanceTimersByTime(1_000));
  expect(screen.queryByRole("status")).toBeNull();
});

it("says who sees the members of a room that one is not in", () => {
  vi.useFakeTimers();
  const session = buildSession();
  vi.spyOn(session.rooms, "members").mockReturnValue(signal([]));
  renderChat(session, <RoomPanel roomId="!closed:x" />);
  act(() => void vi.advanceTimersByTime(1_000));
  expect(screen.getByText("Who is in it is seen by its members.")).toBeTruthy();
});
