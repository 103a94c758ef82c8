import { MatrixEvent } from "matrix-js-sdk";
import { expect, it } from "vitest";
import { cleanName } from "../content/clean.ts";
import { buildRig, roomId } from "../notifications/testing/rig.ts";
import { RoomWorld } from "../timeline/room-world.ts";
import { lookOf } from "./namesakes.ts";
import { preview } from "./preview.ts";
import { membersOf } from "./room-views.ts";

const memberEvent = (userId: string, displayname: string, membership = "join") =>
  new MatrixEvent({
    type: "m.room.member",
    state_key: userId,
    sender: userId,
    room_id: roomId,
    event_id: `$${userId}${displayname}`,
    content: { membership, displayname },
  });

function open() {
  const { client, room } = buildRig();
  const world = new RoomWorld(client, room, () => null);
  return {
    room,
    join: (userId: string, name: string) => room.currentState.setStateEvents([memberEvent(userId, name)]),
    names: (...userIds: string[]) => userIds.map((userId) => world.member(userId).name),
    ambiguous: () => membersOf(room, () => undefined).flatMap(({ userId, ambiguous }) => (ambiguous ? [userId] : [])),
  };
}

it.each(["\u00ad", "\u2060", "\u2066", "\u0007", "\ufe0f", "\u3164", "\u{e0041}", "\u200b"])(
  "lets nobody pass for another by a sign that is not seen: %j",
  async (sign) => {
    const { room, join, names, ambiguous } = open();
    join("@alice:x", "Alice");
    expect(names("@alice:x")).toEqual(["Alice"]);
    join("@mallory:x", `Alice${sign}`);
    const [alice, mallory] = names("@alice:x", "@mallory:x");
    expect(alice).toBe("Alice (@alice:x)");
    expect(mallory).toContain("(@mallory:x)");
    expect(ambiguous()).toEqual(expect.arrayContaining(["@alice:x", "@mallory:x"]));
    const said = new MatrixEvent({
      type: "m.room.message",
      sender: "@mallory:x",
      room_id: roomId,
      content: { msgtype: "m.text", body: "hi" },
    });
    expect(preview(room, said, "@me:x").senderName).toContain("(@mallory:x)");
    join("@mallory:x", "Mallory");
    expect(names("@alice:x", "@mallory:x")).toEqual(["Alice", "Mallory"]);
  },
);

it("tells those apart of whom the homeserver told at different times", () => {
  const { room, join, names } = open();
  join("@mallory:x", "Alice");
  room.currentState.markOutOfBandMembersStarted();
  room.currentState.setOutOfBandMembers([memberEvent("@alice:x", "Alice")]);
  expect(names("@alice:x", "@mallory:x")).toEqual(["Alice (@alice:x)", "Alice (@mallory:x)"]);
});

it("tells by the id who is called like an id, and keeps it where the name is cut", () => {
  const { join, names } = open();
  const long = "A".repeat(200);
  join("@mallory:x", "＠alice：x");
  join("@one:x", long);
  join("@two:x", `${long}B`);
  const [mallory, one, two] = names("@mallory:x", "@one:x", "@two:x");
  expect(mallory).toContain("(@mallory:x)");
  expect([one?.endsWith("… (@one:x)"), two?.endsWith("… (@two:x)")]).toEqual([true, true]);
});

it("says of a name by plain letters what it says of any", () => {
  expect(lookOf("AIice 10")).toBe(lookOf("\u0410Iice\u00ad\u3000\uff110"));
  expect(lookOf("Zo\u00eb")).toBe(lookOf("zoe"));
  expect(lookOf("Ann")).not.toBe(lookOf("Anna"));
});

it.each(["\u3164", "\u115f", "\uffa0", "\u2800"])("calls by the id whose name cannot be seen: %j", (name) => {
  expect(cleanName(name, "@mallory:x")).toBe("@mallory:x");
  expect(cleanName(`${name}\u2764\ufe0f`, "@mallory:x")).toContain("\u2764\ufe0f");
});

it.each([["\u2800".repeat(60)], ["\u3164".repeat(40)], [" \u115f\u1160\uffa0".repeat(20)], [` ${"very ".repeat(30)}`]])(
  "keeps the id in sight behind a name that is padded: %j",
  (padding) => {
    const { join, names } = open();
    join("@ben:x", "ben");
    join("@mallory:x", `ben${padding}`);
    join("@other:x", `ben${padding}`);
    const name = names("@mallory:x")[0] ?? "";
    expect(name).toMatch(/^ben.{0,24} \(@mallory:x\)$/u);
    expect(name).not.toMatch(/[\u2800\u3164\u115f\u1160\uffa0]/u);
  },
);
