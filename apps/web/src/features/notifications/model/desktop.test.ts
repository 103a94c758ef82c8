import { afterEach, expect, it, vi } from "vitest";
import { hearTap, showCard } from "./desktop.ts";

afterEach(() => vi.unstubAllGlobals());

it("answers a tap on its own card alone: of several tabs that one comes to the front", () => {
  // As on a phone: a page may not make a card, its service worker may.
  const Refusing = class {
    static readonly permission = "granted";
    constructor() {
      throw new TypeError("Illegal constructor");
    }
  };
  vi.stubGlobal("Notification", Refusing);
  const worker = { showNotification: async () => {}, getNotifications: async () => [] };
  vi.stubGlobal("navigator", { serviceWorker: { controller: {}, ready: Promise.resolve(worker) } });
  const onClick = vi.fn();
  const close = showCard({ title: "Rosa", body: "hello", tag: "!room", anew: true, onClick });

  const answers: string[] = [];
  const tap = (tag: string) => {
    const port = { postMessage: () => void answers.push(tag) };
    hearTap({ data: { type: "card-tapped", tag }, ports: [port as unknown as MessagePort] });
  };
  tap("!another");
  expect([onClick.mock.calls.length, answers]).toEqual([0, []]);
  tap("!room");
  expect([onClick.mock.calls.length, answers]).toEqual([1, ["!room"]]);
  close?.();
  tap("!room");
  expect(answers).toEqual(["!room"]);
});

it("has a card come up anew in the place of one that stands, only where that is wanted", () => {
  const made: object[] = [];
  const Showing = class {
    static readonly permission = "granted";
    constructor(_title: string, options: object) {
      made.push(options);
    }
  };
  vi.stubGlobal("Notification", Showing);
  const card = { title: "Rosa", body: "hello", tag: "!room", onClick() {} };
  showCard({ ...card, anew: true });
  showCard({ ...card, anew: false });
  expect(made).toMatchObject([
    { tag: "!room", renotify: true },
    { tag: "!room", renotify: false },
  ]);
});
