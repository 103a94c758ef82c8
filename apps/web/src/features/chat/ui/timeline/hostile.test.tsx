// @vitest-environment jsdom
import type { MessageItem } from "@parley/matrix";
import { buildMessage, buildNotice, buildSession } from "@parley/testkit";
import { cleanup } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import { buildRows } from "../../model/rows.ts";
import { buildMessageRoom } from "../testing/message-room.ts";
import { renderChat } from "../testing/render-chat.tsx";
import { MessageRoomContext } from "./actions.ts";
import { Locked } from "./Locked.tsx";
import { Message } from "./Message.tsx";
import { Notices } from "./Notices.tsx";

afterEach(cleanup);

/** A small repeatable generator of numbers in [0, 1). */
function xorshift(seed: number): () => number {
  let state = seed * 2654435761 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

const html: readonly string[] = [
  '<img src=x onerror="alert(1)"><svg onload=alert(1)><script>alert(1)</script></svg>',
  '<a href="javascript:alert(1)">x</a><a href="data:text/html,<script>alert(1)</script>">y</a>',
  '<a href="https://x.example" style="position:fixed;inset:0" class="fixed inset-0" onclick="alert(1)">z</a>',
  '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
  '<form action="https://x.example"><input name="password"><button>Sign in</button></form>',
  "<iframe srcdoc='<script>alert(1)</script>'></iframe><object data=x></object><embed src=x>",
  '<span data-mx-spoiler="<b>x</b>">hidden <a href="https://matrix.to/#/@evil:x">Rosa</a></span>',
  `${"<blockquote>".repeat(800)}deep`,
  "<b>".repeat(3_000),
  '<p id="root">clobber</p><a name="location" href="vbscript:x">x</a>',
  '<pre><code class="language-ts onerror">let a = "</code>";</pre><meta http-equiv="refresh" content="0">',
  '<base href="https://x.example"><link rel="stylesheet" href="https://x.example/a.css"><style>*{}</style>',
  '<details open ontoggle="alert(1)"><summary>x</summary>y</details><video src=x autoplay onerror=alert(1)>',
  "<table><tr><td><table><tr><td><a href=matrix:u/x:y>n</a>",
];
const texts: readonly string[] = [
  "",
  "‮gnp.exe",
  "a".repeat(50_000),
  "https://".repeat(5_000),
  "@room @Rosa https://matrix.to/#/@evil:x https://matrix.to/#/%00",
  "\u0000\uFFFD\u{E0001}",
  `${"🫠".repeat(3_000)}`,
  "((((((((((".repeat(2_000),
  "\n".repeat(10_000),
];
const names = ["Rosa", "‮asoR", "", " ", "a".repeat(500), "<b>Rosa</b>", "You", "@rosa:localhost"];

function hostile(random: () => number): MessageItem {
  const pick = <T,>(values: readonly T[]): T => values[Math.floor(random() * values.length)] as T;
  const text = pick(texts);
  const body = pick<MessageItem["body"]>([
    { type: "text", style: pick(["text", "emote", "notice"]), text, html: random() < 0.7 ? pick(html) : null },
    { type: "unsupported", eventType: pick(names), fallback: text },
    { type: "redacted", by: pick(names) },
    { type: "undecryptable", reason: "unknown" },
  ]);
  return buildMessage({
    body,
    senderId: "@evil:x.example",
    senderName: pick(names),
    ts: pick([0, 8.64e15, 1, Date.UTC(2026, 1)]),
    edited: random() < 0.3,
    reactions: Array.from({ length: random() < 0.1 ? 3_000 : 2 }, (_, n) => ({
      key: `${pick(texts).slice(0, 100)}${n}`,
      senders: [pick(names)],
      mine: false,
    })),
    replyTo:
      random() < 0.3 ? { eventId: "$x", senderId: "@evil:x", senderName: pick(names), text: text.slice(0, 200) } : null,
    readBy: Array.from({ length: random() < 0.2 ? 5_000 : 0 }, (_, n) => ({ userId: `@p${n}:x`, ts: 8.64e15 })),
    shield: random() < 0.2 ? { colour: "grey", reason: pick(names) } : null,
  });
}

const allowedHref = /^(?:https?:|mailto:|matrix:|\/)/u;

it("draws whatever others send without running it, without throwing, and under the name of who sent it", () => {
  const session = buildSession({});
  const room = buildMessageRoom();
  for (let seed = 1; seed <= 60; seed += 1) {
    const item = hostile(xorshift(seed));
    const { container } = renderChat(
      session,
      <MessageRoomContext value={room}>
        <Message item={item} head active={false} flashed={false} />
      </MessageRoomContext>,
    );
    const said = `seed ${seed}`;
    expect(
      container.querySelector("script, iframe, object, embed, style, link, meta, base, form, input, video"),
      said,
    ).toBeNull();
    for (const element of container.querySelectorAll("*")) {
      for (const { name, value } of element.attributes) {
        expect(name.startsWith("on"), `${said}: ${name}`).toBe(false);
        if (name === "href") expect(value, said).toMatch(allowedHref);
        if (name === "id") expect(value, said).not.toBe("root");
      }
    }
    // Its name stands apart from what stands beside it, and is the one that the room knows.
    const head = container.querySelector("bdi.truncate.font-semibold");
    expect(head?.textContent, said).toBe(item.senderName);
    for (const pill of container.querySelectorAll('button[title="@evil:x"]')) {
      expect(pill.textContent, said).toBe("@evil:x");
    }
    cleanup();
  }
  // Sixty documents: it is no measure of time.
}, 60_000);

it("lays out rows of events from any time in any order", () => {
  for (let seed = 1; seed <= 50; seed += 1) {
    const random = xorshift(seed);
    const items = Array.from({ length: 60 }, () =>
      random() < 0.2 ? buildNotice({ ts: random() < 0.5 ? 0 : 8.64e15, actorName: "‮" }) : hostile(random),
    );
    const rows = buildRows({
      items,
      fromStart: random() < 0.5,
      newAfter: items[5]?.eventId ?? null,
      awaitsOlder: false,
      breaks: new Set(),
    });
    expect(new Set(rows.map((row) => row.key)).size).toBe(rows.length);
  }
});

it("draws notices and locked lines of hostile names", () => {
  const items = names.map((name) => buildNotice({ actorName: name, notice: { kind: "joined", subjectName: name } }));
  const locked = Array.from({ length: 3 }, () =>
    buildMessage({ ts: 8.64e15, body: { type: "undecryptable", reason: "unknown" } }),
  );
  const { container } = renderChat(
    buildSession({}),
    <>
      <Notices items={items} kind="channel" />
      <Locked items={locked} reason="unknown" />
    </>,
  );
  for (const name of container.querySelectorAll("p")) expect(name.querySelector("b")).toBeNull();
});

it.each([
  ["a tag that never ends", `<b style=x>y</b><${"a".repeat(60_000)}`],
  ["sheets that never end", `<b>y</b>${"<style ".repeat(3_990)}`],
  ["sheets that are never closed", `<b>y</b>${"<style>".repeat(3_990)}`],
  ["empty lines that end in a letter", `<p>${"\n".repeat(60_000)}x</p>`],
  ["attributes that never end", `<b style=x ${"a=".repeat(40_000)}`],
])("draws %s without holding the page up", (_, formatted) => {
  const begun = process.cpuUsage();
  renderChat(
    buildSession({}),
    <MessageRoomContext value={buildMessageRoom()}>
      <Message
        item={buildMessage({ body: { type: "text", style: "text", text: "y", html: formatted } })}
        head
        active={false}
        flashed={false}
      />
    </MessageRoomContext>,
  );
  // The first to be drawn takes most of it; what held the page took seconds.
  expect(process.cpuUsage(begun).user / 1000).toBeLessThan(1_200);
});

it.each([
  ["words", { text: "W".repeat(60_000), html: null }],
  ["an address", { text: `https://x.example/${"W".repeat(1_900)}`, html: null }],
  ["marked words", { text: "", html: `<b>${"W".repeat(30_000)}</b><code>${"W".repeat(30_000)}</code>` }],
  ["a link's words", { text: "", html: `<a href="https://x.example">${"W".repeat(30_000)}</a>` }],
  ["what is nested too deep", { text: "", html: `${"<b>".repeat(60)}${"W".repeat(30_000)}` }],
])("draws %s without a space in pieces that a browser breaks into lines quickly", (_, said) => {
  const { container } = renderChat(
    buildSession({}),
    <MessageRoomContext value={buildMessageRoom()}>
      <Message
        item={buildMessage({ body: { type: "text", style: "text", ...said } })}
        head
        active={false}
        flashed={false}
      />
    </MessageRoomContext>,
  );
  const walker = document.createTreeWalker(container, NodeFilter.SHOW_TEXT);
  const lengths: number[] = [];
  while (walker.nextNode()) lengths.push(walker.currentNode.textContent?.length ?? 0);
  expect(lengths.reduce((sum, length) => sum + length, 0)).toBeGreaterThan(1_900);
  expect(Math.max(...lengths)).toBeLessThan(200);
});
