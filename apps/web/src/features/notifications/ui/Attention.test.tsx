// @vitest-environment jsdom
import { buildRoom, buildSession, buildTold } from "@parley/testkit";
import { act, cleanup } from "@testing-library/react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { renderInWorld } from "../../../shared/testing/fake-world.tsx";
import { Attention } from "./Attention.tsx";
import { deviceSettings } from "./device.ts";

class Shown {
  static permission = "granted";
  static all: Shown[] = [];
  closed = false;
  onclick: (() => void) | null = null;
  readonly title: string;
  constructor(title: string) {
    this.title = title;
    Shown.all.push(this);
  }
  close() {
    this.closed = true;
  }
}
beforeEach(() => {
  Shown.all = [];
  vi.stubGlobal("Notification", Shown);
  vi.stubGlobal("focus", () => {});
  deviceSettings.set({ desktop: true, preview: true, sound: false });
  document.head.innerHTML = '<link rel="icon" href="/favicon.svg">';
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});
const build = () => buildSession({ rooms: [buildRoom({ id: "!a", kind: "direct" })] });
const icon = () => document.querySelector("link")?.getAttribute("href");

it("raises what the session tells, leads there by a click, and takes it back", () => {
  const session = build();
  const world = renderInWorld(<Attention roomId={null} />, { session });
  const told = buildTold({ roomId: "!a", eventId: "$1" });
  session.notifications.emit({ type: "told", told });
  Shown.all[0]?.onclick?.();
  expect(world.went).toEqual([{ at: "home", roomId: "!a", eventId: "$1" }]);
  session.notifications.emit({ type: "told", told: { ...told, eventId: "$2" } });
  session.notifications.emit({ type: "gone", roomId: "!a", eventId: "$2" });
  expect(Shown.all.map(({ closed }) => closed)).toEqual([true, true]);
});

it("leaves no card behind when another tab takes over, and none and no listener when it goes", () => {
  const session = build();
  const view = renderInWorld(<Attention roomId={null} />, { session });
  session.notifications.emit({ type: "told", told: buildTold({ roomId: "!a" }) });
  session.connection.value = { state: "elsewhere", since: 0 };
  expect(Shown.all[0]?.closed).toBe(true);
  session.connection.value = { state: "online", since: 0 };
  session.notifications.emit({ type: "told", told: buildTold({ roomId: "!a" }) });
  view.unmount();
  expect(Shown.all[1]?.closed).toBe(true);
  expect(session.notifications.listeners).toBe(0);
});

it("marks the icon of the tab while something is unread", () => {
  const session = build();
  const view = renderInWorld(<Attention roomId={null} />, { session });
  const { summary } = session.rooms.room("!a");
  act(() => {
    summary.value = { ...summary.value, unread: true, unreadCount: 2 };
  });
  expect(icon()).toBe("/favicon-mention.svg");
  view.unmount();
  expect(icon()).toBe("/favicon.svg");
});
