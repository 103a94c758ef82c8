import { createScope, type Scope, signal } from "@parley/kernel";
import type { Connection } from "@parley/matrix";
import { afterEach, expect, it } from "vitest";
import type { Attention } from "./counts.ts";
import { type MirrorChannel, startMirror } from "./mirror.ts";
import { mirrored } from "./mirrored.ts";

let scope: Scope = createScope();
afterEach(() => {
  scope.end();
  scope = createScope();
});

function rig(state: "online" | "elsewhere" | "starting", counted: Attention) {
  const said: unknown[] = [];
  let heard: (message: unknown) => void = () => {};
  const channel: MirrorChannel = {
    hear(run) {
      heard = run;
    },
    say: (message) => void said.push(message),
    close() {},
  };
  const connection = signal<Connection>({ state, since: 0 });
  const attention = signal(counted);
  startMirror(channel, connection, attention, scope);
  return { said, connection, attention, hear: (message: unknown) => heard(message) };
}

it("says what waits while the client runs here: to who asks, and when it changes, once", () => {
  const tab = rig("online", { count: 1, unread: true });
  tab.attention.value = { count: 1, unread: true };
  tab.attention.value = { count: 0, unread: false };
  tab.hear("ask");
  expect(tab.said).toEqual([
    { count: 1, unread: true },
    { count: 0, unread: false },
    { count: 0, unread: false },
  ]);
  tab.hear({ count: 7, unread: true });
  expect(mirrored.value).toBeNull();
});

it("asks and believes the other tab while the client runs there, and itself afterwards", () => {
  const tab = rig("elsewhere", { count: 3, unread: true });
  expect(tab.said).toEqual(["ask"]);
  expect(mirrored.value).toBeNull();
  tab.hear({ count: 0, unread: false });
  expect(mirrored.value).toEqual({ count: 0, unread: false });
  for (const wrong of ["ask", null, { count: "1", unread: true }, { count: -1, unread: true }, { count: 1 }, 4])
    tab.hear(wrong);
  expect(mirrored.value).toEqual({ count: 0, unread: false });
  expect(tab.said).toEqual(["ask"]);
  tab.connection.value = { state: "online", since: 0 };
  expect(mirrored.value).toBeNull();
});

it("says nothing before the first sync: what it has is old", () => {
  const tab = rig("starting", { count: 3, unread: true });
  tab.hear("ask");
  expect(tab.said).toEqual([]);
});
