import { type RealStack, startRealStack } from "@parley/testkit/stack";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Timeline } from "../contract/timeline.ts";
import { delivered, find, messages, Person, texts, until } from "./testing/real-person.ts";

let stack: RealStack;
let ann: Person;
let bob: Person;

beforeAll(async () => {
  stack = await startRealStack();
  ann = await Person.signUp(stack, "ann", fetch);
  bob = await Person.signUp(stack, "bob", fetch);
});

afterAll(async () => {
  await ann?.session.close();
  await bob?.session.close();
  await stack?.stop();
});

/** A room of its own for each test: ann makes it, bob is in it. */
async function encryptedRoom(): Promise<string> {
  const spaceId = await ann.session.rooms.createSpace({ name: "Space", channels: [] });
  const roomId = await ann.session.rooms.createChannel(spaceId, { name: "general" });
  await until("the channel", () => {
    ann.session.rooms.list.value;
    return ann.session.rooms.details(roomId).value?.membership === "join";
  });
  await ann.session.rooms.invite(roomId, bob.account.userId);
  await until("the invitation", () => bob.session.rooms.list.value.invites.find(({ id }) => id === roomId));
  await bob.session.rooms.join(roomId);
  return roomId;
}

const shown = (timeline: Timeline, text: string) => until(`“${text}” shown`, () => find(timeline, text), 40_000);

describe("between two encrypted sessions", () => {
  it("shows messages, answers, edits, reactions and removals on the other side", async () => {
    const roomId = await encryptedRoom();
    const here = await ann.open(roomId);
    const there = await bob.open(roomId);
    await here.send({ text: "first" });
    const first = await delivered(here, "first");
    const received = await shown(there, "first");
    expect(received).toMatchObject({ mine: false, senderId: ann.account.userId, send: null });

    await there.send({ text: "an answer", replyTo: first.eventId });
    await until("the answer", () => find(here, "an answer")?.replyTo?.text === "first");
    expect(find(here, "an answer")?.mentionsMe).toBe(true);

    await there.toggleReaction(first.eventId, "👍");
    await here.toggleReaction(first.eventId, "👍");
    for (const side of [here, there]) {
      await until("two reactions", () => find(side, "first")?.reactions[0]?.senders.length === 2);
    }
    await here.toggleReaction(first.eventId, "👍");
    await until("one reaction", () => find(there, "first")?.reactions[0]?.senders.length === 1);
    expect(find(here, "first")?.reactions[0]).toEqual({ key: "👍", senders: [bob.account.userId], mine: false });

    await here.edit(first.eventId, { text: "first, edited" });
    expect(find(here, "first, edited")?.key).toBe(first.key);
    const edited = await shown(there, "first, edited");
    expect(edited).toMatchObject({ edited: true, eventId: first.eventId });
    await until("the new preview", () => find(there, "an answer")?.replyTo?.text === "first, edited");

    await here.redact(first.eventId);
    await until("the removal", () => messages(there).some(({ body }) => body.type === "redacted"));
    expect(messages(there).find(({ eventId }) => eventId === first.eventId)?.body).toEqual({
      type: "redacted",
      by: ann.account.userId,
    });
    here.close();
    there.close();
  });

  it("replaces the local copy by the echo without a double, a gap or another key", async () => {
    const roomId = await encryptedRoom();
    const here = await ann.open(roomId);
    const seen: string[] = [];
    const keys = new Set<string>();
    const stop = here.items.subscribe(() => {
      const mine = messages(here).filter(({ body }) => body.type === "text" && body.text === "one");
      seen.push(`${mine.length}${mine[0]?.send?.state ?? (mine[0] === undefined ? "" : "sent")}`);
      for (const { key } of mine) keys.add(key);
    });
    const sending = here.send({ text: "one" });
    expect(find(here, "one")?.send?.state).toBe("queued");
    await sending;
    await delivered(here, "one");
    // The echo comes with the next sync.
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    stop();
    const states = seen.filter((state, at) => state !== seen[at - 1]);
    expect(states).toEqual(["0", "1queued", "1sending", "1sent"]);
    expect(keys.size).toBe(1);
    here.close();
  });

  it("acts on a message that is still queued", async () => {
    const roomId = await encryptedRoom();
    const here = await ann.open(roomId);
    const there = await bob.open(roomId);
    ann.intercept = (url, method) =>
      method === "PUT" && url.pathname.includes("/send/") ? Promise.reject(new TypeError("no network")) : null;
    await here.send({ text: "early" });
    const key = find(here, "early")?.key ?? "";
    await here.edit(key, { text: "early, edited" });
    await here.toggleReaction(key, "🎉");
    expect(find(here, "early, edited")).toMatchObject({ key, reactions: [{ key: "🎉", mine: true }] });
    ann.intercept = () => null;
    ann.session.reconnect();
    await until("all of it", () => find(there, "early, edited")?.reactions[0]?.key === "🎉");
    here.close();
    there.close();
  });

  it("shows typing and read receipts, and moves the marker", async () => {
    const roomId = await encryptedRoom();
    const here = await ann.open(roomId);
    const there = await bob.open(roomId);
    there.setTyping(true);
    await until("typing", () => here.typing.value.length === 1);
    there.setTyping(false);
    await until("no typing", () => here.typing.value.length === 0);
    await here.send({ text: "read me" });
    await shown(there, "read me");
    await there.markRead();
    await until("the receipt", () => find(here, "read me")?.readBy.some(({ userId }) => userId === bob.account.userId));
    here.close();
    there.close();
  });
});

