// @vitest-environment jsdom
import { buildSession, buildSpace } from "@parley/testkit";
import { act, cleanup, fireEvent, screen, waitFor } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import { type CallSlots, CallSlotsContext } from "../../../../shared/call-slots.ts";
import { renderChat } from "../testing/render-chat.tsx";
import { CreateChannelDialog } from "./CreateChannelDialog.tsx";

afterEach(cleanup);

const nothing = () => null;
const slots: CallSlots = {
  CallButton: nothing,
  CallLine: nothing,
  CallMark: nothing,
  CallRoom: nothing,
  VoiceEntry: nothing,
  VoiceDeeds: nothing,
  useRoomOfCall: () => null,
};

function draw(calls: CallSlots | null) {
  const session = buildSession({ spaces: [buildSpace({ id: "!s", name: "Atelier", canManage: true })] });
  const make = vi.spyOn(session.rooms, "createChannel");
  const space = session.rooms.list.value.spaces[0];
  if (space === undefined) throw new Error("no space");
  renderChat(
    session,
    <CallSlotsContext value={calls}>
      <CreateChannelDialog space={space} categoryId={null} onClose={() => {}} />
    </CallSlotsContext>,
  );
  return { make, session };
}
const create = (name: string) => {
  fireEvent.change(screen.getByLabelText("Name of the channel"), { target: { value: name } });
  fireEvent.click(screen.getByRole("button", { name: "Create channel" }));
};

it("asks whether it is for writing or for talking, and remembers the answer nowhere", async () => {
  const { make, session } = draw(slots);
  fireEvent.click(screen.getByRole("radio", { name: /^Voice channel/ }));
  create("Studio");
  await waitFor(() =>
    expect(make).toHaveBeenCalledWith("!s", expect.objectContaining({ name: "Studio", voice: true })),
  );
  const made = session.rooms.list.value.spaces[0]?.categories[0]?.channels;
  expect(made).toMatchObject([{ name: "Studio", voice: true }]);
  cleanup();
  draw(slots);
  expect(screen.getByRole("radio", { name: /^Text channel/, checked: true })).toBeTruthy();
});

it("asks nothing where there are no calls", async () => {
  const { make } = draw(null);
  expect(screen.queryByRole("radio", { name: /^Voice channel/ })).toBeNull();
  create("plans");
  await waitFor(() => expect(make).toHaveBeenCalledWith("!s", { name: "plans", categoryId: null }));
});

it("opens it to everyone, and shows it in Discover where that is wanted", async () => {
  const { make } = draw(null);
  expect(screen.queryByRole("checkbox", { name: "Show in Discover" })).toBeNull();
  fireEvent.click(screen.getByRole("radio", { name: /^Everyone with an account here.*by its link/ }));
  fireEvent.click(screen.getByRole("checkbox", { name: "Show in Discover" }));
  create("plaza");
  const plaza = { name: "plaza", categoryId: null, access: "everyone", listed: true };
  await waitFor(() => expect(make).toHaveBeenCalledWith("!s", plaza));
});

it("leads nowhere once it was closed while the channel was being made", async () => {
  const session = buildSession({ spaces: [buildSpace({ id: "!s", name: "Atelier", canManage: true })] });
  const made = Promise.withResolvers<string>();
  vi.spyOn(session.rooms, "createChannel").mockReturnValue(made.promise);
  const [space] = session.rooms.list.value.spaces;
  if (space === undefined) throw new Error("no space");
  const { went, unmount } = renderChat(
    session,
    <CreateChannelDialog space={space} categoryId={null} onClose={() => {}} />,
  );
  create("plans");
  unmount();
  await act(async () => made.resolve("!new"));
  expect(went).toEqual([]);
});
