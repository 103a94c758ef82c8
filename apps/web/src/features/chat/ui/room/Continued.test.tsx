// @vitest-environment jsdom
import { AppError } from "@parley/kernel";
import { type Draft, draftEditName } from "@parley/matrix";
import { buildMessage, buildRoom, buildSession, buildSpace, type FakeSession } from "@parley/testkit";
import { act, cleanup, fireEvent, screen, waitFor } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import { moveRegion } from "../../../../shared/regions.ts";
import { renderChat } from "../testing/render-chat.tsx";
import { Start } from "../timeline/Start.tsx";
import { RoomView } from "./RoomView.tsx";

afterEach(cleanup);

const old = "!old:hs";
const fresh = "!new:hs";
const space = "!atelier:hs";
const moved = { roomId: fresh, via: ["far.example"], joined: false, byName: "Mira" } as const;

function build({ joined = false, items = [buildMessage({ text: "said before" })] } = {}): FakeSession {
  const inSpace = { spaceId: space, name: "plans" };
  return buildSession({
    spaces: [buildSpace({ id: space, name: "Atelier" })],
    rooms: [
      buildRoom({ ...inSpace, id: old, items, mentions: 2, unread: true, successor: { ...moved, joined } }),
      ...(joined ? [buildRoom({ ...inSpace, id: fresh, predecessorId: old })] : []),
    ],
  });
}
const show = (session: FakeSession, roomId = old) => renderChat(session, <RoomView roomId={roomId} spaceId={space} />);
const button = (name: string) => screen.findByRole("button", { name });

it("puts the way to the new room in the place of the field, through the servers that know it", async () => {
  const session = build();
  const join = vi.spyOn(session.rooms, "join");
  const { went } = show(session);
  expect(await screen.findByText("This conversation continues in a new room.")).toBeTruthy();
  expect(screen.queryByRole("textbox")).toBeNull();
  // F6 leads to it, as it leads to the field elsewhere.
  (screen.getByRole("log") as HTMLElement).closest<HTMLElement>("[data-region]")?.focus();
  moveRegion(document, 1);
  expect(document.activeElement?.textContent).toBe("Join the new room");
  fireEvent.click(await button("Join the new room"));
  await waitFor(() => expect(went).toEqual([{ at: "space", spaceId: space, roomId: fresh }]));
  expect(join).toHaveBeenCalledExactlyOnceWith(fresh, ["far.example"]);
  // The old one can still be read, from where it stands in no list.
  expect(session.rooms.list.value.spaces[0]?.categories[0]?.channels.map(({ id }) => id)).toEqual([fresh]);
  expect(screen.getByRole("log", { name: "Messages in plans" })).toBeTruthy();
  fireEvent.click(await button("Go to the new room"));
  expect(went).toHaveLength(2);
});

it("leads nobody into the new room who has gone elsewhere while it was joined", async () => {
  const session = build();
  const joined = Promise.withResolvers<void>();
  vi.spyOn(session.rooms, "join").mockImplementation(() => joined.promise);
  const { went, unmount } = show(session);
  fireEvent.click(await button("Join the new room"));
  unmount();
  await act(async () => joined.resolve());
  expect(went).toEqual([]);
});

it("shows what was begun, not the message that was being changed beside it", async () => {
  const said = buildMessage({ mine: true, eventId: "$mine", text: "said before" });
  const session = build({ joined: true, items: [said] });
  await session.drafts.set(old, "half a thought");
  // Something else was begun there: it is not taken along.
  await session.drafts.set(fresh, "another one");
  await session.drafts.set(draftEditName(old), JSON.stringify(["$mine", "said before, and changed"]));
  show(session);
  const begun = await screen.findByText(/You had begun to write here/);
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(begun.textContent).toContain("half a thought");
  expect(begun.textContent).not.toContain("changed");
});

it.each([
  [
    "MATRIX_FORBIDDEN",
    "Only who is invited comes into the new room. Ask Mira, who moved the conversation, to invite you.",
  ],
  ["MATRIX_NOT_FOUND", "Your homeserver does not reach the new room. Try again later, or ask Mira to invite you."],
])("says what to do when joining is answered by %s", async (code, words) => {
  const session = build();
  session.rooms.failNext(new AppError(code, "no"));
  const { went } = show(session);
  fireEvent.click(await button("Join the new room"));
  expect((await screen.findByRole("alert")).textContent).toContain(words);
  expect(went).toEqual([]);
  fireEvent.click(await button("Try again"));
  await waitFor(() => expect(went).toHaveLength(1));
  expect(screen.queryByRole("alert")).toBeNull();
});

