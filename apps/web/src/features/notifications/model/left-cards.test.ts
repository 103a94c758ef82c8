import { createScope, signal } from "@parley/kernel";
import type { Connection } from "@parley/matrix";
import { buildRoom, buildSession, createManualClock } from "@parley/testkit";
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
  const clock = createManualClock();
  const { summary } = session.rooms.room("!waits");
  const waits = summary.value;
  clearLeftCards(async () => cards, connection, session.rooms.list, clock, scope);
  await Promise.resolve();
  clock.tick(10_000);
  expect(closed).toEqual([]);
  // Right after the first sync the list is still being put together.
  summary.value = { ...waits, unread: false, mentions: 0 };
  connection.value = { state: "online", since: 0 };
  clock.tick(500);
  summary.value = waits;
  clock.tick(3_000);
  expect(closed).toEqual(["!read", "!left"]);
  summary.value = { ...waits, unread: false, mentions: 0 };
  clock.tick(3_000);
  expect(closed).toEqual(["!read", "!left", "!waits"]);
  scope.end();
});

it.each(["known before", "known after"])("takes all of them away with the sign-out, %s", async (when) => {
  const session = buildSession({ rooms: [buildRoom({ id: "!waits", unread: true, mentions: 1 })] });
  const connection = signal<Connection>({ state: "online", since: 0 });
  const closed: string[] = [];
  const cards = [{ tag: "!waits", close: () => void closed.push("!waits") }];
  const scope = createScope();
  clearLeftCards(async () => cards, connection, session.rooms.list, createManualClock(), scope);
  if (when === "known before") await Promise.resolve();
  expect(closed).toEqual([]);
  connection.value = { state: "signed-out", since: 0, soft: false };
  scope.end();
  await Promise.resolve();
  await Promise.resolve();
  expect(closed).toEqual(["!waits"]);
});
