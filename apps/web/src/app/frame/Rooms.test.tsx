// @vitest-environment jsdom
import { Tooltip } from "@base-ui/react/tooltip";
import { buildMessage, buildRoom, buildSession } from "@parley/testkit";
import { act, cleanup, fireEvent, screen, waitFor } from "@testing-library/react";
import { useLayoutEffect, useState } from "react";
import { afterEach, expect, it, vi } from "vitest";
import { ChatList } from "../../features/chat/index.ts";
import { PreferencesProvider } from "../../shared/PreferencesProvider.tsx";
import { createPreferences } from "../../shared/preferences.ts";
import { renderInWorld } from "../../shared/testing/fake-world.tsx";
import { ToastProvider } from "../../ui/Toast.tsx";
import { Rooms } from "./Rooms.tsx";

afterEach(cleanup);

let first = "";
let go: (roomId: string) => void = () => {};
/** What stood there when the room that was gone to was first shown. */
let atFirst: string | null = null;
function App() {
  const [roomId, setRoomId] = useState(first);
  go = setRoomId;
  // biome-ignore lint/correctness/useExhaustiveDependencies: at each change of the room
  useLayoutEffect(() => {
    atFirst = screen.queryByRole("log")?.getAttribute("aria-label") ?? null;
  }, [roomId]);
  return (
    <>
      <ChatList place={{ at: "home", roomId }} />
      <Rooms roomId={roomId} spaceId={null} />
    </>
  );
}

function draw(names: readonly string[]) {
  first = `!${names[0]}:x`;
  const rooms = names.map((name) =>
    buildRoom({ id: `!${name}:x`, name, items: [buildMessage({ text: `said in ${name}`, mine: true })] }),
  );
  const session = buildSession({ rooms });
  const preferences = createPreferences({ getItem: () => null, setItem() {} }, null, ["en"]);
  preferences.set({ composer: "plain" });
  renderInWorld(
    <PreferencesProvider value={preferences}>
      <Tooltip.Provider>
        <ToastProvider>
          <App />
        </ToastProvider>
      </Tooltip.Provider>
    </PreferencesProvider>,
    { session },
  );
  return session;
}

const logs = () => screen.queryAllByRole("log", { hidden: true }).map((log) => log.getAttribute("aria-label"));
const inView = () => screen.getByRole("log").getAttribute("aria-label");

it("shows one room, and has those left last drawn behind it", async () => {
  draw(["a", "b", "c", "d", "e"]);
  await waitFor(() => expect(inView()).toBe("Messages in a"), { timeout: 10_000 });
  for (const name of ["b", "c", "d", "e"]) {
    act(() => go(`!${name}:x`));
    await waitFor(() => expect(inView()).toBe(`Messages in ${name}`));
  }
  await waitFor(() => expect(logs().sort()).toEqual(["b", "c", "d", "e"].map((name) => `Messages in ${name}`)));
});

it("draws the room ahead that a pointer rests on, and shows it as it was drawn", async () => {
  const session = draw(["a", "b"]);
  const opened = vi.spyOn(session, "openTimeline");
  await waitFor(() => expect(inView()).toBe("Messages in a"), { timeout: 10_000 });
  fireEvent.pointerEnter(screen.getByRole("link", { name: "b" }), { pointerType: "mouse" });
  await waitFor(() => expect(logs()).toHaveLength(2));
  expect(inView()).toBe("Messages in a");
  const ahead = screen.getAllByRole("log", { hidden: true }).find((log) => !screen.getByRole("log").isSameNode(log));
  act(() => go("!b:x"));
  await waitFor(() => expect(inView()).toBe("Messages in b"));
  expect(screen.getByRole("log")).toBe(ahead);
  expect(opened.mock.calls.filter(([roomId]) => roomId === "!b:x")).toHaveLength(1);
});

