// @vitest-environment jsdom
import { Tooltip } from "@base-ui/react/tooltip";
import { AppError } from "@parley/kernel";
import { buildInboxItem, buildRing, buildRoom, buildSession, buildSpace } from "@parley/testkit";
import { cleanup, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { renderInWorld } from "../../../shared/testing/fake-world.tsx";
import { ToastProvider } from "../../../ui/Toast.tsx";
import { desktopPermission } from "../model/desktop.ts";
import { ActivityPage } from "./ActivityPage.tsx";
import { deviceSettings } from "./device.ts";
import { NotificationsPage } from "./NotificationsPage.tsx";

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const page = (
  <Tooltip.Provider>
    <ToastProvider>
      <ActivityPage />
    </ToastProvider>
  </Tooltip.Provider>
);
const build = () =>
  buildSession({
    spaces: [buildSpace({ id: "!s", name: "Atelier" })],
    rooms: [
      buildRoom({ id: "!c", spaceId: "!s", name: "design", unread: true, mentions: 1 }),
      buildRoom({ id: "!d", kind: "direct", name: "Jun" }),
    ],
    inbox: [
      buildInboxItem({ roomId: "!c", eventId: "$1", text: "look at this" }),
      buildInboxItem({ roomId: "!d", eventId: "$2", reason: "reply", senderName: "Jun", text: "yes", read: true }),
      buildInboxItem({ roomId: "!left", eventId: "$3", text: "from a room that was left" }),
    ],
  });

describe("activity", () => {
  it("lists who said what where, and leads there", () => {
    const world = renderInWorld(page, { session: build() });
    const rows = within(screen.getByRole("list", { name: "Mentions and answers" })).getAllByRole("listitem");
    expect(rows).toHaveLength(2);
    expect(rows[0]?.textContent).toMatch(/Mira Lindqvist mentioned you.*look at this.*#design · Atelier/);
    fireEvent.click(screen.getByRole("link", { name: /Jun answered you/ }));
    expect(world.went).toEqual([{ at: "home", roomId: "!d", eventId: "$2" }]);
  });

  it("calls a call by its name: one that rings, was missed, was answered or declined, or began in a room", () => {
    const called = (roomId: string, eventId: string, read = false) =>
      buildInboxItem({ roomId, eventId, senderName: "Jun", kind: "call", text: null, read });
    const session = buildSession({
      rooms: [buildRoom({ id: "!d", kind: "direct", name: "Jun" }), buildRoom({ id: "!r", name: "plans" })],
      inbox: [called("!d", "$now"), called("!d", "$missed"), called("!d", "$over", true), called("!r", "$room")],
    });
    session.ringing.incoming.value = [buildRing({ id: "$now", roomId: "!d" })];
    renderInWorld(page, { session });
    const said = screen.getAllByRole("link").map((row) => row.querySelector("bdi")?.textContent);
    expect(said).toEqual(
      expect.arrayContaining(["Jun is calling you", "Missed call from Jun", "Jun called you", "Jun started a call"]),
    );
    expect(screen.queryByText(/mentioned you/)).toBeNull();
  });

  it("says which of two people of one name it was", () => {
    const direct = (id: string, userId: string) =>
      buildRoom({ id, kind: "direct", name: `Jun (${userId})`, directUserId: userId });
    const from = (roomId: string, senderId: string) =>
      buildInboxItem({ roomId, eventId: `$${roomId}`, senderId, senderName: "Jun" });
    const session = buildSession({
      rooms: [direct("!1", "@jun:x"), direct("!2", "@jun:y")],
      inbox: [from("!1", "@jun:x"), from("!2", "@jun:y")],
    });
    renderInWorld(page, { session });
    expect(screen.getByRole("link", { name: /Jun \(@jun:x\) mentioned you/ })).toBeTruthy();
    expect(screen.getByRole("link", { name: /Jun \(@jun:y\) mentioned you/ })).toBeTruthy();
  });

  it("takes the one that was opened for read, and leaves the others", async () => {
    const session = build();
    const items = session.notifications.inbox.value.items.map((item) => ({ ...item, read: false }));
    session.notifications.inbox.value = { state: "ready", items };
    renderInWorld(page, { session });
    fireEvent.click(screen.getByRole("link", { name: /Jun answered you/ }));
    const read = () => session.notifications.inbox.value.items.map((item) => [item.eventId, item.read]);
    await waitFor(() => expect(read()).toEqual(items.map(({ eventId }) => [eventId, eventId === "$2"])));
  });

  it("marks one as read, and shows what is unread alone", async () => {
    const session = build();
    renderInWorld(page, { session });
    fireEvent.click(screen.getByRole("button", { name: "Mark as read" }));
    await waitFor(() => expect(screen.queryByRole("button", { name: "Mark as read" })).toBeNull());
    fireEvent.click(screen.getByRole("radio", { name: "Unread" }));
    expect(screen.getByText("You have read everything")).toBeTruthy();
  });

  it("does not wait for ever without a connection", () => {
    const session = buildSession();
    session.connection.value = { state: "offline", since: 0, reason: "network" };
    session.notifications.inbox.value = { state: "loading", items: [] };
    renderInWorld(page, { session });
    expect(screen.getByText("Nothing is kept here yet")).toBeTruthy();
    expect(screen.getByText("New mentions show when the connection is back.")).toBeTruthy();
  });

  it("asks before everything is marked, and says what failed", async () => {
    const session = build();
    renderInWorld(page, { session });
    fireEvent.click(screen.getByRole("button", { name: "Mark everything as read" }));
    const dialog = await screen.findByRole("alertdialog");
    expect(dialog.textContent).toMatch(/1 room has something unread/);
    session.notifications.failNext(new AppError("MATRIX_UNREACHABLE", "no line", { retryable: true }));
    fireEvent.click(within(dialog).getByRole("button", { name: "Mark everything as read" }));
    expect(await within(dialog).findByRole("alert")).toBeTruthy();
    fireEvent.click(within(dialog).getByRole("button", { name: "Mark everything as read" }));
    await waitFor(() => expect(screen.queryByRole("alertdialog")).toBeNull());
    expect(session.rooms.room("!c").summary.value.unread).toBe(false);
  });

  it("says when there is nothing, no connection, another tab, or only a part", () => {
    const session = buildSession();
    const view = renderInWorld(page, { session });
    expect(screen.getByText("Nothing waits for you")).toBeTruthy();
    session.notifications.inbox.value = { state: "failed", items: [] };
    view.unmount();
    renderInWorld(page, { session });
    expect(screen.getByText(/could not be loaded/)).toBeTruthy();
    fireEvent.click(screen.getByRole("button", { name: "Try again" }));
    expect(session.notifications.inbox.value.state).toBe("ready");
    cleanup();
    session.connection.value = { state: "elsewhere", since: 0 };
    renderInWorld(page, { session });
    expect(screen.getByText(/another tab/)).toBeTruthy();
  });
});

describe("settings of notifications", () => {
  const asked = vi.fn();
  const allow = (before: NotificationPermission, after: NotificationPermission) => {
    const stub = { permission: before, requestPermission: asked };
    asked.mockReset().mockImplementation(async () => {
      stub.permission = after;
      return after;
    });
    vi.stubGlobal("Notification", stub);
  };
  const segment = (group: string, name: string) =>
    within(screen.getByRole("group", { name: group })).getByRole("radio", { name });
  beforeEach(() => deviceSettings.set({ desktop: false, preview: true, sound: true }));

  it("asks the browser only when a person turns cards on, and says before that it will", async () => {
    allow("default", "granted");
    renderInWorld(<NotificationsPage />, { session: build() });
    expect(await screen.findByText(/makes your browser ask/)).toBeTruthy();
    expect(asked).not.toHaveBeenCalled();
    fireEvent.click(segment("Show notifications", "On"));
    await waitFor(() => expect(deviceSettings.values.value.desktop).toBe(true));
    expect(asked).toHaveBeenCalledOnce();
    expect(await screen.findByRole("group", { name: "Show what was written" })).toBeTruthy();
  });

  it("stays off where the browser says no, and says what to do", async () => {
    allow("default", "denied");
    renderInWorld(<NotificationsPage />, { session: build() });
    fireEvent.click(segment("Show notifications", "On"));
    expect(await screen.findByText(/Your browser blocks them/)).toBeTruthy();
    expect(deviceSettings.values.value.desktop).toBe(false);
    expect(desktopPermission.value).toBe("denied");
  });

  it("changes defaults, keywords, quiet hours and levels of single rooms", async () => {
    allow("granted", "granted");
    const session = build();
    await session.notifications.setLevel("!c", "mute");
    renderInWorld(<NotificationsPage />, { session });
    session.notifications.rules.value = { ...session.notifications.rules.value, silenced: true };
    fireEvent.click(await screen.findByRole("button", { name: "Switch on again" }));
    await waitFor(() => expect(screen.queryByText("Everything is switched off")).toBeNull());
    fireEvent.click(segment("Channels and other rooms", "Mentions only"));
    await waitFor(() => expect(session.notifications.rules.value.rooms).toBe("mentions"));
    fireEvent.change(screen.getByLabelText("Keywords"), { target: { value: " tea " } });
    fireEvent.click(screen.getByRole("button", { name: "Add keyword" }));
    fireEvent.click(await screen.findByRole("button", { name: "Remove tea" }));
    await waitFor(() => expect(session.notifications.rules.value.keywords).toEqual([]));
    fireEvent.click(segment("Every day", "On"));
    const from = await screen.findByLabelText("From");
    fireEvent.blur(from, { target: { value: "21:15" } });
    await waitFor(() => expect(session.notifications.doNotDisturb.value.hours?.from).toBe(21 * 60 + 15));
    fireEvent.click(screen.getByRole("button", { name: "For 1 hour" }));
    expect(await screen.findByRole("button", { name: "End the pause" })).toBeTruthy();
    expect(screen.getByText("#design")).toBeTruthy();
  });

  it("takes no keyword that every message holds", async () => {
    allow("granted", "granted");
    const session = build();
    renderInWorld(<NotificationsPage />, { session });
    fireEvent.change(await screen.findByLabelText("Keywords"), { target: { value: " *? " } });
    fireEvent.click(screen.getByRole("button", { name: "Add keyword" }));
    expect(screen.getByRole("alert").textContent).toMatch(/^\* and \? stand for any letters/u);
    expect(session.notifications.rules.value.keywords).toEqual([]);
  });

  it.each(["Enter", "a pause", "leaving"])(
    "takes the hour that is typed by %s, with the focus still in it",
    async (how) => {
      allow("granted", "granted");
      const session = build();
      await session.notifications.setDoNotDisturb({ hours: { from: 23 * 60, to: 6 * 60 }, until: 0 });
      const { unmount } = renderInWorld(<NotificationsPage />, { session });
      const to = await screen.findByLabelText("To");
      to.focus();
      fireEvent.change(to, { target: { value: "15:30" } });
      expect(session.notifications.doNotDisturb.value.hours?.to).toBe(6 * 60);
      if (how === "Enter") fireEvent.keyDown(to, { key: "Enter" });
      if (how === "leaving") unmount();
      await waitFor(() => expect(session.notifications.doNotDisturb.value.hours?.to).toBe(15 * 60 + 30), {
        timeout: 3000,
      });
      if (how !== "leaving") expect(document.activeElement).toBe(screen.getByLabelText("To"));
    },
  );

  it("keeps what is chosen while an earlier choice is still being saved, and the hours while they are off", async () => {
    allow("granted", "granted");
    const session = build();
    await session.notifications.setDoNotDisturb({ hours: { from: 23 * 60, to: 6 * 60 }, until: 0 });
    const save = session.notifications.setDoNotDisturb.bind(session.notifications);
    let arrive = () => {};
    const way = new Promise<void>((resolve) => {
      arrive = resolve;
    });
    vi.spyOn(session.notifications, "setDoNotDisturb").mockImplementationOnce(async (next) => {
      await way;
      await save(next);
    });
    renderInWorld(<NotificationsPage />, { session });
    // One leaves the field by the click on *Off*.
    fireEvent.blur(await screen.findByLabelText("From"), { target: { value: "21:15" } });
    fireEvent.click(segment("Every day", "Off"));
    expect(segment("Every day", "Off")).toHaveProperty("checked", true);
    arrive();
    await waitFor(() => expect(session.notifications.doNotDisturb.value.hours).toBeNull());
    expect(segment("Every day", "Off")).toHaveProperty("checked", true);
    fireEvent.click(segment("Every day", "On"));
    await waitFor(() =>
      expect(session.notifications.doNotDisturb.value.hours).toEqual({ from: 21 * 60 + 15, to: 6 * 60 }),
    );
  });

  it("says when a change could not be saved", async () => {
    allow("granted", "granted");
    const session = build();
    renderInWorld(<NotificationsPage />, { session });
    session.notifications.failNext(new AppError("MATRIX_UNREACHABLE", "no line", { retryable: true }));
    fireEvent.click(segment("Direct messages", "Mentions only"));
    expect(await screen.findByRole("alert")).toBeTruthy();
    expect(session.notifications.rules.value.directs).toBe("all");
  });
});
