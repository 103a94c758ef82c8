// @vitest-environment jsdom
import { AppError, signal } from "@parley/kernel";
import type { RoomSummary, Timeline } from "@parley/matrix";
import { buildMessage, buildRoom, buildSession, createManualClock, fakeForwarded, fakePinned } from "@parley/testkit";
import { act, cleanup, fireEvent, screen, waitFor } from "@testing-library/react";
import { createRef, type ReactNode, useRef } from "react";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { ChatSlotsContext } from "../../../../shared/chat-slots.ts";
import { useSignal } from "../../../../shared/use-signal.ts";
import { loadLayers } from "../../../../ui/layers.ts";
import type { RoomModel } from "../../model/room-model.ts";
import { Composer } from "../composer/Composer.tsx";
import { renderChat } from "../testing/render-chat.tsx";
import { Message } from "../timeline/Message.tsx";
import { MessageDialogs } from "../timeline/MessageDialogs.tsx";
import { MessageRoomProvider } from "../timeline/MessageRoomProvider.tsx";
import type { TimelineHandle } from "../timeline/Timeline.tsx";
import { useRoomModel } from "../world.ts";
import { PinsPanel } from "./PinsPanel.tsx";
import { useMessageActions } from "./use-message-actions.ts";

// As soon after the first paint.
beforeAll(loadLayers);
afterEach(cleanup);

const roomId = "!here:localhost";

/** The messages of a room with everything that can be asked of them, without the windowing. */
function Messages() {
  const model = useRoomModel(roomId, true);
  return model === null ? null : <Shown model={model} />;
}

function Shown({ model, children }: { readonly model: RoomModel; readonly children?: ReactNode }) {
  const { value, asked, close } = useMessageActions(model, useRef<TimelineHandle | null>(null), () => {});
  const items = useSignal(model.timeline.items);
  return (
    <MessageRoomProvider value={value}>
      {items.map(
        (item) => item.type === "message" && <Message key={item.key} item={item} head active flashed={false} />,
      )}
      {asked !== null && <MessageDialogs asked={asked} timeline={model.timeline} onClose={close} />}
      {children}
    </MessageRoomProvider>
  );
}

/** The same with the list before and the field below. */
function Room({ room }: { readonly room: RoomSummary }) {
  const model = useRoomModel(roomId, true);
  if (model === null) return null;
  const nothing = () => {};
  return (
    <>
      <button type="button">Back to the list</button>
      <Shown model={model}>
        <Composer
          composer={model.composer}
          room={room}
          maySend
          surface={createRef()}
          onSent={nothing}
          onEscape={nothing}
        />
      </Shown>
    </>
  );
}

const Nothing = () => null;
const CancelButton = ({ onCancel }: { readonly onCancel: () => void }) => (
  <button type="button" onClick={onCancel}>
    Cancel sending
  </button>
);

function draw(prepare: (timeline: Timeline) => void = () => {}) {
  const clock = createManualClock();
  const message = buildMessage({ mine: true, eventId: "$said", text: "words", edited: true });
  const session = buildSession({
    clock,
    rooms: [
      buildRoom({ id: roomId, name: "here", items: [message] }),
      buildRoom({ id: "!there:localhost", name: "there", encrypted: false }),
    ],
  });
  const open = session.openTimeline;
  session.openTimeline = (id) => {
    const timeline = open(id);
    prepare(timeline);
    return timeline;
  };
  const view = renderChat(
    session,
    <>
      <Messages />
      <PinsPanel roomId={roomId} />
    </>,
  );
  const article = () => screen.getByRole("article");
  const choose = async (name: string) => {
    fireEvent.pointerEnter(article(), { pointerType: "mouse" });
    fireEvent.click(screen.getByRole("button", { name: "More actions" }));
    await act(async () => void fireEvent.click(screen.getByRole("menuitem", { name })));
  };
  return { ...view, session, clock, article, choose, room: session.rooms.room(roomId) };
}

