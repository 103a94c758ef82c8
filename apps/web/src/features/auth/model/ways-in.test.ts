import { AppError, signal } from "@parley/kernel";
import type { Session } from "@parley/matrix";
import { buildSession, buildSpace, createManualClock } from "@parley/testkit";
import { describe, expect, it, vi } from "vitest";
import { createFakeMatrix, createFakeParley } from "../../../shared/testing/fake-world.tsx";
import { acceptInvite, setUp, signIn, type WaysInPorts } from "./ways-in.ts";

const who = { name: "rosa", password: "correct horse", deviceName: "Chrome on Linux" };
const prepared = { serverName: "localhost", baseUrl: "http://h", registrationToken: "token" };

function setup(over: Parameters<typeof createFakeMatrix>[0] = {}, session: Session | null = null) {
  const parley = createFakeParley();
  const clock = createManualClock();
  const held: Session[] = [];
  const ports: WaysInPorts = {
    matrix: createFakeMatrix(over),
    parley,
    clock,
    session,
    whenLive: async () => session ?? (await fails("NOT_SIGNED_IN")()),
    hold: (next) => void held.push(next),
  };
  return { parley, clock, held, ports };
}
const fails = (code: string) => async (): Promise<never> => {
  throw new AppError(code, code);
};

describe("set-up", () => {
  const request = { ...who, code: "c".repeat(16), serverName: "localhost", spaceName: "Atelier" };

  it("makes the account, the owner and the space, in this order, and says each step", async () => {
    const session = buildSession();
    const signUp = vi.fn(async () => session);
    const { parley, ports, held } = setup({ signUp });
    parley.answers["accounts.prepareOwner"] = () => prepared;
    const createSpace = vi.spyOn(session.rooms, "createSpace");
    const steps: string[] = [];
    await setUp(ports, request, (step) => steps.push(step));
    expect(steps).toEqual(["homeserver", "account", "owner", "space"]);
    expect(signUp).toHaveBeenCalledWith(expect.objectContaining({ username: "rosa", registrationToken: "token" }));
    expect(held).toEqual([session]);
    expect(parley.calls.at(-1)).toEqual({ method: "signIn", params: { setupCode: request.code } });
    const channels = [{ name: "general" }, { name: "lobby", voice: true }];
    expect(createSpace).toHaveBeenCalledWith({ name: "Atelier", channels, marker: "first-space" });
  });

  it("waits while the homeserver starts", async () => {
    const { parley, ports, clock } = setup({ signUp: async () => buildSession() });
    let tries = 0;
    parley.answers["accounts.prepareOwner"] = () => {
      tries += 1;
      if (tries < 3) throw new AppError("STARTING", "not yet", { retryable: true });
      return prepared;
    };
    const done = setUp(ports, request, () => {});
    for (let turn = 0; turn < 20; turn++) {
      await Promise.resolve();
      clock.tick(1500);
    }
    await done;
    expect(tries).toBe(3);
  });

  it("goes on with the account of a try that was cut off", async () => {
    const session = buildSession();
    const { parley, ports } = setup({ signUp: fails("MATRIX_USERNAME_TAKEN"), signIn: async () => session });
    parley.answers["accounts.prepareOwner"] = () => prepared;
    expect((await setUp(ports, request, () => {})).session).toBe(session);
  });

  it("says that a name is taken when it belongs to someone else", async () => {
    const { parley, ports } = setup({
      signUp: fails("MATRIX_USERNAME_TAKEN"),
      signIn: fails("MATRIX_WRONG_PASSWORD"),
    });
    parley.answers["accounts.prepareOwner"] = () => prepared;
    await expect(setUp(ports, request, () => {})).rejects.toMatchObject({ code: "MATRIX_USERNAME_TAKEN" });
  });

  it("does not wait for a code that was refused", async () => {
    const { parley, ports } = setup();
    parley.answers["accounts.prepareOwner"] = fails("CODE_REFUSED");
    await expect(setUp(ports, request, () => {})).rejects.toMatchObject({ code: "CODE_REFUSED" });
  });
});

describe("signing in", () => {
  it("signs out again what nobody let in", async () => {
    const session = buildSession();
    const { parley, ports } = setup({ signIn: async () => session });
    parley.signIns = [new AppError("NOT_ADMITTED", "no")];
    await expect(signIn(ports, who, "http://h")).rejects.toMatchObject({ code: "NOT_ADMITTED" });
    expect(session.connection.value.state).toBe("signed-out");
  });
  it("goes on when our own server does not answer: chat works without it", async () => {
    const session = buildSession();
    const { parley, ports } = setup({ signIn: async () => session });
    parley.signIns = [new AppError("CLIENT_OFFLINE", "no")];
    expect(await signIn(ports, who, "http://h")).toBe(session);
  });
});

describe("an invitation", () => {
  const space = buildSpace({ membership: "invite" });
  const request = { code: "c".repeat(16), homeserverUrl: "http://h", credentials: { ...who, isNew: true } };
  function guest() {
    const fake = buildSession();
    const list = signal(fake.rooms.list.value);
    const session: Session = { ...fake, rooms: { ...fake.rooms, list } };
    const join = vi.spyOn(session.rooms, "join").mockResolvedValue();
    const { parley, ports, clock } = setup({ signUp: async () => session });
    parley.answers["invites.redeem"] = () => ({ registrationToken: "t", expiresAt: 0 });
    parley.signIns = [{ spaceId: space.id }];
    const steps: string[] = [];
    const pass = async (seconds: number) => {
      for (let turn = 0; turn < seconds; turn++) {
        for (let micro = 0; micro < 10; micro++) await Promise.resolve();
        clock.tick(1000);
      }
    };
    return { list, join, ports, steps, pass, done: acceptInvite(ports, request, (step) => steps.push(step)) };
  }

  it("waits for the inviter's client, then joins", async () => {
    const { list, join, steps, pass, done } = guest();
    await pass(2);
    expect(steps).toEqual(["account", "admit", "waiting"]);
    list.value = buildSession({ spaces: [space] }).rooms.list.value;
    await pass(1);
    expect(join).toHaveBeenCalledWith(space.id);
    list.value = buildSession({ spaces: [{ ...space, membership: "join" }] }).rooms.list.value;
    await pass(1);
    expect((await done).spaceId).toBe(space.id);
  });
  it("goes on with the account that is here only once its client runs", async () => {
    const live = buildSession();
    const coming = { ...live, accessToken: () => null };
    let up = () => {};
    const whenLive = () =>
      new Promise<Session>((done) => {
        up = () => done(live);
      });
    const { parley, ports, held } = setup({}, coming);
    const done = acceptInvite({ ...ports, whenLive }, { ...request, credentials: null }, () => {});
    for (let micro = 0; micro < 10; micro++) await Promise.resolve();
    expect([held, parley.calls]).toEqual([[], []]);
    up();
    expect((await done).session).toBe(live);
    expect(held).toEqual([live]);
  });
  it("joins by the server's rule when nobody invites within ten seconds", async () => {
    const { join, steps, pass } = guest();
    await pass(9);
    expect(join).not.toHaveBeenCalled();
    await pass(3);
    expect(join).toHaveBeenCalledWith(space.id);
    expect(steps.at(-1)).toBe("join");
  });
  it("is through the door though nobody is there yet who may let them into a private server", async () => {
    const { join, pass, done } = guest();
    join.mockRejectedValue(new AppError("MATRIX_FORBIDDEN", "invited members only"));
    await pass(12);
    expect((await done).spaceId).toBe(space.id);
  });
});
