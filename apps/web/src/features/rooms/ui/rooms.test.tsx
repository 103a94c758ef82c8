// @vitest-environment jsdom
import { AppError, systemClock } from "@parley/kernel";
import type { FoundRoom } from "@parley/matrix";
import { adminPermissions, buildMember, buildRoom, buildSession, buildSpace } from "@parley/testkit";
import { act, cleanup, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { useState } from "react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { RoomSlotsContext } from "../../../shared/room-slots.ts";
import { useSignal } from "../../../shared/use-signal.ts";
import { roomSlots } from "../index.ts";
import { BannedPage } from "./BannedPage.tsx";
import { CategoryQuestion } from "./CategoryQuestion.tsx";
import { ChannelsPage } from "./ChannelsPage.tsx";
import { DiscoverPage } from "./DiscoverPage.tsx";
import { LeaveDialog } from "./LeaveDialog.tsx";
import { ManagePage } from "./ManagePage.tsx";
import { PrivacySettings } from "./PrivacySettings.tsx";
import { ProfileCard } from "./ProfileCard.tsx";
import { RoomPreview } from "./RoomPreview.tsx";
import { renderRooms } from "./testing/render-rooms.tsx";
import { UnlistDialog } from "./UnlistDialog.tsx";

afterEach(cleanup);

const rosa = buildMember({ userId: "@rosa:localhost", name: "Rosa", role: "creator" });
const mira = buildMember({ userId: "@mira:localhost", name: "Mira", presence: "away" });
const jun = buildMember({ userId: "@jun:localhost", name: "Jun", role: "moderator" });

function world({ mine = rosa, others = [mira, jun], latencyMs = 0 } = {}) {
  const members = [mine, ...others];
  const admin = mine.role === "creator" || mine.role === "admin";
  return buildSession({
    clock: systemClock,
    latencyMs,
    people: [mira, jun, buildMember({ userId: "@ada:localhost", name: "Ada" })],
    spaces: [
      buildSpace({ id: "!s", name: "Atelier", canManage: admin, members, categories: [{ id: "w", name: "Work" }] }),
    ],
    rooms: [
      buildRoom({ id: "!a", name: "one", spaceId: "!s", members, permissions: admin ? adminPermissions : {} }),
      buildRoom({ id: "!b", name: "two", spaceId: "!s", categoryId: "w", members }),
    ],
  });
}
const press = (name: string | RegExp) => fireEvent.click(screen.getByRole("button", { name }));

describe("the card of a person", () => {
  it("says who they are and what one may do, and removes with a reason after a question", async () => {
    const session = world();
    renderRooms(session, <ProfileCard userId="@mira:localhost" roomId="!a" />);
    expect(screen.getByText("Member · Away")).toBeTruthy();
    expect(screen.getByText("@mira:localhost")).toBeTruthy();
    press("Remove");
    expect(session.rooms.members("!a").value).toHaveLength(3);
    expect(screen.getByRole("heading", { name: "Remove Mira from #one?" })).toBeTruthy();
    press("Cancel");
    press("Ban");
    fireEvent.change(screen.getByLabelText("Reason"), { target: { value: "Advertising" } });
    press("Ban");
    await waitFor(() => expect(session.rooms.members("!a").value).toHaveLength(2));
    expect(await session.moderation.banned("!a")).toMatchObject([{ userId: "@mira:localhost", reason: "Advertising" }]);
  });

  it("says that who is banned from a channel stays in its server, and offers that of the server", async () => {
    const session = world();
    const ban = vi.spyOn(session.moderation, "ban");
    renderRooms(session, <ProfileCard userId="@mira:localhost" roomId="!a" />);
    press("Ban");
    expect(screen.getByRole("heading", { name: "Ban Mira from #one?" })).toBeTruthy();
    await screen.findByText(/out of the channel at once and stay in Atelier/u);
    fireEvent.click(screen.getByRole("radio", { name: /From Atelier/u }));
    expect(screen.getByRole("heading", { name: "Ban Mira from Atelier?" })).toBeTruthy();
    expect(screen.queryByText(/stay in Atelier/u)).toBeNull();
    press("Ban");
    await waitFor(() => expect(ban).toHaveBeenCalledWith("!s", "@mira:localhost", undefined, expect.anything()));
    expect(ban).toHaveBeenCalledOnce();
  });

  it("does not offer the server to who may not there, and asks about it alone where one may only there", async () => {
    const session = world();
    const may = { here: true, there: false };
    vi.spyOn(session.moderation, "actionsOn").mockImplementation((roomId) => {
      const remove = roomId === "!a" ? may.here : may.there;
      return { remove, ban: remove, roles: [] };
    });
    renderRooms(session, <ProfileCard userId="@mira:localhost" roomId="!a" />);
    press("Remove");
    await screen.findByText(/stay in Atelier/u);
    expect(screen.queryByRole("radio")).toBeNull();
    cleanup();
    Object.assign(may, { here: false, there: true });
    renderRooms(session, <ProfileCard userId="@mira:localhost" roomId="!a" />);
    press("Remove");
    expect(screen.getByRole("heading", { name: "Remove Mira from Atelier?" })).toBeTruthy();
    expect(screen.queryByRole("radio")).toBeNull();
  });

  it.each(["remove", "ban"] as const)("says in how many channels a %s was not done", async (deed) => {
    const session = world();
    const moderation = { ...session.moderation, [deed]: async () => ({ skipped: 2 }) };
    renderRooms({ ...session, moderation }, <ProfileCard userId="@mira:localhost" roomId="!a" />);
    const verb = deed === "ban" ? "Ban" : "Remove";
    press(verb);
    press(verb);
    await screen.findByText(/2 channels were left out/u);
  });

  it("says how far a ban in many channels is", async () => {
    const session = world();
    const { promise, resolve } = Promise.withResolvers<{ skipped: number }>();
    const ban: typeof session.moderation.ban = (_roomId, _userId, _reason, progress) => {
      progress?.(12, 40);
      return promise;
    };
    renderRooms(
      { ...session, moderation: { ...session.moderation, ban } },
      <ProfileCard userId="@mira:localhost" roomId="!a" />,
    );
    press("Ban");
    press("Ban");
    await screen.findByText("Banning: 12 of 40 channels");
    resolve({ skipped: 0 });
    await waitFor(() => expect(screen.queryByText(/of 40/u)).toBeNull());
  });

  it.each([
    [{ lifted: 2, kept: 0, skipped: 0 }, "Mira may come back"],
    [{ lifted: 2, kept: 1, skipped: 0 }, "Mira may come back, but not to 1 channel where they were banned separately."],
    [{ lifted: 2, kept: 1, skipped: 2 }, /A ban may still stand in 3 channels/u],
  ])("says which bans a lifted one took along: %o", async (lifted, said) => {
    const session = world();
    await session.moderation.ban("!a", "@mira:localhost");
    const moderation = { ...session.moderation, unban: async () => lifted };
    renderRooms({ ...session, moderation }, <BannedPage roomId="!a" />);
    fireEvent.click(await screen.findByRole("button", { name: "Lift ban" }));
    await screen.findByText(said);
  });

  it("says no role between two people, who both made the room", () => {
    const session = buildSession({
      rooms: [
        buildRoom({
          id: "!d",
          kind: "direct",
          directUserId: "@jun:localhost",
          members: [rosa, { ...jun, role: "creator" }],
        }),
      ],
    });
    renderRooms(session, <ProfileCard userId="@jun:localhost" roomId="!d" />);
    expect(screen.getByText("@jun:localhost")).toBeTruthy();
    expect(screen.queryByText(/Creator/u)).toBeNull();
  });

  it("offers nothing that one may not do, and nothing to oneself", () => {
    const session = world({ mine: { ...rosa, role: "member" } });
    renderRooms(session, <ProfileCard userId="@jun:localhost" roomId="!a" />);
    expect(screen.queryByRole("button", { name: "Remove" })).toBeNull();
    expect(screen.queryByRole("combobox")).toBeNull();
    cleanup();
    renderRooms(session, <ProfileCard userId="@rosa:localhost" roomId="!a" />);
    expect(screen.getByText("That is you.")).toBeTruthy();
    expect(screen.queryByRole("button", { name: "Block" })).toBeNull();
  });

  it("blocks after a question, says so, and lets free again", async () => {
    const session = world();
    renderRooms(session, <ProfileCard userId="@mira:localhost" roomId="!a" />);
    press("Block");
    expect(session.people.blocked.value).toEqual([]);
    press("Block");
    await screen.findByText(/You blocked this person/u);
    expect(session.people.blocked.value).toEqual(["@mira:localhost"]);
    expect(screen.queryByRole("button", { name: "Message" })).toBeNull();
    await screen.findAllByText("Mira is blocked. What they write is hidden.");
    fireEvent.click(screen.getAllByRole("button", { name: "Unblock" })[0] as HTMLElement);
    await screen.findByRole("button", { name: "Message" });
  });

  it("finds who is in no common room, and leads to a conversation", async () => {
    const session = world();
    const { went } = renderRooms(session, <ProfileCard userId="@ada:localhost" roomId={null} />);
    await screen.findByText("Ada");
    press("Message");
    await waitFor(() => expect(went).toHaveLength(1));
    expect(went[0]).toMatchObject({ at: "home" });
    cleanup();
    renderRooms(session, <ProfileCard userId="@nobody:localhost" roomId={null} />);
    await screen.findByText(/No account has this id/u);
  });

  it("says in the question why it could not be done", async () => {
    const session = world();
    renderRooms(session, <ProfileCard userId="@mira:localhost" roomId="!a" />);
    press("Remove");
    session.rooms.failNext(new AppError("MATRIX_FORBIDDEN", "no"));
    press("Remove");
    await screen.findByRole("alert");
    expect(session.rooms.members("!a").value).toHaveLength(3);
  });
});

const shut = (button: HTMLElement): boolean => button.getAttribute("aria-disabled") === "true";

describe("leaving", () => {
  it("tells the last owner what happens, and hands over when asked to", async () => {
    const session = world();
    const setRole = vi.spyOn(session.moderation, "setRole");
    const left = vi.spyOn(session.rooms, "leave");
    renderRooms(session, <LeaveDialog kind="channel" id="!a" name="one" spaceId="!s" onClose={() => {}} />);
    const dialog = screen.getByRole("alertdialog");
    const leave = () => shut(within(dialog).getByRole("button", { name: /leave/iu }));
    expect(leave()).toBe(true);
    await screen.findByText(/Nobody else may change its settings/u);
    expect(leave()).toBe(false);
    const heirs = screen.getByRole("combobox", { name: "Make someone admin" });
    fireEvent.click(heirs);
    const option = await screen.findByRole("option", { name: mira.name });
    // As a pointer does: only what it is over can be chosen.
    fireEvent.pointerMove(option);
    fireEvent.mouseMove(option);
    fireEvent.pointerDown(option);
    fireEvent.mouseUp(option);
    fireEvent.click(option);
    // What would happen without an heir is no longer so.
    await screen.findByText(`${mira.name} can change its settings, roles and members then, before you are gone.`);
    expect(screen.queryByText(/Nobody else/u)).toBeNull();
    press("Hand over and leave");
    await waitFor(() => expect(left).toHaveBeenCalledWith("!a"));
    expect(setRole).toHaveBeenCalledWith("!a", mira.userId, "admin");
    expect(setRole.mock.invocationCallOrder[0]).toBeLessThan(left.mock.invocationCallOrder[0] ?? 0);
  });

  it("does not let go while it is not known who stays", async () => {
    const session = world();
    session.rooms.failNext(new AppError("MATRIX_TIMEOUT", "slow"));
    renderRooms(session, <LeaveDialog kind="room" id="!a" name="one" onClose={() => {}} />);
    await screen.findByRole("alert");
    expect(shut(screen.getByRole("button", { name: "Leave room" }))).toBe(true);
    press("Try again");
    await screen.findByText(/Nobody else may change its settings/u);
  });

  it("says nothing of it to a member, and leaves", async () => {
    const session = world({ mine: { ...rosa, role: "member" }, others: [{ ...mira, role: "admin" }] });
    const dialog = <LeaveDialog kind="channel" id="!a" name="one" spaceId="!s" onClose={() => {}} />;
    const { went } = renderRooms(session, dialog, undefined, "!a");
    await waitFor(() => expect(shut(screen.getByRole("button", { name: "Leave channel" }))).toBe(false));
    expect(screen.queryByText(/Nobody else/u)).toBeNull();
    press("Leave channel");
    await waitFor(() => expect(went).toEqual([{ at: "space", spaceId: "!s" }]));
  });

  it("stays in what is read where another room is left by its row", async () => {
    const session = world({ mine: { ...rosa, role: "member" }, others: [{ ...mira, role: "admin" }] });
    let closed = false;
    const close = () => {
      closed = true;
    };
    const dialog = <LeaveDialog kind="channel" id="!a" name="one" spaceId="!s" onClose={close} />;
    const { went } = renderRooms(session, dialog, undefined, "!b");
    await waitFor(() => expect(shut(screen.getByRole("button", { name: "Leave channel" }))).toBe(false));
    press("Leave channel");
    await waitFor(() => expect(closed).toBe(true));
    expect(
      session.rooms.list.value.spaces[0]?.categories.flatMap(({ channels }) => channels.map(({ id }) => id)),
    ).toEqual(["!b"]);
    expect(went).toEqual([]);
  });
});

describe("words of a room's settings", () => {
  const field = (label: string) => screen.getByLabelText<HTMLInputElement>(label);
  const page = (at: string) => <ManagePage roomId="!s" page={at} onBack={undefined} invitations={null} />;

  it("stay as typed while another page is looked at, and go when they are discarded or saved", async () => {
    const session = world();
    const { unmount } = renderRooms(session, page("overview"));
    fireEvent.change(field("Topic"), { target: { value: "half a sentence" } });
    unmount();
    const second = renderRooms(session, page("channels"));
    second.unmount();
    const third = renderRooms(session, page("overview"));
    expect(field("Topic").value).toBe("half a sentence");
    press("Discard changes");
    expect(field("Topic").value).toBe("");
    fireEvent.change(field("Topic"), { target: { value: "a whole sentence" } });
    press("Save");
    await screen.findByText("Saved");
    third.unmount();
    await session.rooms.setTopic("!s", "said by another");
    renderRooms(session, page("overview"));
    expect(field("Topic").value).toBe("said by another");
  });
});

describe("the order of channels", () => {
  const names = () =>
    screen.getAllByRole("heading", { level: 2, hidden: true }).flatMap((heading) => {
      const section = heading.closest("section");
      if (section === null || section.getAttribute("role") === "alertdialog") return [];
      const rows = within(section).queryAllByRole("listitem", { hidden: true });
      return [[heading.textContent, ...rows.map((row) => row.textContent)].join(" ")];
    });
  it("is changed by keys on the grip, which keeps the focus, and is taken back by Undo", async () => {
    const session = world();
    renderRooms(session, <ChannelsPage spaceId="!s" />);
    expect(names()).toEqual(["Without a category one", "Work two"]);
    screen.getByRole("button", { name: "Drag one" }).focus();
    fireEvent.keyDown(screen.getByRole("button", { name: "Drag one" }), { key: "ArrowDown" });
    await waitFor(() => expect(names()).toEqual(["Without a category", "Work one two"]));
    expect(document.activeElement?.getAttribute("aria-label")).toBe("Drag one");
    await waitFor(() =>
      expect(session.rooms.list.value.spaces[0]?.categories[1]?.channels.map(({ name }) => name)).toEqual([
        "one",
        "two",
      ]),
    );
    fireEvent.click(await screen.findByRole("button", { name: "Undo" }));
    await waitFor(() => expect(names()).toEqual(["Without a category one", "Work two"]));
  });

  it("takes one change after another, however slow the homeserver is", async () => {
    const session = world({ latencyMs: 60 });
    renderRooms(session, <ChannelsPage spaceId="!s" />);
    const grip = (name: string) => screen.getByRole("button", { name: `Drag ${name}` });
    fireEvent.keyDown(grip("one"), { key: "ArrowDown" });
    fireEvent.keyDown(grip("one"), { key: "ArrowDown" });
    fireEvent.keyDown(grip("Work"), { key: "ArrowDown" });
    expect(names()).toEqual(["Without a category", "Work two one"]);
    await waitFor(() =>
      expect(session.rooms.list.value.spaces[0]?.categories[1]?.channels.map(({ name }) => name)).toEqual([
        "two",
        "one",
      ]),
    );
    expect(names()).toEqual(["Without a category", "Work two one"]);
  });

  it("stays when the homeserver refuses another", async () => {
    const session = world();
    renderRooms(session, <ChannelsPage spaceId="!s" />);
    session.rooms.failNext(new AppError("MATRIX_FORBIDDEN", "no"));
    fireEvent.keyDown(screen.getByRole("button", { name: "Drag one" }), { key: "ArrowDown" });
    await screen.findByRole("alert");
    expect(names()).toEqual(["Without a category one", "Work two"]);
  });

  it("lets a channel go after a question, and renames and removes categories", async () => {
    const session = world();
    renderRooms(session, <ChannelsPage spaceId="!s" />);
    fireEvent.click(screen.getByRole("button", { name: "More for one" }));
    fireEvent.click(await screen.findByRole("menuitem", { name: "Remove from server" }));
    fireEvent.click(within(await screen.findByRole("alertdialog")).getByRole("button", { name: "Remove from server" }));
    await waitFor(() => expect(names()[0]).toBe("Without a category"));
    expect(session.rooms.list.value.rooms.map(({ name }) => name)).toEqual(["one"]);
    fireEvent.click(screen.getByRole("button", { name: "More for Work" }));
    fireEvent.click(await screen.findByRole("menuitem", { name: "Remove category" }));
    fireEvent.click(within(await screen.findByRole("alertdialog")).getByRole("button", { name: "Remove category" }));
    await waitFor(() => expect(names()).toEqual(["Without a category two"]));
  });

  it("can be left by a channel from its own settings, by whom looks after the server", async () => {
    const session = world();
    const slots = { ...roomSlots, UnlistDialog };
    const settings = (
      <RoomSlotsContext value={slots}>
        <ManagePage roomId="!a" page={undefined} onBack={undefined} invitations={null} />
      </RoomSlotsContext>
    );
    renderRooms(session, settings);
    fireEvent.click(await screen.findByRole("button", { name: "Remove from server" }));
    const dialog = await screen.findByRole("alertdialog");
    fireEvent.click(within(dialog).getByRole("button", { name: "Remove from server" }));
    await waitFor(() => expect(session.rooms.list.value.rooms.map(({ name }) => name)).toEqual(["one"]));
    cleanup();
    renderRooms(world({ mine: { ...rosa, role: "member" } }), settings);
    await screen.findByRole("button", { name: "Leave" });
    expect(screen.queryByRole("button", { name: "Remove from server" })).toBeNull();
  });

  it("is only looked at by who may not change it", () => {
    const session = world({ mine: { ...rosa, role: "member" } });
    renderRooms(session, <ChannelsPage spaceId="!s" />);
    expect(screen.queryByRole("button", { name: "Drag one" })).toBeNull();
  });
});

describe("finding rooms", () => {
  const entry = (parts: Partial<FoundRoom> & { id: string; name: string }): FoundRoom => ({
    kind: "space",
    voice: false,
    alias: null,
    topic: null,
    avatarMxc: null,
    memberCount: 3,
    membership: null,
    open: "yes",
    ...parts,
  });
  const directory = [entry({ id: "!h", name: "Harbour" }), entry({ id: "!c", name: "Closed", open: "no" })];

  it("lists what is open, searches, and says when there is nothing", async () => {
    const session = buildSession({ clock: systemClock, directory });
    const { went } = renderRooms(session, <DiscoverPage onBack={undefined} />);
    await screen.findByText("Harbour");
    expect(screen.getByText("By invitation")).toBeTruthy();
    fireEvent.change(screen.getByRole("searchbox"), { target: { value: "nothing" } });
    await screen.findByText("Nothing found for “nothing”");
    fireEvent.change(screen.getByRole("searchbox"), { target: { value: "" } });
    fireEvent.click(await screen.findByRole("button", { name: "Join" }));
    await waitFor(() => expect(went).toEqual([{ at: "space", spaceId: "!h" }]), { timeout: 4000 });
  });

  it("says that the directory is shut, or why it could not be had", async () => {
    const session = buildSession({ clock: systemClock, directory });
    session.rooms.failNext(new AppError("MATRIX_FORBIDDEN", "no"));
    renderRooms(session, <DiscoverPage onBack={undefined} />);
    await screen.findByText("This homeserver does not show its directory");
  });

  it("comes by itself when the connection is back, and speaks of nothing that was written", async () => {
    const session = buildSession({ clock: systemClock, directory });
    session.rooms.failNext(new AppError("MATRIX_UNREACHABLE", "no line", { retryable: true }));
    renderRooms(session, <DiscoverPage onBack={undefined} />);
    expect((await screen.findByRole("alert")).textContent).toMatch(/The list comes when the connection is back/);
    expect(screen.getByRole("alert").textContent).not.toMatch(/wrote/);
    act(() => {
      session.connection.value = { state: "offline", since: 0, reason: "network" };
    });
    act(() => {
      session.connection.value = { state: "online", since: 1 };
    });
    await screen.findByText("Harbour");
    expect(screen.queryByRole("alert")).toBeNull();
  });

  it("opens a channel of one's own server where it stands, any other room at home", async () => {
    const session = buildSession({
      clock: systemClock,
      directory: [entry({ id: "!a", name: "plaza", kind: "room" }), entry({ id: "!far", name: "far", kind: "room" })],
      spaces: [buildSpace({ id: "!s", name: "Atelier" })],
      rooms: [buildRoom({ id: "!a", name: "plaza", spaceId: "!s" })],
    });
    const { went } = renderRooms(session, <DiscoverPage onBack={undefined} />);
    fireEvent.click(screen.getByRole("radio", { name: "Rooms" }));
    await screen.findByText("plaza");
    fireEvent.click(within(screen.getByRole("list")).getByRole("button", { name: "Open" }));
    expect(went).toEqual([{ at: "space", spaceId: "!s", roomId: "!a" }]);
    press("Join");
    await waitFor(() => expect(went.at(-1)).toEqual({ at: "home", roomId: "!far" }));
  });

  it("leads to what a link names, and says when one leads nowhere", async () => {
    const session = buildSession({ clock: systemClock, directory });
    const { went } = renderRooms(session, <DiscoverPage onBack={undefined} />);
    const field = screen.getByLabelText("Link or address");
    fireEvent.change(field, { target: { value: "https://elsewhere.org" } });
    fireEvent.submit(field);
    await screen.findByText(/This leads to no room/u);
    fireEvent.change(field, { target: { value: "https://matrix.to/#/%23talk:x.org?via=x.org" } });
    fireEvent.submit(field);
    expect(went).toEqual([{ at: "join", target: "#talk:x.org", via: ["x.org"] }]);
  });

  it("shows what a link leads to before joining it, or that nothing is to be seen", async () => {
    const session = buildSession({ clock: systemClock, directory });
    renderRooms(session, <RoomPreview target="!h" via={[]} />);
    await screen.findByRole("heading", { name: "Harbour" });
    expect(screen.getByRole("button", { name: "Join server" })).toBeTruthy();
    cleanup();
    renderRooms(session, <RoomPreview target="!c" via={[]} />);
    await screen.findByText(/by invitation only/u);
    cleanup();
    renderRooms(session, <RoomPreview target="!nowhere" via={[]} />);
    await screen.findByText("Nothing to be seen here");
  });
});

describe("settings", () => {
  it("offer who can join only to those who may change the levels that belong to it", () => {
    const session = world();
    session.rooms.changeDetails("!a", { permissions: { ...adminPermissions, editRoles: false } });
    renderRooms(session, <ManagePage roomId="!a" page={undefined} onBack={undefined} invitations={null} />);
    expect(screen.getByRole("navigation", { name: "Settings of one" })).toBeTruthy();
    expect(screen.queryByRole("radio", { name: /Only who is invited/u })).toBeNull();
    expect(screen.getByText("Only admins change who can join.")).toBeTruthy();
  });

  it("open a channel of a server to everyone, and show it in Discover", async () => {
    const session = world();
    renderRooms(session, <ManagePage roomId="!a" page={undefined} onBack={undefined} invitations={null} />);
    expect(screen.queryByRole("checkbox", { name: "Show in Discover" })).toBeNull();
    fireEvent.click(screen.getByRole("radio", { name: /Everyone with an account here.*encryption does not keep/u }));
    await waitFor(() => expect(session.rooms.details("!a").value?.access).toBe("everyone"));
    const listing = await screen.findByRole("checkbox", { name: "Show in Discover" });
    await waitFor(() => expect(listing).toHaveProperty("disabled", false));
    session.rooms.failNext(new AppError("MATRIX_FORBIDDEN", "no"));
    fireEvent.click(listing);
    await screen.findByRole("alert");
    expect(listing).toHaveProperty("checked", false);
    fireEvent.click(listing);
    await waitFor(async () => expect(await session.upkeep.listed("!a")).toBe(true));
    // What is listed stays to be taken off.
    fireEvent.click(screen.getByRole("radio", { name: /Only who is invited/u }));
    await screen.findByText("Only what everyone can join or ask to join is shown in Discover.");
    cleanup();
    session.rooms.changeDetails("!a", {
      access: "everyone",
      permissions: { ...adminPermissions, editListing: false },
    });
    renderRooms(session, <ManagePage roomId="!a" page={undefined} onBack={undefined} invitations={null} />);
    expect(screen.queryByRole("checkbox", { name: "Show in Discover" })).toBeNull();
  });

  it("say why an undo was refused", async () => {
    const session = world();
    renderRooms(session, <ManagePage roomId="!a" page={undefined} onBack={undefined} invitations={null} />);
    fireEvent.click(screen.getByRole("radio", { name: /Only who is invited/u }));
    const undo = await screen.findByRole("button", { name: "Undo" });
    session.rooms.failNext(new AppError("MATRIX_FORBIDDEN", "no"));
    fireEvent.click(undo);
    await screen.findByRole("alert");
    expect(session.rooms.details("!a").value?.access).toBe("invited");
  });

  it("take no words that are called a picture", async () => {
    const session = world();
    const setPicture = vi.spyOn(session.upkeep, "setPicture");
    renderRooms(session, <ManagePage roomId="!a" page={undefined} onBack={undefined} invitations={null} />);
    const words = Object.assign(new File(["words"], "a.png", { type: "image/png" }), {
      arrayBuffer: async () => new TextEncoder().encode("words").buffer,
    });
    fireEvent.change(screen.getByTestId("picture"), { target: { files: [words] } });
    await screen.findByText(/no PNG/u);
    expect(setPicture).not.toHaveBeenCalled();
  });

  it("save what one has changed oneself, and follow others in the rest", async () => {
    const session = world();
    const setName = vi.spyOn(session.rooms, "setName");
    renderRooms(session, <ManagePage roomId="!a" page={undefined} onBack={undefined} invitations={null} />);
    fireEvent.change(screen.getByLabelText("Topic"), { target: { value: "Plans " } });
    expect(screen.getByLabelText("Topic")).toHaveProperty("value", "Plans ");
    // Another admin, meanwhile.
    await act(() => session.rooms.setName("!a", "renamed"));
    await waitFor(() => expect(screen.getByLabelText("Name")).toHaveProperty("value", "renamed"));
    press("Save");
    await waitFor(() => expect(session.rooms.details("!a").value?.topic).toBe("Plans"));
    expect(setName).toHaveBeenCalledTimes(1);
    expect(session.rooms.details("!a").value?.name).toBe("renamed");
    await waitFor(() => expect(screen.queryByRole("button", { name: "Save" })).toBeNull());
  });

  it("of a room are shown to all, and changed by who may", async () => {
    const session = world();
    renderRooms(session, <ManagePage roomId="!a" page={undefined} onBack={undefined} invitations={null} />);
    fireEvent.change(screen.getByLabelText("Name"), { target: { value: "uno" } });
    press("Save");
    await waitFor(() => expect(session.rooms.details("!a").value?.name).toBe("uno"));
    fireEvent.click(screen.getByRole("radio", { name: /Only who is invited/u }));
    expect(screen.getByRole("radio", { name: /Only who is invited/u })).toHaveProperty("checked", true);
    await waitFor(() => expect(session.rooms.details("!a").value?.access).toBe("invited"));
    fireEvent.click(await screen.findByRole("button", { name: "Undo" }));
    await waitFor(() => expect(session.rooms.details("!a").value?.access).toBe("server"));
    cleanup();
    renderRooms(session, <ManagePage roomId="!b" page={undefined} onBack={undefined} invitations={null} />);
    expect(screen.getByText(/You may look at these settings/u)).toBeTruthy();
    expect(screen.queryByLabelText("Name")).toBeNull();
    expect(screen.queryByRole("link", { name: "Banned" })).toBeNull();
  });

  it("of privacy hide oneself and free who was blocked", async () => {
    const session = buildSession({ clock: systemClock, people: [mira], blocked: ["@mira:localhost"] });
    renderRooms(session, <PrivacySettings />);
    fireEvent.click(screen.getByRole("radio", { name: "Hidden" }));
    await waitFor(() => expect(session.people.visible.value).toBe(false));
    await screen.findByText("Mira");
    press("Unblock");
    await screen.findByText("You have blocked nobody.");
    fireEvent.click(await screen.findByRole("button", { name: "Undo" }));
    await waitFor(() => expect(session.people.blocked.value).toEqual(["@mira:localhost"]));
  });
});

it("leads a channel to another category by a menu of its own", async () => {
  const session = world();
  renderRooms(session, <ChannelsPage spaceId="!s" />);
  fireEvent.click(screen.getByRole("button", { name: "More for one" }));
  expect(screen.queryByRole("menuitem", { name: "Work" })).toBeNull();
  fireEvent.click(await screen.findByRole("menuitem", { name: "Move to" }));
  fireEvent.click(await screen.findByRole("menuitem", { name: "Work" }));
  await waitFor(() =>
    expect(session.rooms.list.value.spaces[0]?.categories[1]?.channels.map(({ name }) => name)).toEqual(["two", "one"]),
  );
});

it.each([
  ["another homeserver", "#general:far.example", "far.example cannot be reached"],
  ["one's own", "#general:localhost", "The homeserver does not answer"],
])("says what an address of %s does not lead to", async (_, target, said) => {
  const session = world();
  session.discovery.preview = async () => {
    throw new AppError("MATRIX_UNREACHABLE", "no answer", { retryable: true });
  };
  renderRooms(session, <RoomPreview target={target} via={[]} />);
  expect(await screen.findByText(new RegExp(said, "u"))).toBeTruthy();
});

function Asked({ session, kind }: { session: ReturnType<typeof world>; kind: "rename" | "remove" }) {
  const [space] = useSignal(session.rooms.list).spaces;
  const [open, setOpen] = useState(true);
  if (space === undefined) return null;
  return <CategoryQuestion space={space} categoryId="w" kind={kind} open={open} onClose={() => setOpen(false)} />;
}

describe("what is asked of a category in the list", () => {
  const categories = (session: ReturnType<typeof world>) =>
    session.rooms.list.value.spaces[0]?.categories.map(({ name }) => name);

  it("gives it another name", async () => {
    const session = world();
    renderRooms(session, <Asked session={session} kind="rename" />);
    fireEvent.change(screen.getByLabelText("Name of the category"), { target: { value: "Studio" } });
    press("Rename");
    await waitFor(() => expect(categories(session)).toEqual(["", "Studio"]));
    await screen.findByText("Saved");
  });

  it("takes it away, and brings it back by Undo", async () => {
    const session = world();
    renderRooms(session, <Asked session={session} kind="remove" />);
    press("Remove category");
    await waitFor(() => expect(categories(session)).toEqual([""]));
    fireEvent.click(await screen.findByRole("button", { name: "Undo" }));
    await waitFor(() => expect(categories(session)).toEqual(["", "Work"]));
  });
});
