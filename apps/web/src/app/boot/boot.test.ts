import { AppError, createScope, signal } from "@parley/kernel";
import type { Connection, StoredAccount } from "@parley/matrix";
import { buildSession, buildSpace, createManualClock } from "@parley/testkit";
import { describe, expect, it, vi } from "vitest";
import { createFakeMatrix, createFakeParley } from "../../shared/testing/fake-world.tsx";
import { keepServerSession } from "./server-session.ts";
import { welcomeNewcomers } from "./welcome.ts";
import { createWorld } from "./world.ts";

const account: StoredAccount = { userId: "@rosa:localhost", deviceId: "D", homeserverUrl: "http://h" };
const turns = async (clock: ReturnType<typeof createManualClock>, count: number, ms = 1000) => {
  for (let turn = 0; turn < count; turn++) {
    for (let micro = 0; micro < 10; micro++) await Promise.resolve();
    clock.tick(ms);
  }
};

describe("boot", () => {
  it("leads nobody to the door", async () => {
    const world = createWorld({ matrix: createFakeMatrix(), parley: createFakeParley, clock: createManualClock() });
    await world.boot();
    expect(world.state.value).toEqual({ at: "visitor", notice: null });
  });

  it("paints the snapshot before the session is up, then the session", async () => {
    const clock = createManualClock();
    const list = buildSession({ spaces: [buildSpace({ name: "Atelier" })] }).rooms.list.value;
    const session = buildSession();
    let up: (() => void) | undefined;
    const parley = createFakeParley();
    const world = createWorld({
      matrix: createFakeMatrix({
        accounts: async () => [account],
        snapshot: async () => ({ version: 1, takenAt: 0, displayName: "Rosa", list }),
        resume: () =>
          new Promise((done) => {
            up = () => done(session);
          }),
      }),
      parley: () => parley,
      clock,
    });
    const booted = world.boot();
    await turns(clock, 1, 0);
    const early = world.state.value;
    if (early.at !== "member") throw new Error(early.at);
    expect(early.live).toBe(false);
    expect(early.session.rooms.list.value.spaces[0]?.name).toBe("Atelier");
    expect(early.session.own.profile.value.displayName).toBe("Rosa");
    expect(world.matrixToken()).toBeNull();
    up?.();
    await booted;
    expect(world.state.value).toMatchObject({ at: "member", live: true });
    expect(world.matrixToken()).toBe("fake-token");
  });

  it("tries again when the account does not come up, and says so meanwhile", async () => {
    const clock = createManualClock();
    let tries = 0;
    const session = buildSession();
    const parley = createFakeParley();
    const world = createWorld({
      matrix: createFakeMatrix({
        accounts: async () => [account],
        resume: async () => {
          tries += 1;
          if (tries < 3) throw new AppError("MATRIX_UNREACHABLE", "no");
          return session;
        },
      }),
      parley: () => parley,
      clock,
    });
    const booted = world.boot();
    await turns(clock, 2, 0);
    expect(world.problem.value).toBeInstanceOf(AppError);
    await turns(clock, 6);
    await booted;
    expect(tries).toBe(3);
    expect(world.problem.value).toBeNull();
  });

  it("leads to the door, with the reason, when the device was signed out elsewhere", async () => {
    const clock = createManualClock();
    const session = buildSession();
    const order: string[] = [];
    session.close = async () => void order.push("closed");
    const retire = vi.fn(async () => void order.push("retired"));
    const parley = createFakeParley();
    const world = createWorld({ matrix: createFakeMatrix({ retire }), parley: () => parley, clock });
    world.enter(session);
    session.connection.value = { state: "signed-out", since: 0, soft: false };
    await turns(clock, 1, 0);
    expect(world.state.value).toEqual({ at: "visitor", notice: "signed-out" });
    expect(retire).toHaveBeenCalledWith(session.account);
    // The client must have let go of its stores.
    expect(order).toEqual(["closed", "retired"]);
    expect(world.matrixToken()).toBeNull();
  });

  it.each([
    ["MATRIX_SIGNED_OUT", "signed-out"],
    ["MATRIX_STORE_LOST", "store-lost"],
  ])("leads to the door on %s at the start, and opens that account no more", async (code, notice) => {
    const retire = vi.fn(async () => {});
    const resume = () => Promise.reject(new AppError(code, "no"));
    const matrix = createFakeMatrix({ accounts: async () => [account], resume, retire });
    const world = createWorld({ matrix, parley: createFakeParley, clock: createManualClock() });
    await world.boot();
    expect(world.state.value).toEqual({ at: "visitor", notice });
    expect(retire.mock.calls).toEqual([[account]]);
  });

  it("signs out even when nobody answers", async () => {
    const clock = createManualClock();
    const session = buildSession();
    session.signOut = () => new Promise(() => {});
    const parley = createFakeParley();
    parley.signOut = () => new Promise(() => {});
    const world = createWorld({ matrix: createFakeMatrix(), parley: () => parley, clock });
    world.enter(session);
    const out = world.signOut();
    await turns(clock, 25);
    await out;
    expect(world.state.value).toEqual({ at: "visitor", notice: null });
  });
});

