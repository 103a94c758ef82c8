// @vitest-environment jsdom
import { buildRoom, buildSession, buildSpace } from "@parley/testkit";
import { act, cleanup, screen } from "@testing-library/react";
import type { ReactNode } from "react";
import { afterEach, expect, it } from "vitest";
import { type CallSlots, CallSlotsContext } from "../../../../shared/call-slots.ts";
import { foldKey } from "../../model/list.ts";
import { plainPreferences, renderChat } from "../testing/render-chat.tsx";
import { SpaceList } from "./SpaceList.tsx";

afterEach(cleanup);

const session = buildSession({
  spaces: [
    buildSpace({
      id: "!s",
      joinable: [
        { id: "!open", name: "open", topic: null, voice: false, open: "yes" },
        { id: "!gate", name: "gate", topic: null, voice: false, open: "ask" },
      ],
    }),
  ],
});

it("offers to join what one may join, and to ask where one is let in; says where one waits", async () => {
  const [space] = session.rooms.list.value.spaces;
  if (space === undefined) throw new Error("no space");
  renderChat(session, <SpaceList space={space} roomId={null} />);
  expect(screen.getByRole("button", { name: "Join open" })).toBeTruthy();
  expect(screen.queryByRole("button", { name: "Join gate" })).toBeNull();
  const row = screen.getByRole("link", { name: "Ask to come in to gate" });
  expect(row.getAttribute("href")).toContain("gate");
  await act(() => session.knocks.ask("!gate"));
  expect(screen.getByRole("link", { name: "gate: you asked to come in" })).toBe(row);
  await act(() => session.knocks.withdraw("!gate"));
  expect(row.textContent).toContain("Ask");
});

const Plain = ({ children }: { readonly children: ReactNode }) => children;

it("shows the voice channel that one is in though its category is folded", () => {
  const held = buildSession({
    spaces: [buildSpace({ id: "!s", categories: [{ id: "talk", name: "Talk" }] })],
    rooms: [
      buildRoom({ id: "!voice", spaceId: "!s", categoryId: "talk", name: "kitchen", voice: true }),
      buildRoom({ id: "!other", spaceId: "!s", categoryId: "talk", name: "garden", voice: true }),
    ],
  });
  const [space] = held.rooms.list.value.spaces;
  if (space === undefined) throw new Error("no space");
  const nothing = () => null;
  const slots: CallSlots = {
    CallButton: nothing,
    CallLine: nothing,
    CallMark: nothing,
    CallRoom: nothing,
    VoiceEntry: Plain,
    VoiceDeeds: nothing,
    useRoomOfCall: () => "!voice",
  };
  const preferences = plainPreferences();
  preferences.set({ folded: [foldKey("!s", "talk")] });
  const list = (
    <CallSlotsContext value={slots}>
      <SpaceList space={space} roomId={null} />
    </CallSlotsContext>
  );
  renderChat(held, list, preferences);
  expect(screen.getByRole("link", { name: /kitchen/ })).toBeTruthy();
  expect(screen.queryByRole("link", { name: /garden/ })).toBeNull();
});

it("shows without being pointed at how a channel is made in a category that has none", () => {
  const held = buildSession({
    spaces: [
      buildSpace({
        id: "!s",
        canManage: true,
        categories: [
          { id: "bare", name: "Bare" },
          { id: "talk", name: "Talk" },
        ],
      }),
    ],
    rooms: [buildRoom({ id: "!a", spaceId: "!s", categoryId: "talk", name: "garden" })],
  });
  const [space] = held.rooms.list.value.spaces;
  if (space === undefined) throw new Error("no space");
  renderChat(held, <SpaceList space={space} roomId={null} />);
  const hidden = (name: string) => screen.getByRole("button", { name }).classList.contains("opacity-0");
  expect(hidden("Create channel in Bare")).toBe(false);
  expect(hidden("Create channel in Talk")).toBe(true);
});