it("draws nothing behind for a pointer that only passes", async () => {
  draw(["a", "b"]);
  await waitFor(() => expect(inView()).toBe("Messages in a"), { timeout: 10_000 });
  const row = screen.getByRole("link", { name: "b" });
  fireEvent.pointerEnter(row, { pointerType: "mouse" });
  fireEvent.pointerLeave(row, { pointerType: "mouse" });
  await new Promise((resolve) => setTimeout(resolve, 150));
  expect(logs()).toHaveLength(1);
});

it("forgets what stood open in a room that was left", async () => {
  draw(["a", "b"]);
  await waitFor(() => expect(inView()).toBe("Messages in a"), { timeout: 10_000 });
  const before = screen.getByRole("log");
  act(() => go("!b:x"));
  // Not at the change itself: one would wait for what is taken down.
  expect(before.isConnected).toBe(true);
  await waitFor(() => expect(before.isConnected).toBe(false));
});

it("forgets it also for who comes back at once", async () => {
  draw(["a", "b"]);
  await waitFor(() => expect(inView()).toBe("Messages in a"), { timeout: 10_000 });
  const before = screen.getByRole("log");
  act(() => go("!b:x"));
  act(() => go("!a:x"));
  expect(inView()).toBe("Messages in a");
  expect(screen.getByRole("log")).not.toBe(before);
});

it("shows a room as it is by then, not as it was when it was drawn", async () => {
  const session = draw(["a", "b"]);
  await waitFor(() => expect(inView()).toBe("Messages in a"), { timeout: 10_000 });
  act(() => go("!b:x"));
  await waitFor(() => expect(logs()).toHaveLength(2));
  act(() => session.rooms.changeSummary("!a:x", { name: "a, renamed" }));
  act(() => go("!a:x"));
  expect(atFirst).toBe("Messages in a, renamed");
});

it("opens the rooms behind anew that were closed while another tab had the client", async () => {
  const session = draw(["a", "b"]);
  await waitFor(() => expect(inView()).toBe("Messages in a"), { timeout: 10_000 });
  act(() => go("!b:x"));
  await waitFor(() => expect(logs()).toHaveLength(2));
  const online = session.connection.peek();
  act(() => {
    session.connection.value = { state: "elsewhere", since: 0 };
  });
  await waitFor(() => expect(screen.queryByRole("log")).toBeNull());
  act(() => {
    session.connection.value = online;
  });
  await waitFor(() => expect(inView()).toBe("Messages in b"));
  const opened = vi.spyOn(session, "openTimeline");
  act(() => go("!a:x"));
  await waitFor(() => expect(inView()).toBe("Messages in a"));
  expect(opened).toHaveBeenCalledWith("!a:x");
});

it("keeps the room in view open, and draws anew what was closed behind it, where edits hold all the places", async () => {
  const busy = ["c", "d", "e", "f", "g", "h", "i"];
  const session = draw(["first", "a", "b", "last", ...busy]);
  await waitFor(() => expect(inView()).toBe("Messages in first"), { timeout: 10_000 });
  const open = new Set<string>();
  const openTimeline = session.openTimeline.bind(session);
  vi.spyOn(session, "openTimeline").mockImplementation((roomId) => {
    const timeline = openTimeline(roomId);
    open.add(roomId);
    return {
      ...timeline,
      close() {
        open.delete(roomId);
        timeline.close();
      },
    };
  });
  const visit = async (name: string) => {
    act(() => go(`!${name}:x`));
    await waitFor(() => expect(inView()).toBe(`Messages in ${name}`));
  };
  for (const name of busy) {
    await visit(name);
    fireEvent.keyDown(screen.getByRole("textbox"), { key: "ArrowUp" });
    expect(screen.getByRole<HTMLTextAreaElement>("textbox").value).toBe(`said in ${name}`);
  }
  for (const name of ["a", "b", "last", "b", "a"]) {
    await visit(name);
    // Those behind are drawn anew meanwhile.
    await act(() => new Promise((resolve) => setTimeout(resolve, 100)));
    // What is closed hears of nothing.
    expect(open.has(`!${name}:x`), name).toBe(true);
  }
});
