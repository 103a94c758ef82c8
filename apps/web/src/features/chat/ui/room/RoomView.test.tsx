// @vitest-environment jsdom
import { buildMedia, buildMessage, buildRoom, buildSession } from "@parley/testkit";
import { act, cleanup, fireEvent, screen, waitFor } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import { createPreferences } from "../../../../shared/preferences.ts";
import { renderChat } from "../testing/render-chat.tsx";
import { RoomView } from "./RoomView.tsx";

afterEach(cleanup);

const roomId = "!a:localhost";

it("says that Parley runs in another tab, and opens it anew when it is used here again", async () => {
  const session = buildSession({ rooms: [buildRoom({ id: roomId, items: [buildMessage({ text: "hello" })] })] });
  const opened = vi.spyOn(session, "openTimeline");
  renderChat(session, <RoomView roomId={roomId} spaceId={null} />);
  const field = () => screen.queryByRole<HTMLTextAreaElement>("textbox");
  await waitFor(() => expect(field()).toBeTruthy());
  fireEvent.change(field() as HTMLTextAreaElement, { target: { value: "half a thought" } });
  act(() => {
    session.connection.value = { state: "elsewhere", since: 0 };
  });
  expect(await screen.findByText("Parley runs in another tab")).toBeTruthy();
  expect(field()).toBeNull();
  const takeOver = vi.spyOn(session, "takeOver").mockResolvedValue();
  fireEvent.click(screen.getByRole("button", { name: "Use here" }));
  expect(takeOver).toHaveBeenCalledTimes(1);
  await waitFor(() => expect(session.keptDrafts.get(roomId)).toBe("half a thought"));
  // The other tab goes on writing: what stands there counts.
  session.keptDrafts.set(roomId, "a whole thought");
  act(() => {
    session.connection.value = { state: "online", since: 0 };
  });
  await waitFor(() => expect(field()?.value).toBe("a whole thought"));
  expect(screen.queryByText("Parley runs in another tab")).toBeNull();
  expect(opened).toHaveBeenCalledTimes(2);
});

it("offers to be used here for a room that only the other tab knows", async () => {
  const session = buildSession({ rooms: [] });
  session.connection.value = { state: "elsewhere", since: 0 };
  renderChat(session, <RoomView roomId={roomId} spaceId={null} />);
  expect(await screen.findByRole("button", { name: "Use here" })).toBeTruthy();
});

it("shows the message of a link once, and again where the room is drawn anew before it was there", async () => {
  const session = buildSession({ rooms: [buildRoom({ id: roomId, items: [buildMessage({ text: "hello" })] })] });
  const asked: { readonly eventId: string; readonly arrive: () => void }[] = [];
  const open = session.openTimeline.bind(session);
  vi.spyOn(session, "openTimeline").mockImplementation((id) => ({
    ...open(id),
    jumpTo: (eventId) => new Promise((resolve) => asked.push({ eventId, arrive: resolve })),
  }));
  const link = <RoomView roomId={roomId} spaceId={null} eventId="$old" />;
  const { went, redraw } = renderChat(session, link);
  await waitFor(() => expect(asked).toHaveLength(1));
  redraw(<p />);
  asked[0]?.arrive();
  redraw(link);
  await waitFor(() => expect(asked.map(({ eventId }) => eventId)).toEqual(["$old", "$old"]));
  asked[1]?.arrive();
  // The window is another one then, and drawn.
  await act(() => new Promise((resolve) => setTimeout(resolve, 50)));
  redraw(<p />);
  redraw(link);
  await screen.findByRole("textbox");
  await act(() => new Promise((resolve) => setTimeout(resolve, 50)));
  expect(asked).toHaveLength(2);
  // The address names it as long as it is what is read.
  expect(went).toEqual([]);
});

it("asks whether an edit of which nothing is left deletes the message, and does it then alone", async () => {
  const said = buildMessage({ mine: true, eventId: "$said", text: "said in haste" });
  const session = buildSession({ rooms: [buildRoom({ id: roomId, items: [said] })] });
  renderChat(session, <RoomView roomId={roomId} spaceId={null} />);
  const field = await screen.findByRole<HTMLTextAreaElement>("textbox");
  const kind = () => {
    const [item] = session.rooms.room(roomId).items.peek();
    return item?.type === "message" ? item.body.type : null;
  };
  const empty = () => {
    fireEvent.keyDown(field, { key: "ArrowUp" });
    fireEvent.change(field, { target: { value: " " } });
    fireEvent.keyDown(field, { key: "Enter" });
  };
  empty();
  expect(screen.getByRole("alert").textContent).toMatch(/Delete the message instead/);
  fireEvent.keyDown(field, { key: "Escape" });
  expect(screen.queryByRole("alert")).toBeNull();
  expect(kind()).toBe("text");
  expect(field.value).toBe("");
  empty();
  fireEvent.click(screen.getByRole("button", { name: "Delete" }));
  // With its way back, as every deletion.
  await waitFor(() => expect(kind()).toBe("redacted"));
  expect(screen.queryByRole("button", { name: "Cancel editing" })).toBeNull();
});

