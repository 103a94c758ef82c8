// @vitest-environment jsdom
import { buildMessage, buildRoom, buildSession, createManualClock } from "@parley/testkit";
import { act, cleanup, screen } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import { createDrafts } from "../../model/drafts.ts";
import { createRoomModel, type RoomModel } from "../../model/room-model.ts";
import { createWaitingFiles } from "../../model/waiting-files.ts";
import { renderChat } from "../testing/render-chat.tsx";
import { useAnnouncement } from "./announcer.ts";

afterEach(cleanup);

const roomId = "!a:localhost";

function Region({ model }: { readonly model: RoomModel }) {
  return <p role="status">{useAnnouncement(model)}</p>;
}

function draw() {
  const clock = createManualClock();
  const session = buildSession({
    clock,
    rooms: [buildRoom({ id: roomId, items: [buildMessage({ text: "before" })] })],
  });
  const ports = { clock, drafts: createDrafts(session.drafts, clock), files: createWaitingFiles() };
  const model = createRoomModel(session, roomId, ports);
  renderChat(session, <Region model={model} />);
  const said = () => screen.getByRole("status").textContent;
  const later = () => act(() => clock.tick(2_000));
  return { room: session.rooms.room(roomId), model, said, later };
}

it("says what others write, gathered, and never what one writes oneself", () => {
  const { room, said, later } = draw();
  act(() => void room.receive({ text: "hello" }));
  expect(said()).toBe("");
  later();
  expect(said()).toBe("Mira Lindqvist: hello");
  act(() => {
    room.receive({ text: "one" });
    room.receive({ text: "two", senderId: "@jun:localhost", senderName: "Jun" });
    room.receive({ text: "mine", mine: true });
  });
  later();
  expect(said()).toContain("2 new messages");
  expect(said()).toContain("Jun");
});

it("says the same words again when they come again", () => {
  const { room, said, later } = draw();
  act(() => void room.receive({ text: "ok" }));
  later();
  const first = said();
  act(() => void room.receive({ text: "ok" }));
  later();
  expect(said()).not.toBe(first);
  expect(said()?.trim()).toBe(first);
});
