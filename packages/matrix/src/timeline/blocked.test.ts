import { expect, it } from "vitest";
import { Projection } from "./projection.ts";
import { buildMessage, buildView, buildWorld } from "./testing/views.ts";

it("counts and names no blocked people among those who reacted", () => {
  const projection = new Projection();
  const react = (id: string, sender: string, key: string) =>
    buildView({ id, type: "m.reaction", sender, relation: { kind: "reaction", target: "$1", key } });
  projection.put(buildMessage("$1", "hello"));
  projection.put(react("$r1", "@spam:x", "🔥"));
  projection.put(react("$r2", "@ann:x", "🔥"));
  projection.put(react("$r3", "@spam:x", "💩"));
  const world = (blocked: boolean, revision: number) =>
    buildWorld({ revision, isBlocked: (id) => blocked && id === "@spam:x" });
  const shown = (blocked: boolean, revision: number) =>
    projection
      .project(["$1"], [], true, world(blocked, revision))
      .flatMap((item) => (item.type === "message" ? item.reactions.map(({ key, senders }) => [key, ...senders]) : []));
  expect(shown(false, 1)).toEqual([
    ["🔥", "@spam:x", "@ann:x"],
    ["💩", "@spam:x"],
  ]);
  expect(shown(true, 2)).toEqual([["🔥", "@ann:x"]]);
});

it("shows nothing of what blocked people say, nor where it is quoted, and all of it when they are free again", () => {
  const projection = new Projection();
  const quote = { msgtype: "m.text", body: "no", "m.relates_to": { "m.in_reply_to": { event_id: "$1" } } };
  projection.put({ ...buildMessage("$1", "buy this"), sender: "@spam:x" });
  projection.put(buildView({ id: "$2", sender: "@ann:x", content: quote }));
  projection.put(
    buildView({
      id: "$3",
      type: "m.room.member",
      sender: "@spam:x",
      stateKey: "@spam:x",
      content: { membership: "leave" },
      prevContent: { membership: "join" },
    }),
  );
  const shown = (blocked: boolean, revision: number) =>
    projection
      .project(["$1", "$2", "$3"], [], true, buildWorld({ revision, isBlocked: (id) => blocked && id === "@spam:x" }))
      .map((item) => (item.type === "message" ? [item.eventId, item.replyTo?.text ?? null] : item.type));
  const free = shown(false, 1);
  expect(free).toEqual([["$1", null], ["$2", "buy this"], "notice"]);
  // Who is in the room stays to be seen.
  expect(shown(true, 2)).toEqual([["$2", null], "notice"]);
  expect(shown(false, 3)).toEqual(free);
});

it("lets nobody who is blocked speak by a new name of theirs, or by the topic", () => {
  const projection = new Projection();
  const joined = (displayname: string) => ({ membership: "join", displayname });
  const state = { sender: "@spam:x", stateKey: "@spam:x", type: "m.room.member" };
  projection.put(buildView({ ...state, id: "$1", content: joined("buy this"), prevContent: joined("Spam") }));
  projection.put(
    buildView({ id: "$2", type: "m.room.topic", sender: "@spam:x", stateKey: "", content: { topic: "buy this" } }),
  );
  const shown = (blocked: boolean, revision: number) =>
    projection
      .project(["$1", "$2"], [], true, buildWorld({ revision, isBlocked: () => blocked }))
      .map((item) => item.type === "notice" && item.notice.kind);
  expect(shown(false, 1)).toEqual(["renamed", "topic"]);
  expect(shown(true, 2)).toEqual([]);
});
