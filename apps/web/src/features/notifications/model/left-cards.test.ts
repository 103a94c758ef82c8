import { createScope, signal } from "@parley/kernel";
import type { Connection } from "@parley/matrix";
import { buildRoom, buildSession } from "@parley/testkit";
import { expect, it } from "vitest";
import { clearLeftCards } from "./left-cards.ts";

it("takes cards of an earlier page away when their rooms are read, and not before that is known", async () => {
  const session = buildSession({
    rooms: [buildRoom({ id: "!read" }), buildRoom({ id: "!waits", unread: true, mentions: 1 })],
  });
  const connection = signal<Connection>({ state: "starting", since: 0 });
  const closed: string[] = [];
  const cards = ["!read", "!waits", "!left"].map((tag) => ({ tag, close: () => void closed.push(tag) }));
  const scope = createScope();
  clearLeftCards(async () => cards, connection, session.rooms.list, scope);
  await Promise.resolve();
  expect(closed).toEqual([]);
  connection.value = { state: "online", since: 0 };
  expect(closed).toEqual(["!read", "!left"]);
  const { summary } = session.rooms.room("!waits");
  summary.value = { ...summary.value, unread: false, mentions: 0 };
  expect(closed).toEqual(["!read", "!left", "!waits"]);
  scope.end();
});
