import { AppError, createScope, signal, sleep } from "@parley/kernel";
import type { Connection, StoredAccount } from "@parley/matrix";
import { buildSession, buildSpace, createManualClock } from "@parley/testkit";
import { describe, expect, it, vi } from "vitest";
import { covers } from "../../shared/allowed-homeservers.ts";
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

  it("asks our server nothing about an account of another homeserver, and gives it no token of that one", async () => {
    const clock = createManualClock();
    const parley = createFakeParley();
    const abroad: StoredAccount = { ...account, homeserverUrl: "https://matrix.example.org", elsewhere: true };
    const session = { ...buildSession(), account: abroad };
    const world = createWorld({
      matrix: createFakeMatrix({ accounts: async () => [abroad], resume: async () => session }),
      parley: () => parley,
      clock,
    });
    await world.boot();
    await turns(clock, 5);
    parley.connection.value = "open";
    await turns(clock, 5);
    expect(world.state.value).toMatchObject({ at: "member", live: true });
    expect(world.matrixToken()).toBeNull();
    expect(new Set(parley.calls.map(({ method }) => method))).toEqual(new Set(["auth.discover"]));
    expect(parley.calls[0]?.params).toEqual({});
    expect(world.refusal.value).toBeNull();
  });

  it.each([["here"], ["elsewhere"]] as const)(
    "asks our server for a session where the owner lists that homeserver, until the device is signed out %s",
    async (where) => {
      const clock = createManualClock();
      const parley = createFakeParley();
      parley.answers["auth.discover"] = () => ({ otherHomeservers: "any", membersFrom: ["example.org"] });
      const abroad: StoredAccount = {
        userId: "@vera:example.org",
        deviceId: "PHONE",
        homeserverUrl: "https://matrix.example.org",
        elsewhere: true,
      };
      const session = { ...buildSession(), account: abroad };
      const openIdToken = vi.fn(async () => "openid");
      const elsewhere = { ...createFakeMatrix().elsewhere, openIdToken };
      const world = createWorld({
        matrix: createFakeMatrix({ accounts: async () => [abroad], resume: async () => session, elsewhere }),
        parley: () => parley,
        clock,
      });
      await world.boot();
      await turns(clock, 5);
      expect(parley.calls.map(({ method }) => method)).toEqual(["auth.discover", "signIn"]);
      expect(world.matrixToken()).toBeNull();
      expect(world.abroad()).toMatchObject({ userId: "@vera:example.org", deviceId: "PHONE" });
      expect(await world.abroad()?.openIdToken()).toBe("openid");
      expect(openIdToken).toHaveBeenCalledWith(session);
      // What it may not do is absent: a refusal is nothing to speak of.
      expect(world.refusal.value).toBeNull();
      if (where === "here") await world.signOut();
      else session.connection.value = { state: "signed-out", since: 0, soft: false };
      await turns(clock, 1, 0);
      expect([world.abroad(), parley.account.value]).toEqual([null, null]);
    },
  );

  it("says so when accounts of that homeserver are not allowed any more: it would only seem to be offline", async () => {
    const clock = createManualClock();
    const parley = createFakeParley();
    const abroad: StoredAccount = { ...account, homeserverUrl: "https://matrix.example.org", elsewhere: true };
    const world = createWorld({
      matrix: createFakeMatrix({
        accounts: async () => [abroad],
        resume: async () => ({ ...buildSession(), account: abroad }),
      }),
      parley: () => parley,
      clock,
    });
    await world.boot();
    await turns(clock, 2, 10_000);
    expect(world.refusal.value).toBeNull();
    parley.answers["auth.discover"] = () => ({ otherHomeservers: ["example.net"] });
    await turns(clock, 8, 10_000);
    expect(world.refusal.value).toBe("ELSEWHERE_CLOSED");
  });

  it.each([
    ["any", "https://matrix.example.org", true],
    ["none", "https://matrix.example.org", false],
    [["example.org"], "https://matrix.example.org", true],
    [["example.org"], "https://example.org", true],
    [["example.org"], "https://notexample.org", false],
    [["https://matrix.example.org"], "https://matrix.example.org", true],
    [["https://matrix.example.org"], "https://a.matrix.example.org", false],
  ] as const)("%j covers %s: %s", (allowed, homeserver, expected) => {
    expect(covers(allowed, homeserver)).toBe(expected);
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

  it("keeps what could not be opened: it may open after a reload", async () => {
    const clock = createManualClock();
    const session = buildSession();
    const retire = vi.fn(async () => {});
    const close = vi.spyOn(session, "close");
    const world = createWorld({ matrix: createFakeMatrix({ retire }), parley: createFakeParley, clock });
    world.enter(session);
    session.connection.value = { state: "signed-out", since: 0, soft: true };
    await turns(clock, 1, 0);
    expect(world.state.value.at).toBe("visitor");
    expect(close).toHaveBeenCalledTimes(1);
    expect(retire).not.toHaveBeenCalled();
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

  it("signs out even when nobody answers, and says so only once nothing is kept here", async () => {
    const clock = createManualClock();
    const session = buildSession();
    let kept: StoredAccount[] = [session.account];
    const matrix = createFakeMatrix({ accounts: async () => kept });
    // The session's own part: it does not wait for its homeserver.
    session.signOut = async () => {
      await sleep(clock, 9000);
      kept = [];
    };
    const parley = createFakeParley();
    parley.signOut = () => new Promise(() => {});
    const world = createWorld({ matrix, parley: () => parley, clock });
    world.enter(session);
    const out = world.signOut();
    await turns(clock, 12);
    expect(world.state.value.at).toBe("member");
    await turns(clock, 12);
    await out;
    expect(world.state.value).toEqual({ at: "visitor", notice: null });
    expect(await matrix.accounts()).toEqual([]);
  });

  it.each([
    ["is refused", async () => Promise.reject(new AppError("MATRIX_STORE_FULL", "no"))],
    ["never ends", () => new Promise<never>(() => {})],
  ])("does not call a sign-out done that %s, and takes another try", async (_, signOut) => {
    const clock = createManualClock();
    const session = buildSession();
    session.signOut = signOut;
    const world = createWorld({ matrix: createFakeMatrix(), parley: createFakeParley, clock });
    world.enter(session);
    const failed = world.signOut().then(
      () => null,
      (error: unknown) => error,
    );
    await turns(clock, 60);
    expect(await failed).toBeInstanceOf(AppError);
    expect(world.state.value.at).toBe("member");
    session.signOut = async () => {};
    const out = world.signOut();
    await turns(clock, 2);
    await out;
    expect(world.state.value.at).toBe("visitor");
  });

  it("signs out a session that is still coming up: its homeserver is told, too", async () => {
    const { world, clock, session, matrix, up } = await comingUp();
    const told = vi.fn(async () => {});
    session.signOut = told;
    const out = world.signOut();
    await turns(clock, 3);
    expect(world.state.value.at).toBe("member");
    up();
    await turns(clock, 3);
    await out;
    expect(told).toHaveBeenCalledTimes(1);
    expect(world.state.value).toEqual({ at: "visitor", notice: null });
    expect(matrix.forget).not.toHaveBeenCalled();
  });

  it("forgets an account that does not come up, once nothing of it runs any more", async () => {
    const { world, clock, session, matrix, up } = await comingUp();
    const close = vi.spyOn(session, "close");
    const out = world.signOut();
    await turns(clock, 20);
    expect(matrix.forget).not.toHaveBeenCalled();
    up();
    await turns(clock, 3);
    await out;
    expect(close).toHaveBeenCalledTimes(1);
    expect(matrix.forget.mock.calls).toEqual([[account]]);
    expect(world.state.value).toEqual({ at: "visitor", notice: null });
  });

  it("goes on coming up when it cannot be signed out", async () => {
    const { world, clock } = await comingUp();
    const failed = world.signOut().then(
      () => null,
      (error: unknown) => error,
    );
    await turns(clock, 60);
    expect(await failed).toMatchObject({ code: "MATRIX_TIMEOUT" });
    expect(world.state.value).toMatchObject({ at: "member", live: false });
  });

  it("hands the session out once it runs", async () => {
    const { world, clock, session, up } = await comingUp();
    const live = world.whenLive();
    await turns(clock, 3);
    up();
    expect(await live).toBe(session);
    const nobody = createWorld({ matrix: createFakeMatrix(), parley: createFakeParley, clock });
    void nobody.boot();
    await expect(nobody.whenLive()).rejects.toMatchObject({ code: "NOT_SIGNED_IN" });
  });

  it("ends the session whose place another takes, and keeps an earlier device of the same user from opening", async () => {
    const clock = createManualClock();
    const retire = vi.fn(async () => {});
    const world = createWorld({ matrix: createFakeMatrix({ retire }), parley: createFakeParley, clock });
    const [one, other, third] = [buildSession(), buildSession(), buildSession({ userId: "@jun:localhost" })];
    Object.assign(other, { account: { ...other.account, deviceId: "NEXT" } });
    const closed = [one, other, third].map((session) => vi.spyOn(session, "close"));
    for (const session of [one, other, other, third]) {
      world.hold(session);
      world.enter(session);
      await turns(clock, 1, 0);
    }
    expect(closed.map(({ mock }) => mock.calls.length)).toEqual([1, 1, 0]);
    expect(retire.mock.calls).toEqual([[one.account]]);
  });
});

/** A world whose stored account comes up when told to. */
async function comingUp() {
  const clock = createManualClock();
  const session = buildSession();
  let up = () => {};
  const resumed = new Promise<typeof session>((done) => {
    up = () => done(session);
  });
  const matrix = {
    accounts: async () => [account],
    resume: () => resumed,
    forget: vi.fn(async (_: StoredAccount) => {}),
  };
  const world = createWorld({ matrix: createFakeMatrix(matrix), parley: createFakeParley, clock });
  void world.boot();
  await turns(clock, 1, 0);
  return { clock, session, matrix, world, up };
}

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
