import { silentLog } from "@parley/kernel";
import { createManualClock } from "@parley/testkit";
import { MatrixClient, MemoryStore, Method, Room } from "matrix-js-sdk";
import { expect, it } from "vitest";
import { createSdkLogger } from "../sdk-logger.ts";
import { spareMembers } from "./spare-members.ts";

/** A client whose syncs are answered one after the other: `s1`, `s2`, …; `fails` breaks the next one. */
function rig() {
  const clock = createManualClock();
  const net: { fails: boolean; answers: number; rooms: object } = { fails: false, answers: 0, rooms: {} };
  const filters: string[] = [];
  const client = new MatrixClient({
    baseUrl: "http://hs",
    userId: "@me:hs",
    accessToken: "t",
    store: new MemoryStore(),
    logger: createSdkLogger(silentLog),
    fetchFn: async (resource) => {
      const { searchParams } = new URL(String(resource));
      filters.push(searchParams.get("filter") ?? "");
      if (net.fails) throw new TypeError("Failed to fetch");
      net.answers += 1;
      return Response.json({ next_batch: `s${net.answers}`, rooms: net.rooms });
    },
  });
  spareMembers(client, clock);
  /** What the request asks for again of members that were sent before. */
  const sync = async (since?: string): Promise<"again" | "left out"> => {
    const query = { filter: "7", timeout: "15000", ...(since === undefined ? {} : { since }) };
    await client.http.authedRequest(Method.Get, "/sync", query).catch(() => {});
    const asked = filters.at(-1) ?? "";
    if (asked === "7") return "again";
    const { state } = JSON.parse(asked).room;
    expect(state.lazy_load_members).toBe(true);
    return state.include_redundant_members === true ? "again" : "left out";
  };
  return { client, clock, net, filters, sync };
}

it("leaves out members that were sent, once no long poll of an earlier page can be waiting", async () => {
  const { clock, sync } = rig();
  expect(await sync()).toBe("again");
  expect(await sync("s1")).toBe("again");
  clock.tick(20_000);
  expect(await sync("s2")).toBe("again");
  clock.tick(6000);
  expect(await sync("s3")).toBe("left out");
  expect(await sync("s4")).toBe("left out");
});

it("asks for them again after an answer that was lost, and for as long as its request may be waiting", async () => {
  const { clock, net, sync } = rig();
  clock.tick(60_000);
  await sync();
  expect(await sync("s1")).toBe("left out");
  net.fails = true;
  await sync("s2");
  net.fails = false;
  expect(await sync("s2")).toBe("again");
  expect(await sync("s3")).toBe("again");
  clock.tick(26_000);
  expect(await sync("s4")).toBe("left out");
});

it("asks for them again where it does not go on from the answer that it has had last", async () => {
  const { clock, sync } = rig();
  clock.tick(60_000);
  // As a page that begins with what was kept.
  expect(await sync("s-of-yesterday")).toBe("again");
  expect(await sync("s1")).toBe("left out");
  expect(await sync("s1")).toBe("again");
});

const member = (userId: string) => ({ type: "m.room.member", state_key: userId, sender: userId, content: {} });
const room = (members: readonly string[], heroes: readonly string[] = []) => ({
  "org.matrix.msc4222.state_after": { events: members.map(member) },
  timeline: { events: [{ type: "m.room.message", sender: "@ann:hs", content: {} }] },
  summary: { "m.heroes": heroes },
});

it("asks once more with all members where one comes to a room whose speakers were sent before", async () => {
  const { client, clock, net, filters, sync } = rig();
  clock.tick(60_000);
  await sync();
  const ask = async (since: string, rooms: object): Promise<number> => {
    const before = filters.length;
    net.rooms = rooms;
    await sync(since);
    net.rooms = {};
    return filters.length - before;
  };
  // Come to with everybody, who its name is made of among them.
  expect(await ask("s1", { join: { "!a:hs": room(["@ann:hs", "@bob:hs"], ["@bob:hs"]) } })).toBe(1);
  expect(await ask("s2", { join: { "!a:hs": room(["@ann:hs"], ["@bob:hs"]) } })).toBe(2);
  expect(filters.at(-1)).toBe("7");
  // It goes on from what it has had last.
  expect(await ask("s4", {})).toBe(1);
  expect(filters.at(-1)).not.toBe("7");
  // In it all the time.
  const inRoom = new Room("!a:hs", client, "@me:hs");
  inRoom.updateMyMembership("join");
  client.store.storeRoom(inRoom);
  expect(await ask("s5", { join: { "!a:hs": room([]) } })).toBe(1);
  // Left and come back to; the client may not know yet that it has left.
  await ask("s6", { leave: { "!a:hs": {} } });
  expect(await ask("s7", { join: { "!a:hs": room([]) } })).toBe(2);
  expect(await ask("s9", { join: { "!a:hs": room([]) } })).toBe(1);
  // Where all members came anyway there is nothing more to ask for.
  net.fails = true;
  await sync("s10");
  net.fails = false;
  expect(await ask("s10", { join: { "!b:hs": room([]) } })).toBe(1);
});
