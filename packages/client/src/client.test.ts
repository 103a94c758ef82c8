import { AppError, type Clock } from "@parley/kernel";
import { describe, expect, test } from "vitest";
import { createClient } from "./client.ts";
import type { ClientOptions, SocketPort } from "./contract.ts";

/** Time that a test moves; what a timer starts can finish before the next one runs. */
class FakeClock implements Clock {
  #now = 1_000_000;
  #timers = new Set<{ at: number; fn: () => void }>();
  now(): number {
    return this.#now;
  }
  after(ms: number, fn: () => void): () => void {
    const timer = { at: this.#now + ms, fn };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }
  get waiting(): number {
    return this.#timers.size;
  }
  async pass(ms: number): Promise<void> {
    const end = this.#now + ms;
    for (;;) {
      await settle();
      const next = [...this.#timers].filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      this.#timers.delete(next);
      this.#now = Math.max(this.#now, next.at);
      next.fn();
    }
    this.#now = end;
    await settle();
  }
}
const settle = () => new Promise((resolve) => setTimeout(resolve, 0));

class FakeSocket implements SocketPort {
  readyState = 0;
  onopen: SocketPort["onopen"] = null;
  onmessage: SocketPort["onmessage"] = null;
  onclose: SocketPort["onclose"] = null;
  onerror: SocketPort["onerror"] = null;
  readonly sent: { id: string; method: string; params: Record<string, unknown> }[] = [];
  readonly url: string;
  closed: number | null = null;
  constructor(url: string) {
    this.url = url;
  }
  send(data: string): void {
    this.sent.push(JSON.parse(data));
  }
  close(code = 1000): void {
    this.closed ??= code;
  }
  say(frame: object): void {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }
  greet(): void {
    this.onopen?.();
    this.say({ type: "event", event: "connect.challenge", payload: { nonce: "n", ts: 1 } });
  }
  accept(): void {
    this.greet();
    this.say({ type: "res", id: "connect", ok: true, payload: { policy: { tickIntervalMs: 30_000 } } });
  }
}

interface Seen {
  readonly method: string;
  readonly token: string | null;
  readonly key: string | null;
  readonly params: unknown;
}
type Reply = { status?: number; body: unknown } | "offline";

const account = { userId: "@a:b", role: "member", createdAt: 1 } as const;
const fault = (code: string, status: number): Reply => ({
  status,
  body: { error: { code, message: code, retryable: false } },
});

function world(options: Partial<ClientOptions> = {}) {
  const clock = new FakeClock();
  const sockets: FakeSocket[] = [];
  const seen: Seen[] = [];
  let count = 0;
  const state = {
    matrixToken: "matrix-1" as string | null,
    reply: (call: Seen): Reply => {
      if (call.method !== "auth.signIn") return { body: { ok: true } };
      const expiresAt = clock.now() + 900_000;
      return { body: { token: `session-${++count}`, expiresAt, account, scopes: ["operator.read"], spaceId: null } };
    },
  };
  const fetch = async (input: unknown, init?: RequestInit): Promise<Response> => {
    const headers = new Headers(init?.headers);
    const call = {
      method: String(input).split("/api/v1/")[1] ?? "",
      token: headers.get("authorization")?.slice("Bearer ".length) ?? null,
      key: headers.get("idempotency-key"),
      params: JSON.parse(String(init?.body)),
    };
    seen.push(call);
    const reply = state.reply(call);
    if (reply === "offline") throw new TypeError("fetch failed");
    return new Response(JSON.stringify(reply.body), { status: reply.status ?? 200 });
  };
  const client = createClient(
    {
      fetch: fetch as typeof globalThis.fetch,
      openSocket: (url) => {
        const socket = new FakeSocket(url);
        sockets.push(socket);
        return socket;
      },
      clock,
      random: { bytes: (length) => crypto.getRandomValues(new Uint8Array(length)) },
    },
    { baseUrl: "http://localhost:8420/", matrixToken: () => state.matrixToken, ...options },
  );
  const ordinary = state.reply;
  return { client, clock, sockets, seen, state, ordinary };
}
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => "done",
    (thrown) => (thrown as AppError).code,
  );

describe("an account of another homeserver", () => {
  function abroad(over: { replies?: (Reply | null)[] } = {}) {
    const here = { userId: "@vera:abroad.example" };
    let asked = 0;
    const made = world({
      matrixToken: () => null,
      abroad: () =>
        here.userId === ""
          ? null
          : { userId: here.userId, deviceId: "D", openIdToken: async () => `openid-${++asked}` },
    });
    const replies = over.replies ?? [];
    let count = 0;
    made.state.reply = (call) => {
      if (call.method !== "auth.signInFrom") return { body: { ok: true } };
      const expiresAt = made.clock.now() + 900_000;
      const body = { token: `session-${++count}`, expiresAt, account, scopes: ["operator.read"], spaceId: null };
      return replies.shift() ?? { body };
    };
    return { ...made, here, asked: () => asked };
  }

  test("signs in with an OpenID token, and a new one when it renews", async () => {
    const { client, seen, clock, here } = abroad();
    await client.signIn();
    expect(seen[0]).toMatchObject({
      method: "auth.signInFrom",
      token: "openid-1",
      params: { homeserver: "abroad.example", deviceId: "D" },
    });
    await clock.pass(900_000 - 120_000 + 10_000);
    expect(seen.filter(({ method }) => method === "auth.signInFrom").map(({ token }) => token)).toEqual([
      "openid-1",
      "openid-2",
    ]);
    here.userId = "";
    await clock.pass(10_000);
    expect(client.account.value).toBeNull();
    client.close();
  });

  test("does not ask its homeserver for more tokens while ours is away, and for another where one is used up", async () => {
    const down = fault("PART_DOWN", 503);
    const { client, seen, asked } = abroad({ replies: [down, down, fault("NOT_SIGNED_IN", 401)] });
    expect(await codeOf(client.signIn())).toBe("PART_DOWN");
    expect(await codeOf(client.signIn())).toBe("PART_DOWN");
    expect(asked()).toBe(1);
    expect(await codeOf(client.signIn())).toBe("done");
    expect(seen.map(({ token }) => token)).toEqual(["openid-1", "openid-1", "openid-1", "openid-2"]);
    client.close();
  });

  test("that is refused twice is refused, and brings no link of ours", async () => {
    const no = fault("NOT_SIGNED_IN", 401);
    const { client, asked, seen } = abroad({ replies: [no, no, no] });
    expect(await codeOf(client.signIn())).toBe("NOT_SIGNED_IN");
    expect(asked()).toBe(1);
    const before = seen.length;
    expect(await codeOf(client.signIn({ inviteCode: "x".repeat(43) }))).toBe("NOT_OFFERED");
    expect(seen).toHaveLength(before);
    client.close();
  });
});

describe("calls", () => {
  test("carry the session and a key of their own", async () => {
    const { client, seen } = world();
    await client.signIn({ inviteCode: "code-of-an-invitation" });
    expect(seen[0]).toMatchObject({
      method: "auth.signIn",
      token: "matrix-1",
      params: { inviteCode: "code-of-an-invitation" },
    });
    await client.call("health", {});
    await client.call("health", {});
    expect(seen[1]).toMatchObject({ method: "health", token: "session-1" });
    expect(seen[1]?.key).not.toBe(seen[2]?.key);
    expect(client.account.value?.account).toEqual(account);
  });

  test("sign in by themselves once, with the same key, when the session is gone", async () => {
    const { client, seen, state, ordinary } = world();
    await client.signIn();
    state.reply = (call) => (call.token === "session-1" ? fault("NOT_SIGNED_IN", 401) : ordinary(call));
    expect(await codeOf(client.call("invites.newcomers", {}))).toBe("done");
    expect(seen.map(({ method, token }) => `${method} ${token}`)).toEqual([
      "auth.signIn matrix-1",
      "invites.newcomers session-1",
      "auth.signIn matrix-1",
      "invites.newcomers session-2",
    ]);
    expect(seen[1]?.key).toBe(seen[3]?.key);
    // Once, not for ever.
    state.reply = (call) => (call.method === "auth.signIn" ? ordinary(call) : fault("NOT_SIGNED_IN", 401));
    expect(await codeOf(client.call("health", {}))).toBe("NOT_SIGNED_IN");
  });

  test("open one session for many calls that miss it", async () => {
    const { client, seen, state, ordinary } = world();
    await client.signIn();
    state.reply = (call) => (call.token === "session-1" ? fault("NOT_SIGNED_IN", 401) : ordinary(call));
    await Promise.all(Array.from({ length: 5 }, () => client.call("health", {})));
    expect(seen.filter(({ method }) => method === "auth.signIn")).toHaveLength(2);
  });

  test("go out again with the same key when the network fails, and give up", async () => {
    const { client, seen, state, clock, ordinary } = world();
    let failures = 1;
    state.reply = (call) => (failures-- > 0 ? "offline" : ordinary(call));
    const done = codeOf(client.call("invites.look", { code: "x".repeat(43) }));
    await clock.pass(300);
    expect(await done).toBe("done");
    expect(seen).toHaveLength(2);
    expect(seen[0]?.key).toBe(seen[1]?.key);
    failures = Number.POSITIVE_INFINITY;
    const lost = codeOf(client.call("health", {}));
    await clock.pass(2000);
    expect(await lost).toBe("CLIENT_OFFLINE");
    expect(seen).toHaveLength(5);
  });

  test("bring the server's error whole, and name what is not our server", async () => {
    const { client, state } = world();
    const error = { code: "RATE_LIMITED", message: "slow", retryable: true, retryAfterMs: 5, details: { a: 1 } };
    state.reply = () => ({ status: 429, body: { error } });
    const thrown = await client.call("health", {}).catch((caught: unknown) => caught);
    expect(thrown).toBeInstanceOf(AppError);
    expect(thrown).toMatchObject(error);
  });

  test("end at their deadline, and when the caller aborts", async () => {
    const { client, clock, state } = world();
    const controller = new AbortController();
    const reason = new Error("enough");
    state.reply = () => "offline";
    const aborted = client.call("health", {}, { signal: controller.signal }).catch((thrown: unknown) => thrown);
    await settle();
    controller.abort(reason);
    expect(await aborted).toBe(reason);
    expect(clock.waiting).toBe(0);
  });
});

describe("the session", () => {
  test("is renewed before its end, and when the Matrix token changes", async () => {
    const { client, seen, state, clock } = world();
    await client.signIn();
    const signIns = () => seen.filter(({ method }) => method === "auth.signIn").map(({ token }) => token);
    await clock.pass(700_000);
    expect(signIns()).toEqual(["matrix-1"]);
    await clock.pass(100_000);
    expect(signIns()).toEqual(["matrix-1", "matrix-1"]);
    state.matrixToken = "matrix-2";
    await clock.pass(10_000);
    expect(signIns().at(-1)).toBe("matrix-2");
    client.close();
    expect(clock.waiting).toBe(0);
  });

  test("ends with the Matrix session", async () => {
    const { client, state, clock, sockets } = world();
    await client.signIn();
    sockets[0]?.accept();
    state.matrixToken = null;
    await clock.pass(10_000);
    expect(client.account.value).toBeNull();
    expect(client.connection.value).toBe("closed");
    expect(sockets[0]?.closed).toBe(1000);
    expect(clock.waiting).toBe(0);
  });

  test("survives a server that is away, and not one that refuses", async () => {
    const { client, state, clock, ordinary } = world();
    await client.signIn();
    state.reply = () => "offline";
    await clock.pass(850_000);
    expect(client.account.value).not.toBeNull();
    state.reply = ordinary;
    await clock.pass(20_000);
    expect(await codeOf(client.call("health", {}))).toBe("done");
    state.reply = () => fault("NOT_ADMITTED", 403);
    await clock.pass(900_000);
    expect(client.account.value).toBeNull();
  });

  test("is ended by signing out, whatever the server says", async () => {
    const { client, seen, state, clock } = world();
    await client.signIn();
    state.reply = () => fault("NOT_SIGNED_IN", 401);
    await client.signOut();
    expect(seen.at(-1)).toMatchObject({ method: "auth.signOut", token: "session-1" });
    expect(client.account.value).toBeNull();
    expect(clock.waiting).toBe(0);
  });

  test("may be a ready-made one", async () => {
    const { client, seen, state, sockets } = world({ sessionToken: "local", matrixToken: () => null });
    await client.call("stack.status", {});
    expect(seen[0]?.token).toBe("local");
    expect(sockets).toHaveLength(0);
    client.on("stack.changed", () => {});
    expect(sockets).toHaveLength(1);
    state.reply = () => fault("NOT_SIGNED_IN", 401);
    expect(await codeOf(client.call("health", {}))).toBe("NOT_SIGNED_IN");
    client.close();
  });
});

describe("events", () => {
  test("come by a socket that introduces itself with the session's scopes", async () => {
    const { client, sockets } = world();
    const told: unknown[] = [];
    const stop = client.on("invites.newcomer", (payload) => told.push(payload));
    await client.signIn();
    expect(client.connection.value).toBe("connecting");
    sockets[0]?.accept();
    expect(sockets[0]?.url).toBe("ws://localhost:8420/gateway");
    expect(sockets[0]?.sent).toHaveLength(1);
    expect(sockets[0]?.sent[0]?.params).toMatchObject({
      minProtocol: 4,
      maxProtocol: 4,
      scopes: ["operator.read"],
      auth: { token: "session-1" },
    });
    expect(client.connection.value).toBe("open");
    sockets[0]?.say({ type: "event", event: "invites.newcomer", payload: { userId: "@n:b" } });
    stop();
    sockets[0]?.say({ type: "event", event: "invites.newcomer", payload: { userId: "@m:b" } });
    expect(told).toEqual([{ userId: "@n:b" }]);
    client.close();
  });

  test("come again after the socket was lost, with longer and longer pauses", async () => {
    const { client, sockets, clock } = world();
    await client.signIn();
    sockets[0]?.accept();
    const pauses: number[] = [];
    for (let n = 0; n < 8; n++) {
      sockets.at(-1)?.onclose?.({ code: 1006, reason: "" });
      expect(client.connection.value).toBe("connecting");
      const before = clock.now();
      const count = sockets.length;
      while (sockets.length === count) await clock.pass(250);
      pauses.push(clock.now() - before);
    }
    expect(pauses[0]).toBeLessThanOrEqual(750);
    expect(pauses.at(-1)).toBeGreaterThanOrEqual(15_000);
    expect(pauses.at(-1)).toBeLessThanOrEqual(30_250);
    sockets.at(-1)?.accept();
    expect(client.connection.value).toBe("open");
    client.close();
  });

  test("need a socket that shows life", async () => {
    const { client, sockets, clock } = world();
    await client.signIn();
    sockets[0]?.accept();
    await clock.pass(59_000);
    sockets[0]?.say({ type: "event", event: "tick", payload: { ts: 1 } });
    await clock.pass(59_000);
    expect(sockets).toHaveLength(1);
    await clock.pass(2_000);
    expect(sockets[0]?.closed).toBe(4000);
    expect(sockets).toHaveLength(2);
    client.close();
  });

  test("need a new session when the server closed over the old one", async () => {
    const { client, sockets, clock, seen } = world();
    await client.signIn();
    sockets[0]?.accept();
    sockets[0]?.onclose?.({ code: 1008, reason: "session over" });
    await clock.pass(1_000);
    expect(seen.filter(({ method }) => method === "auth.signIn")).toHaveLength(2);
    sockets[1]?.accept();
    expect(sockets[1]?.sent[0]?.params).toMatchObject({ auth: { token: "session-2" } });
    client.close();
  });

  test("reach every listener, even after one that throws", async () => {
    const { client, sockets, clock } = world();
    const told: string[] = [];
    client.on("tick", () => {
      throw new Error("bad listener");
    });
    client.on("tick", () => told.push("second"));
    await client.signIn();
    sockets[0]?.accept();
    sockets[0]?.say({ type: "event", event: "tick", payload: { ts: 1 } });
    expect(told).toEqual(["second"]);
    await expect(clock.pass(0)).rejects.toThrow("bad listener");
    client.close();
  });

  test("are not waited for longer than 15 s when nobody says hello", async () => {
    const { client, sockets, clock } = world();
    await client.signIn();
    sockets[0]?.greet();
    await clock.pass(15_000);
    expect(sockets[0]?.closed).toBe(1000);
    await clock.pass(1_000);
    expect(sockets).toHaveLength(2);
    client.close();
  });
});