it("names what was not sent, and sends it in the new room", async () => {
  const late = { eventId: null, mine: true, send: { state: "failed", since: 0, reason: "forbidden" } } as const;
  const items = [buildMessage({ ...late, text: "too late" }), buildMessage({ ...late, text: "this, too" })];
  const session = build({ items });
  const { unmount } = show(session);
  // There is no new room to send it in yet.
  await button("Join the new room");
  expect(screen.queryByRole("button", { name: /^Send/ })).toBeNull();
  unmount();

  const followed = build({ joined: true, items });
  show(followed);
  expect(await screen.findByText("2 messages of yours were not sent here.")).toBeTruthy();
  fireEvent.click(await button("Send 2 in the new room"));
  await waitFor(() => expect(screen.queryByText(/not sent/)).toBeNull());
  const words = (roomId: string) =>
    followed.rooms
      .room(roomId)
      .items.value.map((item) => (item.type === "message" && "text" in item.body ? item.body.text : ""));
  expect(words(fresh)).toEqual(["too late", "this, too"]);
  expect(words(old)).toEqual([]);
});

it("tells those whom a message names that is sent in the new room", async () => {
  const late = { eventId: null, mine: true, send: { state: "failed", since: 0, reason: "forbidden" } } as const;
  const html = '<a href="https://matrix.to/#/%40mira%3Alocalhost">@Mira</a>, look';
  const body = { type: "text", style: "text", text: "@Mira, look", html } as const;
  const session = build({ joined: true, items: [buildMessage({ ...late, body })] });
  const drafts: unknown[] = [];
  const { openTimeline } = session;
  session.openTimeline = (roomId) => {
    const timeline = openTimeline.call(session, roomId);
    const send = async (draft: Draft) => {
      drafts.push(draft);
      await timeline.send(draft);
    };
    return { ...timeline, send };
  };
  show(session);
  fireEvent.click(await button("Send it in the new room"));
  await waitFor(() => expect(screen.queryByText(/not sent/)).toBeNull());
  expect(drafts).toEqual([{ text: "@Mira, look", html, mentions: { userIds: ["@mira:localhost"] } }]);
});

it("leads from the new room to what was said before", async () => {
  const session = build({ joined: true });
  const { summary } = session.rooms.room(fresh);
  const [server] = session.rooms.list.value.spaces;
  const { went } = renderChat(session, <Start room={summary.value} space={server ?? null} empty />);
  expect(await screen.findByText(/This room continues an older one\./)).toBeTruthy();
  fireEvent.click(await button("See older messages"));
  expect(went).toEqual([{ at: "space", spaceId: space, roomId: old }]);
});

it("takes what was begun in the old room along, unless something was begun in the new one", async () => {
  const session = build({ joined: true });
  await session.drafts.set(old, "half a thought");
  show(session, fresh);
  const field = await screen.findByRole<HTMLTextAreaElement>("textbox");
  await waitFor(() => expect(field.value).toBe("half a thought"));
  await waitFor(() => expect([...session.keptDrafts]).toEqual([[fresh, "half a thought"]]));
  cleanup();

  const busy = build({ joined: true });
  await busy.drafts.set(old, "half a thought");
  await busy.drafts.set(fresh, "another one");
  show(busy, fresh);
  await waitFor(async () =>
    expect((await screen.findByRole<HTMLTextAreaElement>("textbox")).value).toBe("another one"),
  );
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(Object.fromEntries(busy.keptDrafts)).toEqual({ [old]: "half a thought", [fresh]: "another one" });
  cleanup();
  // It is still to be had where it was begun.
  show(busy);
  expect((await screen.findByText(/You had begun to write here/)).textContent).toContain("half a thought");
  expect(screen.getByRole("button", { name: "Copy" })).toBeTruthy();
  // Also when the other one has been sent: it is not taken along a second time.
  await act(async () => await busy.drafts.set(fresh, null));
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(busy.keptDrafts.get(old)).toBe("half a thought");
  expect(screen.getByText(/You had begun to write here/).textContent).toContain("half a thought");
});
