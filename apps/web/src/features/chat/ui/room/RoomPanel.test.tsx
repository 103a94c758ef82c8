// @vitest-environment jsdom
import { signal } from "@parley/kernel";
import type { Member } from "@parley/matrix";
import { buildMember, buildRoom, buildSession } from "@parley/testkit";
import { act, cleanup, fireEvent, screen } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import { renderChat } from "../testing/render-chat.tsx";
import { RoomPanel } from "./RoomPanel.tsx";

afterEach(() => {
  cleanup();
  vi.useRealTimers();
  vi.restoreAllMocks();
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

it("leads by keys to members that are not drawn yet", async () => {
  // A page that is laid out, as jsdom's is not.
  vi.spyOn(HTMLElement.prototype, "offsetHeight", "get").mockReturnValue(440);
  vi.spyOn(HTMLElement.prototype, "clientHeight", "get").mockReturnValue(440);
  vi.spyOn(HTMLElement.prototype, "scrollHeight", "get").mockReturnValue(40 + 300 * 44);
  Element.prototype.scrollTo = function (this: Element, options?: ScrollToOptions | number) {
    this.scrollTop = typeof options === "object" ? (options.top ?? 0) : 0;
    fireEvent.scroll(this);
  };
  const all = Array.from({ length: 300 }, (_, at) =>
    buildMember({ userId: `@m${at}:x`, name: at === 200 ? "Zoé Blum" : at === 201 ? "Zora" : `Member ${at}` }),
  );
  const session = buildSession({ rooms: [buildRoom({ id: "!a:x", name: "large", members: all })] });
  vi.spyOn(session.rooms, "members").mockReturnValue(signal<readonly Member[]>(all));
  renderChat(session, <RoomPanel roomId="!a:x" />);
  const focused = () => document.activeElement?.textContent ?? "";
  const press = (key: string) => act(() => void fireEvent.keyDown(document.activeElement ?? document.body, { key }));
  const first = await screen.findByRole("button", { name: /Member 0$/ });
  act(() => first.focus());
  press("End");
  await vi.waitFor(() => expect(focused()).toContain("Member 299"));
  press("ArrowUp");
  expect(focused()).toContain("Member 298");
  press("Home");
  await vi.waitFor(() => expect(focused()).toContain("Member 0"));
  press("z");
  await vi.waitFor(() => expect(focused()).toContain("Zoé Blum"));
  press("o");
  press("r");
  await vi.waitFor(() => expect(focused()).toContain("Zora"));
  // Nobody is called so: who has the focus keeps it.
  press("q");
  expect(focused()).toContain("Zora");
});