it.each([
  ["has arrived since, with its way back", { eventId: "$said", send: null }, ["soon $said"]],
  [
    "was deleted elsewhere since, not once more",
    { eventId: "$said", send: null, body: { type: "redacted", by: null } },
    [],
  ],
] as const)("deletes a message that was edited and %s", async (_how, since, done) => {
  const sending = { state: "sending", since: 0 } as const;
  const said = buildMessage({ mine: true, key: "said", eventId: null, text: "said in haste", send: sending });
  const session = buildSession({ rooms: [buildRoom({ id: roomId, items: [said] })] });
  const deleted: string[] = [];
  const open = session.openTimeline.bind(session);
  vi.spyOn(session, "openTimeline").mockImplementation((id) => ({
    ...open(id),
    redact: async (name) => void deleted.push(name),
    redactSoon: async (eventId) => void deleted.push(`soon ${eventId}`),
  }));
  renderChat(session, <RoomView roomId={roomId} spaceId={null} />);
  const field = await screen.findByRole<HTMLTextAreaElement>("textbox");
  fireEvent.keyDown(field, { key: "ArrowUp" });
  fireEvent.change(field, { target: { value: "" } });
  fireEvent.keyDown(field, { key: "Enter" });
  act(() => {
    session.rooms.room(roomId).items.value = [{ ...said, ...since }];
  });
  await act(async () => void fireEvent.click(screen.getByRole("button", { name: "Delete" })));
  expect(deleted).toEqual(done);
});

it("says that the file goes too where the words under one are taken away", async () => {
  const caption = { text: "the sea", html: null };
  const photo = buildMessage({ mine: true, eventId: "$photo", body: buildMedia({ caption }) });
  const session = buildSession({ rooms: [buildRoom({ id: roomId, items: [photo] })] });
  renderChat(session, <RoomView roomId={roomId} spaceId={null} />);
  const field = await screen.findByRole<HTMLTextAreaElement>("textbox");
  fireEvent.keyDown(field, { key: "ArrowUp" });
  expect(field.value).toBe("the sea");
  fireEvent.change(field, { target: { value: "" } });
  fireEvent.keyDown(field, { key: "Enter" });
  expect(screen.getByRole("alert").textContent).toMatch(/with the file/);
});

it.each(["rich", "plain"] as const)("puts the caret behind a draft at once, in the %s field too", async (composer) => {
  const rect = { left: 0, right: 0, top: 0, bottom: 0, width: 0, height: 0 };
  Object.assign(Range.prototype, { getClientRects: () => [rect], getBoundingClientRect: () => rect });
  const session = buildSession({ rooms: [buildRoom({ id: roomId })] });
  await session.drafts.set(roomId, "half a thought");
  const preferences = createPreferences({ getItem: () => null, setItem() {} }, null, ["en"]);
  preferences.set({ composer });
  const show = (shown: boolean) => (
    <>
      <button type="button" data-room="">
        A row of the list
      </button>
      {shown && <RoomView roomId={roomId} spaceId={null} />}
    </>
  );
  const { redraw } = renderChat(session, show(true), preferences);
  const field = composer === "rich" ? ".rich-field" : "textarea";
  await waitFor(() => expect(document.querySelector(field)?.textContent).toBe("half a thought"), { timeout: 8_000 });
  redraw(show(false));
  screen.getByRole("button", { name: "A row of the list" }).focus();
  redraw(show(true));
  const element = document.querySelector<HTMLElement>(field);
  expect(document.activeElement).toBe(element);
  if (element instanceof HTMLTextAreaElement) {
    expect(element.selectionStart).toBe("half a thought".length);
    return;
  }
  const selection = document.getSelection();
  expect([selection?.anchorNode?.textContent, selection?.anchorOffset]).toEqual(["half a thought", 14]);
});