describe("the send queue", () => {
  const bodies = (count: number) => Array.from({ length: count }, (_, at) => `message ${at}`);
  const ofSeries = (timeline: Timeline) => texts(timeline).filter((text) => text.startsWith("message "));

  it("delivers 50 messages in order and once, over a homeserver that is killed in the middle", async () => {
    const roomId = await encryptedRoom();
    const here = await ann.open(roomId);
    const there = await bob.open(roomId);
    for (const body of bodies(50)) await here.send({ text: body });
    await until("some sent", () => ann.session.queued.value < 40 && ann.session.queued.value > 0);
    await stack.kill();
    await until("offline", () => ann.session.connection.value.state === "offline", 60_000);
    expect(ann.session.queued.value).toBeGreaterThan(0);
    await stack.start();
    await until("all sent", () => ann.session.queued.value === 0, 90_000);
    await until("all received", () => ofSeries(there).length >= 50, 60_000);
    expect(ofSeries(there)).toEqual(bodies(50));
    await until("all echoed", () => messages(here).every(({ send }) => send === null));
    expect(ofSeries(here)).toEqual(bodies(50));
    here.close();
    there.close();
  });

  it("goes on after a reload in the middle, in order and once", async () => {
    const roomId = await encryptedRoom();
    const here = await ann.open(roomId);
    const there = await bob.open(roomId);
    let puts = 0;
    ann.intercept = (url, method) => {
      if (method !== "PUT" || !url.pathname.includes("/send/m.room.encrypted/")) return null;
      puts += 1;
      return null;
    };
    for (const body of bodies(20)) await here.send({ text: body });
    await until("some sent", () => ann.session.queued.value < 15);
    await ann.reload();
    ann.intercept = () => null;
    expect(puts).toBeLessThan(20);
    await until(
      "the rest sent",
      () => ann.session.connection.value.state === "online" && ann.session.queued.value === 0,
    );
    await until("all received", () => ofSeries(there).length >= 20, 60_000);
    expect(ofSeries(there)).toEqual(bodies(20));
    there.close();
  });

  it("sends a message once whose answer was lost, also when a reload comes in between", async () => {
    const roomId = await encryptedRoom();
    const here = await ann.open(roomId);
    const there = await bob.open(roomId);
    let lost = 0;
    ann.intercept = async (url, method, pass) => {
      const answer = await pass();
      if (method !== "PUT" || !url.pathname.includes("/send/m.room.encrypted/")) return answer;
      // The homeserver has it; nobody here hears of that.
      lost += 1;
      throw new TypeError("answer lost");
    };
    // The echo would tell as well: it must not come before the reload.
    const sync = ann.intercept;
    ann.intercept = (url, method, pass) =>
      url.pathname.endsWith("/sync") ? new Promise<Response>(() => {}) : sync(url, method, pass);
    await here.send({ text: "message 0" });
    await shown(there, "message 0");
    await new Promise((resolve) => setTimeout(resolve, 200));
    await ann.reload(() => {
      ann.intercept = () => null;
    });
    expect(lost).toBeGreaterThan(0);
    await until("sent", () => ann.session.connection.value.state === "online" && ann.session.queued.value === 0);
    const again = await ann.open(roomId);
    await until("the echo", () => ofSeries(again).length > 0 && messages(again).every(({ send }) => send === null));
    await again.send({ text: "message 1" });
    await shown(there, "message 1");
    expect(ofSeries(there)).toEqual(["message 0", "message 1"]);
    expect(ofSeries(again)).toEqual(["message 0", "message 1"]);
    again.close();
    there.close();
  });

  it("looks on the homeserver before it sends something old again, and asks after a day", async () => {
    const roomId = await encryptedRoom();
    const there = await bob.open(roomId);
    const isPut = (url: URL, method: string) => method === "PUT" && url.pathname.includes("/send/m.room.encrypted/");
    /** Writes a message whose attempt fails, before or after the homeserver has it, and comes back later. */
    const later = async (body: string, arrives: boolean, ms: number) => {
      const here = await ann.open(roomId);
      let tried = 0;
      ann.intercept = async (url, method, pass) => {
        if (url.pathname.endsWith("/sync")) return new Promise<Response>(() => {});
        if (!isPut(url, method)) return pass();
        tried += 1;
        if (arrives) await pass();
        throw new TypeError("no answer");
      };
      await here.send({ text: body });
      await until("a try", () => find(here, body)?.send?.state === "queued" && tried > 0);
      let puts = 0;
      let looks = 0;
      await ann.reload(() => {
        ann.ahead += ms;
        ann.intercept = (url, method) => {
          if (isPut(url, method)) puts += 1;
          if (url.pathname.endsWith("/messages")) looks += 1;
          return null;
        };
      });
      const again = await ann.open(roomId);
      const item = await until("an outcome", () => {
        const found = find(again, body);
        if (ann.session.connection.value.state !== "online" || ann.session.queued.value > 0) return null;
        return found?.send === null || found?.send?.state === "failed" ? found : null;
      });
      const key = item.key;
      const answer = { send: item.send, puts, looks };
      if (item.send !== null) await again.discard(key);
      again.close();
      return answer;
    };
    try {
      expect(await later("arrived", true, 21 * 60_000)).toEqual({ send: null, puts: 0, looks: 1 });
      expect(await later("lost", false, 21 * 60_000)).toEqual({ send: null, puts: 1, looks: 1 });
      expect(await later("a day old", false, 25 * 3_600_000)).toMatchObject({
        send: { state: "failed", reason: "uncertain" },
        puts: 0,
      });
      await shown(there, "lost");
      expect(texts(there).filter((text) => text !== "<redacted>")).toEqual(["arrived", "lost"]);
    } finally {
      ann.intercept = () => null;
    }
    there.close();
  });

  it("honours the homeserver's limit", async () => {
    const roomId = await encryptedRoom();
    const admin = await stack.register(undefined, { admin: true });
    const limit = (method: string, body: string | null) =>
      fetch(`${stack.baseUrl}/_synapse/admin/v1/users/${encodeURIComponent(ann.account.userId)}/override_ratelimit`, {
        method,
        body,
        headers: { authorization: `Bearer ${admin.accessToken}` },
      });
    const here = await ann.open(roomId);
    const there = await bob.open(roomId);
    await limit("POST", JSON.stringify({ messages_per_second: 1, burst_count: 2 }));
    try {
      let attempts = 0;
      ann.intercept = (url, method) => {
        if (method === "PUT" && url.pathname.includes("/send/m.room.encrypted/")) attempts += 1;
        return null;
      };
      for (const body of bodies(6)) await here.send({ text: body });
      await until("all received", () => ofSeries(there).length >= 6, 60_000);
      expect(ofSeries(there)).toEqual(bodies(6));
      // One refusal for each message that had to wait: the time that the homeserver names is enough.
      expect(attempts).toBeGreaterThan(6);
      expect(attempts).toBeLessThanOrEqual(12);
    } finally {
      ann.intercept = () => null;
      await limit("DELETE", null);
    }
    here.close();
    there.close();
  });

  it("shows what is refused for good, and lets it be tried again or discarded", async () => {
    const roomId = await encryptedRoom();
    const here = await ann.open(roomId);
    const there = await bob.open(roomId);
    ann.intercept = (url, method) =>
      method === "PUT" && url.pathname.includes("/send/m.room.encrypted/")
        ? Response.json({ errcode: "M_FORBIDDEN", error: "no" }, { status: 403 })
        : null;
    await here.send({ text: "refused" });
    const failed = await until("failed", () => {
      const item = find(here, "refused");
      return item?.send?.state === "failed" ? item : null;
    });
    expect(failed.send).toMatchObject({ reason: "forbidden" });
    await here.send({ text: "discarded" });
    const other = await until("failed", () => {
      const item = find(here, "discarded");
      return item?.send?.state === "failed" ? item : null;
    });
    await here.discard(other.key);
    expect(find(here, "discarded")).toBeUndefined();
    ann.intercept = () => null;
    await here.retry(failed.key);
    await shown(there, "refused");
    expect((await delivered(here, "refused")).key).toBe(failed.key);
    here.close();
    there.close();
  });
});