describe("the session with our server", () => {
  const online = signal<Connection>({ state: "online", since: 0 });
  it("waits while another tab holds the client, and comes back with it", async () => {
    const clock = createManualClock();
    const parley = createFakeParley();
    parley.signIns = [{ spaceId: null }];
    const connection = signal<Connection>({ state: "elsewhere", since: 0 });
    keepServerSession(parley, connection, clock, createScope(), () => {});
    await turns(clock, 5);
    expect(parley.calls).toHaveLength(0);
    connection.value = { state: "online", since: 1 };
    await turns(clock, 5);
    expect(parley.account.value).not.toBeNull();
  });
  it("is tried until it works", async () => {
    const clock = createManualClock();
    const parley = createFakeParley();
    parley.signIns = [new AppError("PART_DOWN", "no"), new AppError("CLIENT_OFFLINE", "no"), { spaceId: null }];
    keepServerSession(parley, online, clock, createScope(), () => {});
    await turns(clock, 5);
    expect(parley.account.value).not.toBeNull();
  });
  it("is not tried again when nobody let the account in", async () => {
    const clock = createManualClock();
    const parley = createFakeParley();
    parley.signIns = [new AppError("NOT_ADMITTED", "no")];
    const refused = vi.fn();
    keepServerSession(parley, online, clock, createScope(), refused);
    await turns(clock, 60);
    expect(refused).toHaveBeenCalledWith("NOT_ADMITTED");
    expect(parley.calls).toHaveLength(1);
  });
});

describe("newcomers", () => {
  const newcomer = { userId: "@jun:localhost", inviteId: "inv_1", spaceId: "!s", joinedAt: 0 };
  function setup() {
    const clock = createManualClock();
    const session = buildSession();
    const parley = createFakeParley();
    const scope = createScope();
    const welcome = vi.spyOn(session.rooms, "welcome").mockResolvedValue();
    parley.answers["invites.newcomers"] = () => ({ newcomers: [newcomer] });
    parley.answers["invites.welcomed"] = () => ({});
    welcomeNewcomers(session, parley, clock, scope);
    const told = () => parley.calls.filter(({ method }) => method === "invites.welcomed").length;
    return { clock, parley, scope, welcome, told };
  }
  it("who came while nobody ran are welcomed at the next connection, once", async () => {
    const { clock, parley, welcome, told } = setup();
    parley.connection.value = "open";
    await turns(clock, 2);
    parley.emit("invites.newcomer", newcomer);
    await turns(clock, 2);
    expect(welcome).toHaveBeenCalledTimes(1);
    expect(welcome).toHaveBeenCalledWith("!s", "@jun:localhost");
    expect(told()).toBe(1);
  });
  it("are tried again when the invitation fails, and only then called welcomed", async () => {
    const { clock, parley, welcome, told } = setup();
    welcome.mockRejectedValueOnce(new Error("offline"));
    parley.emit("invites.newcomer", newcomer);
    await turns(clock, 1, 0);
    expect(told()).toBe(0);
    await turns(clock, 4);
    expect(welcome).toHaveBeenCalledTimes(2);
    expect(told()).toBe(1);
  });
  it("wait neither for one whose invitation fails for good nor for one that is tried again", async () => {
    const { clock, parley, welcome, told } = setup();
    const failing = {
      "@gone:localhost": new AppError("MATRIX_NOT_FOUND", "left"),
      "@slow:localhost": new Error("500"),
    };
    const asked: string[] = [];
    welcome.mockImplementation(async (_, userId) => {
      asked.push(userId);
      const fault = failing[userId as keyof typeof failing];
      if (fault !== undefined) throw fault;
    });
    for (const userId of [...Object.keys(failing), "@jun:localhost"])
      parley.emit("invites.newcomer", { ...newcomer, userId });
    await turns(clock, 3, 0);
    expect(asked).toEqual(["@gone:localhost", "@slow:localhost", "@jun:localhost"]);
    expect(told()).toBe(1);
    await turns(clock, 200);
    expect(asked.filter((userId) => userId === "@gone:localhost")).toHaveLength(1);
    expect(asked.filter((userId) => userId === "@slow:localhost")).toHaveLength(6);
    expect(clock.waiting).toBe(0);
  });
  it("are left alone after sign-out", async () => {
    const { clock, parley, scope, welcome } = setup();
    scope.end();
    parley.emit("invites.newcomer", newcomer);
    await turns(clock, 2);
    expect(welcome).not.toHaveBeenCalled();
  });
});
