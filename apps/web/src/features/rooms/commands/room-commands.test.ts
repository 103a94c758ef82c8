import { AppError } from "@parley/kernel";
import { buildMember, buildRoom, buildSession } from "@parley/testkit";
import { expect, it, vi } from "vitest";
import { speakerOf } from "../../../shared/use-strings.ts";
import { createRoomCommands } from "./room-commands.ts";
import { commandStrings } from "./strings/index.ts";

const roomId = "!a:localhost";

function open(permissions = { kick: true, ban: true, invite: true }) {
  const session = buildSession({
    rooms: [
      buildRoom({
        id: roomId,
        permissions,
        members: [
          buildMember({ userId: "@rosa:localhost", name: "Rosa", role: "admin" }),
          buildMember({ userId: "@mira:localhost", name: "Mira" }),
          buildMember({ userId: "@boss:localhost", name: "Boss", role: "creator" }),
          buildMember({ userId: "@ines:localhost", name: "Inês", membership: "invite" }),
        ],
      }),
    ],
  });
  const went: unknown[] = [];
  const leave = vi.fn();
  const commands = createRoomCommands({
    session,
    t: speakerOf(commandStrings, "en"),
    go: (place) => went.push(place),
    leave,
    origin: "https://parley.example",
  });
  const named = (name: string) => {
    const command = commands.find((other) => other.name === name || other.aliases?.includes(name));
    if (command === undefined || !("run" in command.effect)) throw new Error(`no command ${name}`);
    return { ...command, run: command.effect.run };
  };
  return { session, went, leave, named, run: (name: string, argument: string) => named(name).run(argument, roomId) };
}

it("removes, bans and lets back those whom one may, with the reason", async () => {
  const { session, run } = open();
  vi.spyOn(session.moderation, "actionsOn").mockImplementation((_room, userId) => {
    const may = userId === "@mira:localhost";
    return { remove: may, ban: may || userId === "@spam:localhost", roles: [] };
  });
  const remove = vi.spyOn(session.moderation, "remove").mockResolvedValue({ skipped: 0 });
  const ban = vi.spyOn(session.moderation, "ban").mockResolvedValue({ skipped: 0 });
  expect(await run("kick", "@mira:localhost is  late")).toEqual({ done: "Mira (@mira:localhost) was removed" });
  expect(remove).toHaveBeenCalledWith(roomId, "@mira:localhost", "is late");
  expect(await run("ban", "@spam")).toEqual({ done: "@spam:localhost was banned" });
  expect(ban).toHaveBeenCalledWith(roomId, "@spam:localhost", undefined);
  expect(await run("ban", "@boss:localhost")).toMatchObject({ refused: expect.stringContaining("below yours") });
  expect(await run("remove", "@nobody:localhost")).toEqual({ refused: "@nobody:localhost is not in this room." });
  expect(await run("remove", "@rosa:localhost")).toEqual({ refused: "That cannot be done to yourself." });
  expect(await run("remove", ": what")).toMatchObject({ refused: expect.stringContaining("Say whom") });
  expect(remove).toHaveBeenCalledOnce();

  vi.spyOn(session.moderation, "banned").mockResolvedValue([
    { userId: "@spam:localhost", name: "Buy This", avatarMxc: null, reason: null, byName: "Rosa" },
  ]);
  const unban = vi.spyOn(session.moderation, "unban").mockResolvedValue({ skipped: 0, lifted: 0, kept: 0 });
  expect(await run("unban", "@buy this")).toEqual({ done: "Buy This (@spam:localhost) may come back" });
  expect(unban).toHaveBeenCalledWith(roomId, "@spam:localhost");
  expect(await run("unban", "@mira:localhost")).toEqual({ refused: "Mira is not banned here." });
});

it("does nothing to anyone where a name is that of two, or the address of another", async () => {
  const { session, run } = open();
  const person = (userId: string, name: string) => buildMember({ userId, name });
  vi.spyOn(session.moderation, "allMembers").mockResolvedValue([
    person("@mallory:localhost", "alice"),
    person("@alice:localhost", "Al"),
    person("@al:other", "Al Bert"),
    person("@bert:other", "Al Bert"),
  ]);
  vi.spyOn(session.moderation, "actionsOn").mockReturnValue({ remove: true, ban: true, roles: [] });
  const ban = vi.spyOn(session.moderation, "ban").mockResolvedValue({ skipped: 0 });
  const remove = vi.spyOn(session.moderation, "remove").mockResolvedValue({ skipped: 0 });
  expect(await run("ban", "@alice spam")).toEqual({
    refused:
      "More than one person is called alice: @mallory:localhost, @alice:localhost. Write the whole address of the one you mean.",
  });
  // Not the one whose shorter name stands there, too.
  expect(await run("remove", "@al bert go")).toMatchObject({
    refused: expect.stringContaining("@al:other, @bert:other"),
  });
  expect([ban.mock.calls, remove.mock.calls]).toEqual([[], []]);
  expect(await run("ban", "@alice:localhost spam")).toEqual({ done: "Al (@alice:localhost) was banned" });
  expect(ban).toHaveBeenCalledWith(roomId, "@alice:localhost", "spam");
  // An address without its sign is one, too, and no name goes on with a point.
  expect(await run("ban", "al:other spam")).toEqual({ done: "Al Bert (@al:other) was banned" });
  expect(await run("ban", "alice.smith")).toEqual({ done: "@alice.smith:localhost was banned" });
});

