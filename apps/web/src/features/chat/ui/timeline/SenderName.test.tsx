// @vitest-environment jsdom
import { buildMessage, buildSession } from "@parley/testkit";
import { act, cleanup, fireEvent, screen, waitFor } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import { type RoomSlots, RoomSlotsContext } from "../../../../shared/room-slots.ts";
import { type BackLayers, BackLayersContext } from "../../../../ui/back.ts";
import { buildMessageRoom } from "../testing/message-room.ts";
import { renderChat } from "../testing/render-chat.tsx";
import { MessageRoomContext } from "./actions.ts";
import { Message } from "./Message.tsx";

afterEach(cleanup);

const slots: RoomSlots = {
  ProfileCard: ({ userId, roomId }) => <p>{`card of ${userId} in ${roomId}`}</p>,
  LeaveDialog: () => null,
  UnlistDialog: () => null,
  RoomPreview: () => null,
  Awaited: () => null,
  ListNotes: () => null,
  ListDragging: () => null,
  RailDragging: () => null,
  SpaceMoves: () => null,
  ChannelMoves: () => null,
  CategoryDeeds: () => null,
  CategoryQuestion: () => null,
};

function draw(layers: BackLayers = { open: () => () => {} }) {
  const item = buildMessage({ senderId: "@mira:localhost", senderName: "Mira Lindqvist", text: "hello" });
  return renderChat(
    buildSession(),
    <BackLayersContext value={layers}>
      <RoomSlotsContext value={slots}>
        <MessageRoomContext value={buildMessageRoom({ roomId: "!a" })}>
          <Message item={item} head active flashed={false} />
        </MessageRoomContext>
      </RoomSlotsContext>
    </BackLayersContext>,
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

it("keeps the id behind a name that could be another's out of what gives way", () => {
  const item = buildMessage({ senderId: "@mira:x", senderName: "Mira Lindqvist (@mira:x)", text: "hello" });
  renderChat(
    buildSession(),
    <MessageRoomContext value={buildMessageRoom({ roomId: "!a" })}>
      <Message item={item} head active flashed={false} />
    </MessageRoomContext>,
  );
  expect(screen.getByRole("button", { name: "Mira Lindqvist (@mira:x)" })).toBeTruthy();
  expect(screen.getByText("(@mira:x)").className).toContain("shrink-0");
});

it("is a sheet on a phone, which going back closes", async () => {
  vi.stubGlobal("matchMedia", (query: string) => ({
    matches: query === "(width < 720px)",
    addEventListener() {},
    removeEventListener() {},
  }));
  const layers: (() => void)[] = [];
  draw({
    open(close) {
      layers.push(close);
      return () => void layers.pop();
    },
  });
  fireEvent.click(screen.getByRole("button", { name: "Mira Lindqvist" }));
  await waitFor(() => expect(card()).toBeTruthy());
  expect(screen.getByRole("button", { name: "Close" })).toBeTruthy();
  act(() => layers.at(-1)?.());
  await waitFor(() => expect(card()).toBeNull());
  vi.unstubAllGlobals();
});

it("opens it from their face, too, for whoever points", async () => {
  const { container } = draw();
  fireEvent.click(container.querySelectorAll("button[aria-hidden]")[0] as HTMLElement);
  await waitFor(() => expect(card()).toBeTruthy());
});