describe("moving in a long room", () => {
  /** Fills a room past the queue, fast: in the clear by a person of the test's own. */
  async function longRoom(
    count: number,
  ): Promise<{ roomId: string; eventIds: string[]; say: (text: string) => Promise<string>; writerId: string }> {
    const writer = await stack.register();
    const call = async (method: string, path: string, body: unknown): Promise<Record<string, string>> => {
      const answer = await fetch(`${stack.baseUrl}/_matrix/client/v3${path}`, {
        method,
        headers: { "authorization": `Bearer ${writer.accessToken}`, "content-type": "application/json" },
        body: JSON.stringify(body),
      });
      return (await answer.json()) as Record<string, string>;
    };
    const { room_id: roomId = "" } = await call("POST", "/createRoom", {
      preset: "public_chat",
      invite: [bob.account.userId],
      initial_state: [{ type: "m.room.history_visibility", state_key: "", content: { history_visibility: "shared" } }],
    });
    let txn = 0;
    const say = async (text: string) => {
      txn += 1;
      const path = `/rooms/${encodeURIComponent(roomId)}/send/m.room.message/t${txn}`;
      return (await call("PUT", path, { "msgtype": "m.text", "body": text, "m.mentions": {} })).event_id ?? "";
    };
    const eventIds: string[] = [];
    for (let at = 0; at < count; at += 1) eventIds.push(await say(`line ${at}`));
    return { roomId, eventIds, say, writerId: writer.userId };
  }
  const lines = (timeline: Timeline) => texts(timeline).filter((text) => text.startsWith("line "));
  const expected = (from: number, to: number) => Array.from({ length: to - from }, (_, at) => `line ${from + at}`);

  it("loads 300 messages back to the start, jumps to any and back", async () => {
    const { roomId, eventIds } = await longRoom(300);
    await bob.session.rooms.join(roomId);
    const timeline = await bob.open(roomId);
    await until("the latest", () => lines(timeline).includes("line 299"));
    let rounds = 0;
    while (timeline.older.value !== "end" && rounds < 20) {
      rounds += 1;
      const before = timeline.items.value;
      await timeline.loadOlder();
      // What was shown stays the same objects.
      const kept = timeline.items.value.slice(-before.length);
      expect(kept.at(-1)).toBe(before.at(-1));
    }
    expect(lines(timeline)).toEqual(expected(0, 300));
    expect(timeline.items.value[0]).toMatchObject({ type: "notice", notice: { kind: "created" } });
    timeline.close();

    // A fresh device knows only the latest: the place must be fetched.
    await bob.reload();
    const second = await bob.open(roomId);
    await second.jumpTo(eventIds[20] ?? "");
    expect(lines(second)).toContain("line 20");
    expect(second.newer.value).toBe("more");
    for (let round = 0; round < 20 && second.newer.value !== "end"; round += 1) await second.loadNewer();
    expect(lines(second).at(-1)).toBe("line 299");
    const first = Number(lines(second)[0]?.slice(5));
    expect(lines(second)).toEqual(expected(first, 300));
    await second.jumpTo(eventIds[3] ?? "");
    expect(lines(second)).toContain("line 3");
    await second.jumpToLatest();
    expect(lines(second).at(-1)).toBe("line 299");
    await expect(second.jumpTo("$nothing")).rejects.toMatchObject({ code: "MATRIX_NOT_FOUND" });
    second.close();
  });

  it("shows a gap after a long absence and fills it", async () => {
    const { roomId, say } = await longRoom(10);
    await bob.session.rooms.join(roomId);
    const timeline = await bob.open(roomId);
    await until("the latest", () => lines(timeline).includes("line 9"));
    while (timeline.older.value === "more") await timeline.loadOlder();
    expect(lines(timeline)).toEqual(expected(0, 10));
    const plugIn = bob.unplug();
    await until("offline", () => bob.session.connection.value.state === "offline", 60_000);
    for (let at = 10; at < 90; at += 1) await say(`line ${at}`);
    plugIn();
    await until("the latest", () => lines(timeline).includes("line 89"), 60_000);
    const gap = timeline.items.value.find((item) => item.type === "gap");
    expect(gap).toMatchObject({ type: "gap", state: "idle" });
    for (let round = 0; round < 5 && timeline.items.value.some((item) => item.type === "gap"); round += 1) {
      await timeline.fillGap(gap?.key ?? "");
    }
    expect(timeline.items.value.some((item) => item.type === "gap")).toBe(false);
    expect(lines(timeline)).toEqual(expected(0, 90));
    timeline.close();
  });

  it("brings what a blocked person wrote, in its place, once they are free again, and keeps it", async () => {
    const { roomId, say, writerId } = await longRoom(2);
    await bob.session.rooms.join(roomId);
    const timeline = await bob.open(roomId);
    await until("the latest", () => lines(timeline).includes("line 1"));
    const { people } = bob.session;
    await people.block(writerId);
    await until("nothing of them", () => lines(timeline).length === 0);
    await say("line 2");
    await timeline.send({ text: "line 3" });
    await delivered(timeline, "line 3");
    await say("line 4");
    await people.unblock(writerId);
    await until("what was left out", () => lines(timeline).includes("line 2"));
    expect(lines(timeline)).toEqual(expected(0, 5));
    timeline.close();
    await bob.reload();
    const again = await bob.open(roomId);
    expect(lines(again).slice(-3)).toEqual(expected(2, 5));
    await say("line 5");
    await until("the next", () => lines(again).includes("line 5"));
    expect(again.items.value.some((item) => item.type === "gap")).toBe(false);
    again.close();
  });
});
