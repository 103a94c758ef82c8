import { createScope, signal, silentLog, systemRandom } from "@parley/kernel";
import { createManualClock } from "@parley/testkit";
import { MatrixClient, MatrixEvent, MemoryStore, Room } from "matrix-js-sdk";
import { beforeEach, describe, expect, it } from "vitest";
import type { FetchPort } from "../contract/ports.ts";
import type { ClientHandle } from "../sdk/client-handle.ts";
import { createSdkLogger } from "../sdk-logger.ts";
import { createLevelWriter } from "./level-writer.ts";
import { createModeration } from "./moderation.ts";
import { createUpkeep } from "./upkeep.ts";

const me = "@me:hs";
const mallory = "@mallory:hs";

let client: MatrixClient;
let handle: ClientHandle;
/** What was changed at the homeserver, in order. */
let asked: string[];
let refuse: (what: string) => boolean;
/** Milliseconds that the homeserver wants waited before it does this, or null. */
let limit: (what: string) => number | null;
let clock: ReturnType<typeof createManualClock>;
/** The content of each ban that was written in a channel. */
let bans: object[];
/** The same of levels and of who may join. */
let written: { users?: object }[];

const homeserver: FetchPort = async (resource, init) => {
  const path = decodeURIComponent(new URL(String(resource)).pathname).replace(/^.*\/v3\/rooms\//u, "");
  const headers = { "content-type": "application/json" };
  if (init?.method === "GET") return new Response(JSON.stringify({ chunk: [] }), { headers });
  const body = JSON.parse(String(init?.body ?? "{}"));
  const what = `${path}${body.invite === undefined ? "" : ` invite ${body.invite}`}`;
  asked.push(what);
  const wait = limit(what);
  if (wait !== null) {
    const body = { errcode: "M_LIMIT_EXCEEDED", retry_after_ms: wait };
    return new Response(JSON.stringify(body), { status: 429, headers });
  }
  if (body.membership === "ban") bans.push(body);
  if (body.users !== undefined || body.join_rule !== undefined) written.push(body);
  if (refuse(what)) return new Response(JSON.stringify({ errcode: "M_FORBIDDEN" }), { status: 403, headers });
  return new Response(JSON.stringify({ event_id: "$1" }), { headers });
};

/** A room that the sync has brought: the space, or one that says it belongs to it. `people` by membership. */
function known(
  roomId: string,
  levels: object,
  people: Readonly<Record<string, string>> = {},
  more: readonly [type: string, content: object, key?: string][] = [],
  by = "",
): void {
  const room = new Room(roomId, client, me);
  const members = Object.entries({ [me]: "join", ...people });
  const state = [
    ["m.room.create", { room_version: "11", ...(roomId === "!s:hs" ? { type: "m.space" } : {}) }],
    ["m.room.power_levels", levels],
    ...members.map(([userId, membership]) => ["m.room.member", { membership }, userId] as const),
    ...(roomId === "!s:hs" ? [] : [["m.space.parent", { via: ["hs"] }, "!s:hs"] as const]),
    ...more,
  ] as const;
  room.currentState.setStateEvents(
    state.map(
      ([type, content, key = ""], at) =>
        new MatrixEvent({ type, content, state_key: key, sender: "@ada:hs", room_id: roomId, event_id: `$${by}${at}` }),
    ),
  );
  room.updateMyMembership("join");
  client.store.storeRoom(room);
}
const admin = { users: { [me]: 100 } };
const child = (roomId: string): [string, object, string] => ["m.space.child", { via: ["hs"] }, roomId];

beforeEach(() => {
  asked = [];
  refuse = () => false;
  limit = () => null;
  bans = [];
  written = [];
  clock = createManualClock();
  client = new MatrixClient({
    baseUrl: "http://hs",
    userId: me,
    deviceId: "D",
    accessToken: "t",
    fetchFn: homeserver,
    store: new MemoryStore(),
    logger: createSdkLogger(silentLog),
  });
  handle = {
    client,
    account: { userId: me, deviceId: "D", homeserverUrl: "http://hs" },
    scope: createScope(),
    ports: {
      fetch: homeserver,
      indexedDB: {},
      locks: null,
      channel: null,
      clock,
      random: systemRandom,
      log: silentLog,
    },
    sealed: { get: async () => null, put: async () => {}, delete: async () => {}, keys: async () => [] },
    connection: signal({ state: "online", since: 0 } as const),
    encryption: signal({ state: "checking" } as const),
  };
});

describe("keeping order in a space", () => {
  beforeEach(() => {
    const channels = ["!in:hs", "!out:hs", "!weak:hs", "!banned:hs", "!unknown:hs"];
    known("!s:hs", admin, { [mallory]: "join" }, channels.map(child));
    known("!in:hs", admin, { [mallory]: "join" });
    known("!out:hs", admin);
    known("!weak:hs", { users: { [me]: 0 } }, { [mallory]: "join" });
    known("!banned:hs", admin, { [mallory]: "ban" });
  });

  const ban = (roomId: string) => `${roomId}/state/m.room.member/${mallory}`;

  it("bans in the channels, too, and says in how many it was not done", async () => {
    // Where there is no power, and where one is not.
    expect(await createModeration(handle).ban("!s:hs", mallory)).toEqual({ skipped: 2 });
    expect(asked).toEqual(["!s:hs/ban", ban("!in:hs"), ban("!out:hs")]);
  });

  it("removes from the channels, and says where it was not done or refused", async () => {
    refuse = (what) => what.startsWith("!in:hs");
    expect(await createModeration(handle).remove("!s:hs", mallory)).toEqual({ skipped: 3 });
    expect(asked).toEqual(["!s:hs/kick", "!in:hs/kick"]);
  });

  it("lifts those bans in the channels that came with the server's, and no others", async () => {
    await createModeration(handle).ban("!s:hs", mallory, "spam");
    const [content] = bans;
    expect(content).toEqual({ membership: "ban", reason: "spam", "app.parley.ban_of": "!s:hs" });
    const banned = (of: object): [string, object, string] => ["m.room.member", of, mallory];
    known("!in:hs", admin, {}, [banned({ ...content })]);
    known("!out:hs", admin, {}, [banned({ ...content, "app.parley.ban_of": "!elsewhere:hs" })]);
    asked = [];
    expect(await createModeration(handle).unban("!s:hs", mallory)).toEqual({ lifted: 1, kept: 2, skipped: 1 });
    expect(asked).toEqual(["!s:hs/unban", "!in:hs/unban"]);
  });

  /** Waits are over at once; what they took is counted. */
  const hurry = (): { waited: number[] } => {
    const waited: number[] = [];
    const after = clock.after.bind(clock);
    clock.after = (ms, act) => {
      waited.push(ms);
      const cancel = after(ms, act);
      queueMicrotask(() => clock.tick(ms));
      return cancel;
    };
    return { waited };
  };

  it("waits as long as the homeserver says, goes on, and says how far it is", async () => {
    const { waited } = hurry();
    let tries = 0;
    limit = (what) =>
      what === "!s:hs/ban" && tries++ < 1 ? 700 : what === ban("!out:hs") && tries++ < 3 ? 5_000 : null;
    const steps: string[] = [];
    const done = await createModeration(handle).ban("!s:hs", mallory, undefined, (at, of) => steps.push(`${at}/${of}`));
    expect(done).toEqual({ skipped: 2 });
    expect(asked).toEqual(["!s:hs/ban", "!s:hs/ban", ban("!in:hs"), ban("!out:hs"), ban("!out:hs")]);
    expect(waited).toEqual([700, 5_000]);
    expect(steps).toEqual(["0/4", "1/4", "2/4", "3/4"]);
  });

  it("ends after five minutes of waiting, and counts what is left as not done", async () => {
    const channels = Array.from({ length: 100 }, (_, at) => `!many${at}:hs`);
    known("!s:hs", admin, {}, channels.map(child));
    for (const roomId of channels) known(roomId, admin);
    const { waited } = hurry();
    let allowed = true;
    limit = () => {
      allowed = !allowed;
      return allowed ? 10_000 : null;
    };
    // One of two is let through: thirty waits.
    expect(await createModeration(handle).ban("!s:hs", mallory)).toEqual({ skipped: 70 });
    expect(waited).toHaveLength(30);
  });

  it("is over when the session ends", async () => {
    limit = (what) => (what === ban("!in:hs") ? 5_000 : null);
    const done = createModeration(handle).ban("!s:hs", mallory);
    await expect.poll(() => asked.includes(ban("!in:hs"))).toBe(true);
    handle.scope.end();
    expect(await done).toEqual({ skipped: 5 });
    expect(asked).toEqual(["!s:hs/ban", ban("!in:hs")]);
  });

  it("counts the channels beyond those that it goes through", async () => {
    const channels = Array.from({ length: 203 }, (_, at) => `!many${at}:hs`);
    known("!s:hs", admin, {}, channels.map(child));
    for (const roomId of channels) known(roomId, admin);
    expect(await createModeration(handle).ban("!s:hs", mallory)).toEqual({ skipped: 3 });
    expect(asked).toHaveLength(201);
  });
});

describe("giving roles", () => {
  const levels = "!r:hs/state/m.room.power_levels/";
  beforeEach(() => known("!r:hs", admin));

  it("gives the second of two in a row what the first has got, too", async () => {
    const moderation = createModeration(handle);
    await Promise.all([
      moderation.setRole("!r:hs", "@ann:hs", "moderator"),
      moderation.setRole("!r:hs", "@ben:hs", "admin"),
    ]);
    await moderation.setRole("!r:hs", "@ann:hs", "member");
    expect(asked).toEqual([levels, levels, levels]);
    expect(written.map(({ users }) => users)).toEqual([
      { [me]: 100, "@ann:hs": 50 },
      { [me]: 100, "@ann:hs": 50, "@ben:hs": 100 },
      { [me]: 100, "@ben:hs": 100 },
    ]);
  });

  it("goes on from what somebody else has written meanwhile, and after a refusal", async () => {
    const moderation = createModeration(handle);
    await moderation.setRole("!r:hs", "@ann:hs", "moderator");
    known("!r:hs", { users: { [me]: 100, "@eve:hs": 50 } }, {}, [], "theirs");
    refuse = () => true;
    await expect(moderation.setRole("!r:hs", "@ben:hs", "admin")).rejects.toMatchObject({ code: "MATRIX_FORBIDDEN" });
    refuse = () => false;
    await moderation.setRole("!r:hs", "@ben:hs", "admin");
    expect(written.at(-1)?.users).toEqual({ [me]: 100, "@eve:hs": 50, "@ben:hs": 100 });
  });
});

describe("saying who may what in a call", () => {
  const levels = { users: { [me]: 100 }, events: { "m.room.name": "50", "org.matrix.msc3401.call.member": 50 } };

  it("keeps all other levels, and a second one what the first has written", async () => {
    known("!c:hs", levels);
    const upkeep = createUpkeep(handle);
    await Promise.all([
      upkeep.setCallRole("!c:hs", "speak", "moderator"),
      upkeep.setCallRole("!c:hs", "join", "member"),
    ]);
    expect(written.at(-1)).toEqual({
      users: { [me]: 100 },
      events: { "m.room.name": 50, "org.matrix.msc3401.call.member": 0, "parley.call.speak": 50 },
    });
  });

  it("writes nothing that stands there already", async () => {
    known("!c:hs", levels);
    await createUpkeep(handle).setCallRole("!c:hs", "video", "member");
    expect(written).toEqual([]);
  });
});

describe("changing who can join", () => {
  const levels = "!r:hs/state/m.room.power_levels/ invite";
  const rules = "!r:hs/state/m.room.join_rules/";
  const open: [string, object] = ["m.room.join_rules", { join_rule: "public" }];

  it("shuts the invitations first, so that no room is called private that anyone brings others into", async () => {
    known("!r:hs", admin, {}, [open]);
    await createUpkeep(handle).setAccess("!r:hs", "invited");
    expect(asked).toEqual([`${levels} 50`, rules]);
    asked = [];
    refuse = (what) => what.startsWith(levels);
    await expect(createUpkeep(handle).setAccess("!r:hs", "invited")).rejects.toMatchObject({
      code: "MATRIX_FORBIDDEN",
    });
    expect(asked).toEqual([`${levels} 50`]);
  });

  it("opens the room first", async () => {
    known("!r:hs", { ...admin, invite: 50 });
    await createUpkeep(handle).setAccess("!r:hs", "everyone");
    expect(asked).toEqual([rules, `${levels} 0`]);
  });

  it("puts back what was when it is refused half way", async () => {
    known("!r:hs", { ...admin, invite: 50 });
    refuse = (what) => what === `${levels} 0`;
    await expect(createUpkeep(handle).setAccess("!r:hs", "everyone")).rejects.toMatchObject({
      code: "MATRIX_FORBIDDEN",
    });
    expect(asked).toEqual([rules, `${levels} 0`, rules]);
    expect(written.at(-1)).toEqual({ join_rule: "invite" });
    known("!r:hs", admin, {}, [open]);
    asked = [];
    refuse = (what) => what === rules;
    await expect(createUpkeep(handle).setAccess("!r:hs", "invited")).rejects.toMatchObject({
      code: "MATRIX_FORBIDDEN",
    });
    expect(asked).toEqual([`${levels} 50`, rules, `${levels} 0`]);
  });

  it("leaves a role that was given just before, and is not taken back by the next one", async () => {
    known("!r:hs", admin, {}, [open]);
    const writer = createLevelWriter(client);
    await createModeration(handle, writer).setRole("!r:hs", "@ann:hs", "moderator");
    await createUpkeep(handle, writer).setAccess("!r:hs", "invited");
    await createModeration(handle, writer).setRole("!r:hs", "@ben:hs", "moderator");
    expect(written).toEqual([
      { users: { [me]: 100, "@ann:hs": 50 } },
      { users: { [me]: 100, "@ann:hs": 50 }, invite: 50 },
      { join_rule: "invite" },
      { users: { [me]: 100, "@ann:hs": 50, "@ben:hs": 50 }, invite: 50 },
    ]);
  });

  it("begins nothing that would stop half way", async () => {
    known("!r:hs", { users: { [me]: 50 }, events: { "m.room.power_levels": 100 } }, {}, [open]);
    await expect(createUpkeep(handle).setAccess("!r:hs", "invited")).rejects.toMatchObject({
      code: "MATRIX_FORBIDDEN",
    });
    expect(asked).toEqual([]);
  });
});