it("lets back who has the address, not who was called so", async () => {
  const { session, run } = open();
  const banned = (userId: string, name: string) => ({ userId, name, avatarMxc: null, reason: null, byName: "Rosa" });
  vi.spyOn(session.moderation, "banned").mockResolvedValue([
    banned("@mallory:localhost", "@ALICE:localhost"),
    banned("@trudy:localhost", "alice"),
    banned("@alice:localhost", "Zed"),
  ]);
  const unban = vi.spyOn(session.moderation, "unban").mockResolvedValue({ skipped: 0, lifted: 0, kept: 0 });
  expect(await run("unban", "@alice")).toMatchObject({
    refused: expect.stringContaining("@trudy:localhost, @alice:localhost"),
  });
  expect(unban).not.toHaveBeenCalled();
  expect(await run("unban", "@alice:localhost")).toEqual({ done: "Zed (@alice:localhost) may come back" });
  expect(unban).toHaveBeenCalledExactlyOnceWith(roomId, "@alice:localhost");
});

it("invites accounts that there are and that are not here yet", async () => {
  const { session, run } = open();
  const invite = vi.spyOn(session.rooms, "invite").mockResolvedValue();
  vi.spyOn(session.people, "profile").mockImplementation(async (userId) =>
    userId === "@jun:localhost" ? { userId, name: "Jun", avatarMxc: null } : null,
  );
  expect(await run("invite", "@jun:localhost")).toBeNull();
  expect(invite).toHaveBeenCalledWith(roomId, "@jun:localhost");
  expect(await run("invite", "@mira:localhost")).toEqual({ refused: "Mira is in this room already." });
  expect(await run("invite", "@ines:localhost")).toEqual({ refused: "Inês is invited already." });
  expect(await run("invite", "@ghost")).toEqual({ refused: "There is no account @ghost:localhost." });
});

it("asks what one may", () => {
  expect(open().named("ban").may?.(roomId)).toBe(true);
  expect(open({ kick: true, ban: false, invite: true }).named("ban").may?.(roomId)).toBe(false);
  expect(open().named("ban").may?.("!unknown:localhost")).toBe(true);
});

it("goes to rooms and people, and asks before a room is left", async () => {
  const { session, went, leave, run } = open();
  const preview = vi.spyOn(session.discovery, "preview").mockRejectedValue(new AppError("UNREACHABLE", "away"));
  expect(await run("join", "#lobby")).toBeNull();
  expect(await run("join", "https://matrix.to/#/!d%3Ax?via=x")).toBeNull();
  expect(await run("join", "somewhere")).toMatchObject({ refused: expect.stringContaining("#room:server") });
  preview.mockRejectedValue(new AppError("MATRIX_NOT_FOUND", "no such alias"));
  expect(await run("join", "#lobbby")).toEqual({
    refused: "There is no room at #lobbby:localhost, or only those who are invited see it.",
  });
  expect(went).toEqual([
    { at: "join", target: "#lobby:localhost" },
    { at: "join", target: "!d:x", via: ["x"] },
  ]);
  expect(await run("part", "")).toBeNull();
  expect(leave).toHaveBeenCalledWith(roomId);

  vi.spyOn(session.people, "profile").mockResolvedValue({ userId: "@jun:localhost", name: "Jun", avatarMxc: null });
  const openDirect = vi.spyOn(session.rooms, "openDirect").mockResolvedValue(roomId);
  const timeline = session.openTimeline(roomId);
  vi.spyOn(session, "openTimeline").mockReturnValue(timeline);
  const send = vi.spyOn(timeline, "send").mockResolvedValue();
  expect(await run("dm", "@jun:localhost see you at 5")).toBeNull();
  expect(openDirect).toHaveBeenCalledWith("@jun:localhost");
  expect(send).toHaveBeenCalledWith({ text: "see you at 5" });
  expect(went.at(-1)).toEqual({ at: "home", roomId });
});

it("blocks and unblocks, and says so", async () => {
  const { session, run } = open();
  expect(await run("ignore", "@mira:localhost")).toEqual({ done: "Mira is blocked" });
  expect(session.people.blocked.value).toEqual(["@mira:localhost"]);
  expect(await run("unblock", "@mira:localhost")).toEqual({ done: "Mira is not blocked any more" });
});
