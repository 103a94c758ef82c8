// @vitest-environment jsdom
import { buildMessage, buildSession } from "@parley/testkit";
import { cleanup, fireEvent, screen, waitFor } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import { type RoomSlots, RoomSlotsContext } from "../../../../shared/room-slots.ts";
import { buildMessageRoom } from "../testing/message-room.ts";
import { renderChat } from "../testing/render-chat.tsx";
import { MessageRoomContext } from "./actions.ts";
import { Message } from "./Message.tsx";

afterEach(cleanup);

const slots: RoomSlots = {
  ProfileCard: ({ userId, roomId }) => <p>{`card of ${userId} in ${roomId}`}</p>,
  LeaveDialog: () => null,
  RoomPreview: () => null,
  Awaited: () => null,
  ListDragging: () => null,
  ChannelMoves: () => null,
  CategoryMoves: () => null,
};

function draw() {
  const item = buildMessage({ senderId: "@mira:localhost", senderName: "Mira Lindqvist", text: "hello" });
  return renderChat(
    buildSession(),
    <RoomSlotsContext value={slots}>
      <MessageRoomContext value={buildMessageRoom({ roomId: "!a" })}>
        <Message item={item} head active flashed={false} />
      </MessageRoomContext>
    </RoomSlotsContext>,
  );
}
const card = () => screen.queryByText("card of @mira:localhost in !a");

it("opens who wrote a message from their name, and gives the focus back", async () => {
  draw();
  const name = () => screen.getByRole("button", { name: "Mira Lindqvist" });
  expect(card()).toBeNull();
  fireEvent.click(name());
  await waitFor(() => expect(card()).toBeTruthy());
  fireEvent.keyDown(document.activeElement ?? document.body, { key: "Escape" });
  await waitFor(() => expect(card()).toBeNull());
  expect(name()).toBeTruthy();
});

it("opens it from their face, too, for whoever points", async () => {
  const { container } = draw();
  fireEvent.click(container.querySelectorAll("button[aria-hidden]")[0] as HTMLElement);
  await waitFor(() => expect(card()).toBeTruthy());
});