describe("a message", () => {
  it("that is deleted comes back by Undo, and is gone after eight seconds", async () => {
    const { article, choose, clock } = draw();
    await choose("Delete");
    expect(article().textContent).toContain("Message deleted");
    expect(screen.getAllByRole("button", { name: "Undo" })).toHaveLength(1);
    act(() => screen.getByRole("button", { name: "Undo" }).focus());
    await act(async () => void fireEvent.click(screen.getByRole("button", { name: "Undo" })));
    expect(article().textContent).toContain("words");
    // The way back had the focus, and is gone.
    await waitFor(() => expect(document.activeElement).toBe(article()));
    await choose("Delete");
    act(() => clock.tick(8_000));
    expect(article().textContent).toContain("Message deleted");
    expect(article().textContent).not.toContain("Undo");
  });

  it("is pinned for everyone, shown at the side, and leads back into the room", async () => {
    const { choose, room, article, went } = draw();
    expect(screen.getByText("Nothing is pinned")).toBeTruthy();
    await choose("Pin");
    expect(fakePinned(room).value).toEqual(["$said"]);
    expect(article().textContent).toContain("Pinned");
    fireEvent.click(screen.getByRole("button", { name: /Show in the room/u }));
    expect(went).toEqual([{ at: "home", roomId, eventId: "$said" }]);
    await act(async () => void fireEvent.click(screen.getByRole("button", { name: "Unpin" })));
    expect(fakePinned(room).value).toEqual([]);
  });

  it.each(["grey", "red"] as const)("says at the side, too, what is doubtful about it: %s", async (colour) => {
    const { choose, room } = draw();
    await choose("Pin");
    const signs = () => screen.queryAllByText(/It is not certain who sent this/u).length;
    const asked = () => screen.queryAllByRole("button", { name: /Who sent this is not proven/u }).length;
    expect([signs(), asked()]).toEqual([0, 0]);
    act(() => {
      room.items.value = room.items.value.map((item) =>
        item.type === "message" ? { ...item, shield: { colour, reason: "not-encrypted" } } : item,
      );
    });
    // In the timeline and at the side.
    expect([signs(), asked()]).toEqual(colour === "red" ? [2, 0] : [0, 2]);
  });

  it("says at the side, too, that it could not be unpinned", async () => {
    const { choose } = draw(({ pins }) => {
      pins.unpin = async () => {
        throw new AppError("MATRIX_FORBIDDEN", "not any more");
      };
    });
    await choose("Pin");
    fireEvent.click(screen.getByRole("button", { name: "Unpin" }));
    expect((await screen.findAllByText(/You may not do this here/u)).length).toBeGreaterThan(0);
  });

  it("is sent on to another room, which says when it is not encrypted", async () => {
    const { choose, room } = draw();
    await choose("Forward");
    expect(screen.getByRole("dialog").textContent).toContain("Not encrypted");
    await act(async () => void fireEvent.click(screen.getByRole("button", { name: /Forward to there/u })));
    expect(fakeForwarded(room)).toEqual([{ eventId: "$said", toRoomId: "!there:localhost" }]);
    expect(screen.getByText("Forwarded")).toBeTruthy();
  });

  it("is answered from the actions of a finger: the caret stands in the field, which names it", async () => {
    const clock = createManualClock();
    const seed = buildRoom({ id: roomId, items: [buildMessage({ text: "the question" })] });
    renderChat(buildSession({ clock, rooms: [seed] }), <Room room={seed.summary} />);
    act(() => screen.getByRole("button", { name: "Back to the list" }).focus());
    fireEvent.pointerDown(screen.getByRole("article"), { pointerType: "touch", clientX: 10, clientY: 10 });
    act(() => clock.tick(500));
    await waitFor(() => expect(document.activeElement).toBe(screen.getByRole("dialog")));
    fireEvent.pointerDown(document.body, { pointerType: "touch" });
    fireEvent.click(screen.getByRole("button", { name: "Reply" }));
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    await act(async () => {});
    expect(document.activeElement).toBe(screen.getByRole("textbox"));
    expect(screen.getByRole("button", { name: "Replying to Mira Lindqvist: the question" })).toBeTruthy();
  });

  it("that carries a file on its way comes back into the field with its file and what it answered", async () => {
    const waiting = buildMessage({
      mine: true,
      eventId: null,
      send: { state: "sending", since: 0 },
      replyTo: { eventId: "$asked", senderId: null, senderName: null, text: null },
      body: {
        type: "media",
        media: "file",
        name: "tides.txt",
        size: 4,
        width: null,
        height: null,
        mimetype: "text/plain",
        duration: null,
        blurhash: null,
        caption: { text: "as *promised*", html: null },
        source: { at: "here", id: "kept" },
        thumbnail: null,
      },
    });
    const question = buildMessage({ eventId: "$asked", text: "the question" });
    const seed = buildRoom({ id: roomId, items: [question, waiting] });
    const session = buildSession({ rooms: [seed] });
    session.files.blobs.set("kept", new Blob(["ebb!"]));
    const added: File[] = [];
    const attachments = {
      items: signal([]),
      left: signal(0),
      ready: signal(false),
      halted: signal(null),
      halts: () => false,
      add: (files: readonly File[]) => void added.push(...files),
      remove() {},
      send: async () => true,
      close() {},
    };
    const slots = {
      MediaBody: CancelButton,
      AttachmentTray: Nothing,
      AttachButton: Nothing,
      createAttachments: () => attachments,
    };
    renderChat(
      session,
      <ChatSlotsContext value={slots}>
        <Room room={seed.summary} />
      </ChatSlotsContext>,
    );
    const field = () => screen.getByRole<HTMLTextAreaElement>("textbox");
    fireEvent.change(field(), { target: { value: "said since" } });
    const cancel = screen.getByRole("button", { name: "Cancel sending" });
    fireEvent.click(cancel);
    fireEvent.click(cancel);
    await waitFor(() =>
      expect(added.map(({ name, type, size }) => [name, type, size])).toEqual([["tides.txt", "text/plain", 4]]),
    );
    expect(screen.getAllByRole("article")).toHaveLength(1);
    expect(field().value).toMatch(/^as \*promised\*\s+said since$/u);
    expect(screen.getByRole("button", { name: "Replying to Mira Lindqvist: the question" })).toBeTruthy();
    expect(screen.queryByRole("alert")).toBeNull();
  });

  it("shows what it said before", async () => {
    draw();
    await act(async () => void fireEvent.click(screen.getByRole("button", { name: /edited/u })));
    await waitFor(() => expect(screen.getByRole("dialog").textContent).toContain("as it was said at first"));
    const versions = screen.getAllByRole("listitem").map((item) => item.textContent);
    expect(versions[0]).toContain("now");
    expect(versions.at(-1)).toContain("first version");
  });
});
