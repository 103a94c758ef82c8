import { expect, it } from "vitest";
import type { Timeline } from "../contract/timeline.ts";
import { createRig } from "./testing/window-rig.ts";

const nextTurn = () => new Promise<void>((resolve) => setImmediate(resolve));

const kinds = (timeline: Timeline): string[] =>
  timeline.items.value.map((item) => (item.type === "gap" ? `gap ${item.state}` : item.type));

/** A room with a gap before the last two of its events, which cannot be filled before `let`. */
async function gapRig(last: Record<string, unknown> = {}) {
  let answer: "none" | "hangs" | "page" = "none";
  let release = (): void => {};
  const hung = new Promise<void>((resolve) => {
    release = resolve;
  });
  const rig = createRig(nextTurn, (path) => {
    if (!path.endsWith("/messages")) return {};
    if (answer === "hangs") return hung.then(() => null);
    return answer === "none" ? null : { chunk: [{ ...rig.raw(), event_id: "$3" }], start: "p1", end: "p0" };
  });
  await rig.addMany(3);
  rig.connection.value = { state: "online", since: 0 };
  const timeline = rig.conversations.openTimeline("!room:x");
  rig.room.resetLiveTimeline("p1", "f1");
  await rig.add(last, last);
  await rig.turn();
  const key = timeline.items.value.find((item) => item.type === "gap")?.key ?? "";
  const asked = () => rig.requests.filter((path) => path.endsWith("/messages")).length;
  return {
    ...rig,
    timeline,
    key,
    asked,
    release,
    become(next: typeof answer) {
      answer = next;
    },
  };
}

it("offers a gap anew that failed, once the homeserver is heard again", async () => {
  const { timeline, key, connection, become, turn } = await gapRig();
  connection.value = { state: "offline", since: 0, reason: "network" };
  await expect(timeline.fillGap(key)).rejects.toThrow();
  await turn();
  expect(kinds(timeline)[3]).toBe("gap failed");
  connection.value = { state: "catching-up", since: 0 };
  await turn();
  expect(kinds(timeline)[3]).toBe("gap failed");
  connection.value = { state: "online", since: 0 };
  await turn();
  expect(kinds(timeline)[3]).toBe("gap idle");
  become("page");
  await timeline.fillGap(key);
  await turn();
  expect(kinds(timeline)).toEqual(Array.from({ length: 5 }, () => "message"));
  timeline.close();
});

it("fetches it by itself where nothing is shown after it", async () => {
  const reaction = {
    type: "m.reaction",
    content: { "m.relates_to": { rel_type: "m.annotation", event_id: "$1", key: "+" } },
  };
  const { timeline, connection, become, asked, turn } = await gapRig(reaction);
  for (let round = 0; round < 4; round += 1) await turn();
  expect(kinds(timeline)[3]).toBe("gap failed");
  expect(asked()).toBe(1);
  connection.value = { state: "offline", since: 0, reason: "network" };
  become("page");
  connection.value = { state: "online", since: 0 };
  for (let round = 0; round < 4; round += 1) await turn();
  expect(kinds(timeline)).toEqual(["message", "message", "message"]);
  expect(asked()).toBe(2);
  timeline.close();
});

it("does not call failed what was asked before the homeserver was heard again", async () => {
  const { timeline, key, connection, become, release, turn } = await gapRig();
  become("hangs");
  connection.value = { state: "offline", since: 0, reason: "network" };
  const filling = expect(timeline.fillGap(key)).rejects.toThrow();
  connection.value = { state: "online", since: 0 };
  release();
  await filling;
  await turn();
  expect(kinds(timeline)[3]).toBe("gap idle");
  timeline.close();
});
