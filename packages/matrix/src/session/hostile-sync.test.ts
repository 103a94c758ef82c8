import "fake-indexeddb/auto";
import { silentLog, systemClock, systemRandom } from "@parley/kernel";
import { IDBFactory } from "fake-indexeddb";
import { expect, it } from "vitest";
import type { FetchPort } from "../contract/ports.ts";
import type { Session } from "../contract/session.ts";
import { createMatrix } from "../create-matrix.ts";

const wrong: readonly unknown[] = [5, -1, 1e308, {}, [], null, true, "", "x", "$nowhere", { event_id: 5 }, [[["$1"]]]];
const relations = ["m.replace", "m.annotation", "m.thread", "m.reference", "m.in_reply_to", 5, {}];

/** Contents that the schema forbids, each as an event in the clear and as an encrypted one. */
function hostile(): { type: string; content: object }[] {
  const words = { msgtype: "m.text", body: "hostile" };
  const contents: object[] = wrong.flatMap((value) => [
    { ...words, "m.relates_to": value },
    { ...words, "m.mentions": value },
    { ...words, "m.mentions": { user_ids: value, room: value } },
    { ...words, body: value },
    { ...words, msgtype: value },
    { ...words, format: value, formatted_body: value },
    { msgtype: "m.image", body: "x", info: value, url: value, file: value },
    ...relations.map((rel) => ({
      ...words,
      "m.new_content": value,
      "m.relates_to": { rel_type: rel, event_id: value, key: value, "m.in_reply_to": value, is_falling_back: value },
    })),
  ]);
  const encrypted = { algorithm: "m.megolm.v1.aes-sha2", ciphertext: 5, session_id: {}, device_id: [] };
  return contents.flatMap((content, at) => [
    { type: ["m.room.message", "m.reaction", "m.sticker", "m.room.redaction"][at % 4] ?? "", content },
    { type: "m.room.message", content },
    { type: "m.room.encrypted", content: { ...encrypted, ...content } },
  ]);
}

/** A homeserver with one room, whose second sync brings `events`. */
function homeserver(events: readonly object[]): FetchPort {
  const state = [
    { type: "m.room.create", content: { room_version: "11" } },
    { type: "m.room.member", content: { membership: "join" }, state_key: "@ann:hs" },
    { type: "m.room.member", content: { membership: "join" }, state_key: "@mallory:hs" },
  ];
  const named = (all: readonly object[], from: number) =>
    all.map((event, at) => ({
      sender: "@mallory:hs",
      origin_server_ts: 1_000 + from + at,
      event_id: `$${from + at}`,
      ...(from === 0 ? { state_key: "" } : {}),
      ...event,
    }));
  let syncs = 0;
  return async (resource) => {
    const path = new URL(String(resource)).pathname.replace("/_matrix/client/v3", "");
    if (path === "/login") return Response.json({ user_id: "@ann:hs", device_id: "D", access_token: "t" });
    if (path.endsWith("/versions")) return Response.json({ versions: ["v1.11"] });
    if (/^\/pushrules\/|\/filter$|\/keys\//u.test(path)) return Response.json({ filter_id: "1", global: {} });
    if (path !== "/sync") return Response.json({ errcode: "M_NOT_FOUND" }, { status: 404 });
    syncs += 1;
    const timeline = (events: readonly object[]) => ({ join: { "!a:hs": { timeline: { events, prev_batch: "p" } } } });
    if (syncs === 1) return Response.json({ next_batch: "1", rooms: timeline(named(state, 0)) });
    if (syncs === 2) return Response.json({ next_batch: "2", rooms: timeline(named(events, 100)) });
    return await new Promise<never>(() => {});
  };
}

const shown = (session: Session): string[] => {
  const window = session.openTimeline("!a:hs");
  const texts = window.items.value.flatMap((item) =>
    item.type === "message" && item.body.type === "text" ? [item.body.text] : [],
  );
  window.close();
  return texts;
};

it("loses no message that comes with what no client should send, now or after a reload", async () => {
  const indexedDB = new IDBFactory();
  Object.assign(globalThis, { indexedDB });
  const good = (text: string) => ({ type: "m.room.message", content: { msgtype: "m.text", body: text } });
  const events = [good("the first"), ...hostile(), good("the last")];
  const ports = { indexedDB, locks: null, channel: null, clock: systemClock, random: systemRandom, log: silentLog };
  const matrix = createMatrix({ ...ports, fetch: homeserver(events) });
  const session = await matrix.signIn({ homeserverUrl: "http://hs", user: "ann", password: "p", deviceName: "d" });
  await expect.poll(() => shown(session).includes("the last"), { timeout: 5_000 }).toBe(true);
  await session.close();
  const again = await createMatrix({ ...ports, fetch: () => Promise.reject(new TypeError("cut off")) }).resume(
    session.account,
  );
  await expect.poll(() => shown(again).includes("the last"), { timeout: 5_000 }).toBe(true);
  await again.close();
}, 30_000);
