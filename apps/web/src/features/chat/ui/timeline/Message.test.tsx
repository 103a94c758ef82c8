// @vitest-environment jsdom
import { signal } from "@parley/kernel";
import type { MessageItem } from "@parley/matrix";
import { buildMedia, buildMessage, buildSession, createManualClock } from "@parley/testkit";
import { act, cleanup, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { loadLayers } from "../../../../ui/layers.ts";
import { buildMessageRoom } from "../testing/message-room.ts";
import { renderChat } from "../testing/render-chat.tsx";
import type { MessageRoom } from "./actions.ts";
import { Message } from "./Message.tsx";
import { MessageRoomProvider } from "./MessageRoomProvider.tsx";

// As soon after the first paint.
beforeAll(loadLayers);
afterEach(cleanup);

function draw(item: MessageItem, head = true, over: Partial<MessageRoom> = {}, active = true) {
  const clock = createManualClock();
  const session = buildSession({ clock });
  const room = buildMessageRoom(over);
  const view = renderChat(
    session,
    <MessageRoomProvider value={room}>
      <Message item={item} head={head} active={active} flashed={false} />
    </MessageRoomProvider>,
  );
  return { ...view, session, clock, actions: room.actions, article: screen.getByRole("article") };
}
const pending = { edit: false, redact: false, react: false, reply: false };
const now = createManualClock().now();

describe("a message", () => {
  it("says who, when and what at the head of a group, and only what within it", () => {
    const { article } = draw(buildMessage({ text: "hello" }));
    expect(article.textContent).toContain("Mira Lindqvist");
    expect(within(article).getByText("hello")).toBeTruthy();
    cleanup();
    expect(draw(buildMessage({ text: "more" }), false).article.textContent).not.toContain("Mira");
  });

  it.each([
    ["", null],
    [" \n\n\u3000 \u200b\u2800\n", null],
    ["", "<p> </p><b>\u200d</b>"],
  ])("says that there is nothing to see, in one line, where it says %j and %j", (text, html) => {
    const { article } = draw(buildMessage({ body: { type: "text", style: "text", text, html } }));
    expect(within(article).getByText("No text")).toBeTruthy();
    cleanup();
    expect(draw(buildMessage({ text: "\n\u200b." })).article.textContent).not.toContain("No text");
  });

  it("shows its clock only after a second", () => {
    const item = buildMessage({ mine: true, eventId: null, send: { state: "sending", since: now }, can: pending });
    const { clock } = draw(item);
    expect(screen.queryByText("Sending")).toBeNull();
    act(() => clock.tick(1_000));
    expect(screen.getByText("Sending")).toBeTruthy();
  });

  it("says after ten seconds that the homeserver does not take it, with a way to try at once, unless the line is gone", async () => {
    const send = { state: "queued", since: now, refused: true } as const;
    const item = buildMessage({
      mine: true,
      eventId: null,
      body: buildMedia({ name: "plan.pdf" }),
      send,
      can: pending,
    });
    const { clock, actions, session } = draw(item);
    // Its part is fetched with the first message on its way.
    await act(() => import("./SendFault.tsx").then(() => {}));
    act(() => clock.tick(9_000));
    expect(screen.queryByText(/has not taken this yet/)).toBeNull();
    act(() => clock.tick(1_000));
    expect(await screen.findByText(/has not taken this yet/)).toBeTruthy();
    fireEvent.click(screen.getByRole("button", { name: "Retry" }));
    expect(actions.retry).toHaveBeenCalledWith(item);
    act(() => {
      session.connection.value = { state: "offline", since: 0, reason: "network" };
    });
    expect(screen.queryByText(/has not taken this yet/)).toBeNull();
  });

  it("is marked while it is edited", () => {
    const item = buildMessage({ mine: true });
    const edited = signal<string | null>(null);
    const { article } = draw(item, true, { edited });
    expect(article.textContent).not.toContain("You are editing");
    act(() => {
      edited.value = item.key;
    });
    expect(article.textContent).toContain("You are editing this message");
  });

  it("leaves no timer when it goes away", () => {
    const item = buildMessage({ mine: true, eventId: null, send: { state: "queued", since: now }, can: pending });
    const { clock, unmount } = draw(item);
    unmount();
    expect(clock.waiting).toBe(0);
  });

  it("says in words why it was not sent, and offers both ways on", async () => {
    const item = buildMessage({
      mine: true,
      eventId: null,
      send: { state: "failed", since: now, reason: "uncertain" },
      can: pending,
    });
    const { actions } = draw(item);
    expect((await screen.findByRole("alert")).textContent).toContain("not certain that this arrived");
    fireEvent.click(screen.getByRole("button", { name: "Retry" }));
    fireEvent.click(screen.getByRole("button", { name: "Delete" }));
    expect(actions.retry).toHaveBeenCalledWith(item);
    expect(actions.discard).toHaveBeenCalledWith(item);
  });

  it("says that a message was not deleted, which stands, and offers to try again or to keep it", async () => {
    const send = { state: "failed", since: now, reason: "forbidden", removal: true } as const;
    const item = buildMessage({ mine: true, send });
    const { actions } = draw(item);
    expect((await screen.findByRole("alert")).textContent).toContain("Not deleted");
    expect(screen.queryByRole("button", { name: "Delete" })).toBeNull();
    fireEvent.click(screen.getByRole("button", { name: "Retry" }));
    fireEvent.click(screen.getByRole("button", { name: "Keep" }));
    expect(actions.retry).toHaveBeenCalledWith(item);
    expect(actions.discard).toHaveBeenCalledWith(item);
  });

  it("names those who reacted, oneself as you", () => {
    const reactions = [{ key: "👏", senders: ["@jun:localhost", "@rosa:localhost"], mine: true }];
    const item = buildMessage({ reactions });
    const { actions } = draw(item);
    const pill = screen.getByRole("button", { name: /👏.*2.*Jun and you.*Take yours back/u });
    expect(pill.getAttribute("aria-pressed")).toBe("true");
    fireEvent.click(pill);
    expect(actions.react).toHaveBeenCalledWith(item, "👏");
  });

  it("quotes one line of what it answers, and jumps there", () => {
    const replyTo = { eventId: "$1", senderId: "@jun:localhost", senderName: "Jun", text: "the question" };
    const { actions } = draw(buildMessage({ replyTo }));
    fireEvent.click(screen.getByRole("button", { name: /In reply to Jun: the question/u }));
    expect(actions.jumpTo).toHaveBeenCalledWith("$1");
  });

  it("has one sentence for each reason why it cannot be read, and a way on where there is one", () => {
    const { went } = draw(buildMessage({ body: { type: "undecryptable", reason: "needs-recovery" } }));
    fireEvent.click(screen.getByRole("link", { name: "Enter recovery key" }));
    expect(went).toEqual([{ at: "recovery" }]);
    cleanup();
    const { article } = draw(buildMessage({ body: { type: "undecryptable", reason: "withheld" } }));
    expect(article.textContent).toContain("did not share the key");
    expect(within(article).queryByRole("link")).toBeNull();
  });

  it("draws code with its language, and nothing that others' HTML smuggles in", () => {
    const html = '<pre><code class="language-ts">let a = 1;</code></pre><img src="https://x.example/p.png"><b>so</b>';
    const { article } = draw(buildMessage({ body: { type: "text", style: "text", text: "x", html } }));
    expect(within(article).getByText("ts")).toBeTruthy();
    expect(within(article).getByRole("button", { name: "Copy code" })).toBeTruthy();
    expect(article.querySelector("img")).toBeNull();
    expect(article.querySelector("b")?.textContent).toBe("so");
  });

  it("shows media by name and size", () => {
    const body = buildMedia({ name: "saturday.jpg", size: 2_400_000 });
    expect(draw(buildMessage({ body })).article.textContent).toMatch(/saturday\.jpg.*2\.4 MB/u);
  });

  it("keeps its mark of an edit apart from its last word", () => {
    const { article } = draw(buildMessage({ text: "hello", edited: true }), false);
    expect(article.textContent).toContain("hello (edited)");
  });

  it("says of what it answers whether that is locked or not here", () => {
    const answered = buildMessage({ eventId: "$locked", body: { type: "undecryptable", reason: "withheld" } });
    const reply = (eventId: string) =>
      buildMessage({ replyTo: { eventId, senderId: null, senderName: null, text: null } });
    draw(reply("$locked"), true, { items: signal([answered]) });
    expect(screen.getByRole("button", { name: "A message that cannot be read" })).toBeTruthy();
    cleanup();
    draw(reply("$elsewhere"), true, { items: signal([answered]) });
    expect(screen.getByRole("button", { name: "A message that is not loaded" })).toBeTruthy();
  });

  it("says of what it answers, too, that its sender is in doubt", () => {
    const replyTo = { eventId: "$1", senderId: "@ann:x", senderName: "Ann", text: "pay him" };
    draw(buildMessage({ replyTo: { ...replyTo, shield: { colour: "red", reason: "mismatched-sender" } } }));
    expect(
      screen.getByRole("button", { name: /Ann.*pay him.*It is not certain who sent this: the name on it/u }),
    ).toBeTruthy();
    expect(screen.getByTitle(/It is not certain who sent this/u)).toBeTruthy();
    cleanup();
    draw(buildMessage({ replyTo }));
    expect(screen.queryByTitle(/certain|proven/u)).toBeNull();
  });

  it("says calmly that a sender is not proven, and in words that one is in doubt", () => {
    const grey = { colour: "grey", reason: "authenticity-not-guaranteed" } as const;
    draw(buildMessage({ shield: grey }), true, {}, false);
    const sign = screen.getByRole("button", { name: /not proven: .* shared history or from a backup/u });
    // Reached with the message that one is at, not one by one.
    expect(sign.tabIndex).toBe(-1);
    cleanup();
    const { article } = draw(buildMessage({ shield: { colour: "red", reason: "mismatched-sender" } }));
    expect(article.textContent).toContain("It is not certain who sent this: the name on it");
    cleanup();
    draw(buildMessage({ shield: { colour: "grey", reason: "not-encrypted" } }));
    expect(screen.getByRole("button", { name: /it was not encrypted/u })).toBeTruthy();
    cleanup();
    draw(buildMessage({ shield: { colour: "grey", reason: "toString" } }));
    expect(screen.getByRole("button", { name: /could not be checked/u })).toBeTruthy();
  });

  it("says who has read up to it, and when", () => {
    const readBy = ["@jun:localhost", "@mira:localhost", "@a:x", "@b:x"].map((userId) => ({ userId, ts: now }));
    draw(buildMessage({ readBy }));
    fireEvent.click(screen.getByRole("button", { name: /Read by Jun, Mira Lindqvist, @a:x,? and 1 other/u }));
    expect(screen.getByText("@b:x")).toBeTruthy();
  });

  it("that was deleted can be brought back while there is time", () => {
    const gone = { body: { type: "redacted", by: "@rosa:localhost" }, can: pending } as const;
    const item = buildMessage({ ...gone, undoUntil: now + 8_000 });
    const { actions } = draw(item);
    fireEvent.click(screen.getByRole("button", { name: "Undo" }));
    expect(actions.undo).toHaveBeenCalledWith(item);
    cleanup();
    draw(buildMessage(gone));
    expect(screen.queryByRole("button", { name: "Undo" })).toBeNull();
  });

  it("is marked when it is pinned, and can be pinned by those who may", () => {
    const item = buildMessage();
    const { article } = draw(item, true, { pins: { ...buildMessageRoom().pins, ids: signal([item.eventId ?? ""]) } });
    expect(article.textContent).toContain("Pinned");
    cleanup();
    const other = draw(buildMessage());
    expect(other.article.textContent).not.toContain("Pinned");
    fireEvent.pointerEnter(other.article, { pointerType: "mouse" });
    fireEvent.click(screen.getByRole("button", { name: "More actions" }));
    fireEvent.click(screen.getByRole("menuitem", { name: "Pin" }));
    expect(other.actions.pin).toHaveBeenCalledTimes(1);
  });

  it("counts reactions that nobody would look through", () => {
    const reactions = Array.from({ length: 500 }, (_, n) => ({
      key: `k${n}`,
      senders: ["@jun:localhost"],
      mine: false,
    }));
    const { actions } = draw(buildMessage({ reactions }));
    expect(screen.getAllByRole("listitem").length).toBeLessThan(20);
    fireEvent.click(screen.getByRole("button", { name: "484 more reactions" }));
    expect(actions.ask).toHaveBeenCalledWith(expect.anything(), "reactions");
  });

  it("offers on hover what may be done, and nothing else", () => {
    const item = buildMessage({
      mine: true,
      text: "mine",
      can: { edit: true, redact: true, react: false, reply: true },
    });
    const { article, actions } = draw(item);
    expect(screen.queryByRole("toolbar")).toBeNull();
    fireEvent.pointerEnter(article, { pointerType: "mouse" });
    expect(screen.queryByRole("button", { name: "Add reaction" })).toBeNull();
    fireEvent.click(screen.getByRole("button", { name: "Edit" }));
    expect(actions.edit).toHaveBeenCalledWith(item);
  });

  it("opens its actions by a long press, and not when the finger scrolls", async () => {
    const { article, clock } = draw(buildMessage());
    fireEvent.pointerDown(article, { pointerType: "touch", clientX: 10, clientY: 10 });
    fireEvent.pointerMove(article, { pointerType: "touch", clientX: 10, clientY: 60 });
    act(() => clock.tick(500));
    expect(screen.queryByRole("dialog")).toBeNull();
    fireEvent.pointerDown(article, { pointerType: "touch", clientX: 10, clientY: 10 });
    act(() => clock.tick(500));
    expect(await screen.findByRole("dialog")).toBeTruthy();
  });

  it("is named by its actions, and has the focus when they are closed", async () => {
    const { article, clock } = draw(buildMessage({ text: "first line\nsecond" }));
    fireEvent.pointerDown(article, { pointerType: "touch", clientX: 10, clientY: 10 });
    act(() => clock.tick(500));
    expect(await screen.findByRole("dialog", { name: "Mira Lindqvist: first line second" })).toBeTruthy();
    fireEvent.pointerDown(document.body, { pointerType: "touch" });
    fireEvent.click(screen.getByRole("button", { name: "Close" }));
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    await waitFor(() => expect(document.activeElement).toBe(article));
  });

  it("keeps the bar of whoever points away when the sheet is closed again", async () => {
    const { article, clock } = draw(buildMessage());
    fireEvent.pointerDown(article, { pointerType: "touch", clientX: 10, clientY: 10 });
    act(() => clock.tick(500));
    await waitFor(() => expect(document.activeElement).toBe(screen.getByRole("dialog")));
    fireEvent.pointerDown(document.body, { pointerType: "touch" });
    fireEvent.click(screen.getByRole("button", { name: "React with 🎉" }));
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    act(() => article.focus());
    expect(screen.queryByRole("toolbar")).toBeNull();
    fireEvent.keyUp(article, { key: "Tab" });
    expect(screen.getByRole("toolbar")).toBeTruthy();
  });

  it("does not take the lift of the finger that opened its actions for a choice among them", async () => {
    const { article, actions, clock } = draw(buildMessage());
    const finger = { pointerType: "touch", clientX: 10, clientY: 10 };
    fireEvent.pointerDown(article, finger);
    act(() => clock.tick(500));
    const copy = await screen.findByRole("button", { name: "Copy text" });
    // The focus is in the sheet, which is a layer of the message: one set of actions is enough.
    expect(screen.queryByRole("toolbar", { hidden: true })).toBeNull();
    const lift = () => {
      for (const send of [fireEvent.pointerUp, fireEvent.touchEnd]) send(copy, finger);
      for (const send of [fireEvent.mouseDown, fireEvent.mouseUp, fireEvent.click]) send(copy, { detail: 1 });
    };
    lift();
    expect(screen.getByRole("dialog")).toBeTruthy();
    expect(actions.copy).not.toHaveBeenCalled();
    fireEvent.pointerDown(copy, finger);
    act(() => clock.tick(500));
    lift();
    expect(actions.copy).toHaveBeenCalledTimes(1);
  });
});
