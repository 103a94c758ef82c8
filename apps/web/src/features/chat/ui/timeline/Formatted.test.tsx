// @vitest-environment jsdom
import { signal } from "@parley/kernel";
import { buildMember, buildMessage, buildRoom, buildSession } from "@parley/testkit";
import { cleanup, fireEvent, screen } from "@testing-library/react";
import { afterEach, describe, expect, it } from "vitest";
import { buildMessageRoom } from "../testing/message-room.ts";
import { renderChat } from "../testing/render-chat.tsx";
import { type MessageRoom, MessageRoomContext } from "./actions.ts";
import { drawBody } from "./MessageBody.tsx";

afterEach(cleanup);

function draw(html: string | null, { text = "fallback", ...over }: Partial<MessageRoom> & { text?: string } = {}) {
  const session = buildSession({
    rooms: [buildRoom({ id: "!here:localhost", name: "here" }), buildRoom({ id: "!there:localhost", name: "there" })],
  });
  const room = buildMessageRoom({ roomId: "!here:localhost", ...over });
  const item = buildMessage({ body: { type: "text", style: "text", text, html } });
  const view = renderChat(session, <MessageRoomContext value={room}>{drawBody(item, null)}</MessageRoomContext>);
  return { ...view, jumpTo: room.actions.jumpTo };
}

it("keeps the words of a wide table whole: it scrolls sideways instead", () => {
  const { container } = draw("<table><tr><th>Column 0</th></tr><tr><td>some value</td></tr></table>");
  expect(container.querySelector("table")?.className).toContain("overflow-x-auto");
  for (const cell of container.querySelectorAll("th, td"))
    expect(cell.classList.contains("wrap-break-word")).toBe(true);
  expect(container.querySelectorAll("th, td")).toHaveLength(2);
});

describe("links in messages", () => {
  it("tell the far end nothing of where they were read", () => {
    draw('see <a href="https://x.example/">this</a>');
    const link = screen.getByRole("link", { name: "this" });
    expect(link.getAttribute("rel")).toContain("noreferrer");
    expect(link.getAttribute("referrerpolicy")).toBe("no-referrer");
    expect(link.getAttribute("target")).toBe("_blank");
  });

  it("say where they lead when their words name another host", () => {
    const { container } = draw('<a href="https://evil.example/">https://bank.example</a>');
    expect(container.textContent).toBe("https://bank.example (evil.example)");
  });

  it.each([
    '<img alt="https://bank.example/login">',
    "\u200bhttps://bank.example/login",
    "see <b>https://bank.</b>example/login",
    'x<span data-mx-spoiler="https://bank.example">y</span>',
    "evil.example<p>bank.example</p>",
  ])("say where they lead when %s is drawn in their place", (inside) => {
    const { container } = draw(`Here: <a href="https://evil.example/">${inside}</a>`);
    expect(container.textContent).toContain("(evil.example)");
  });

  it("hold no other link", () => {
    const { container } = draw('<a href="https://evil.example/"><b>https://bank.example</b></a>');
    expect(container.querySelectorAll("a")).toHaveLength(1);
    expect(container.textContent).toBe("https://bank.example (evil.example)");
  });

  it("name people by their own name, not by the one that a message gives them", () => {
    draw('<a href="https://matrix.to/#/@jun:localhost">Rosa</a> <a href="matrix:u/x:evil.example">Jun</a>');
    expect(screen.getByRole("button", { name: "@Jun" }).title).toBe("@jun:localhost");
    expect(screen.getByRole("button", { name: "@x:evil.example" })).toBeTruthy();
  });

  it("say which of two people of one name they name", () => {
    const ann = (userId: string) => buildMember({ userId, name: "Ann", ambiguous: true });
    const members = signal([ann("@ann:localhost"), ann("@ann:evil.example")]);
    draw('<a href="https://matrix.to/#/@ann:localhost">Ann</a> and <a href="matrix:u/ann:evil.example">Ann</a>', {
      members,
    });
    expect(screen.getAllByRole("button").map(({ textContent }) => textContent)).toEqual([
      "@Ann (@ann:localhost)",
      "@Ann (@ann:evil.example)",
    ]);
  });

  it("open rooms in place, and messages of this room without leaving it", () => {
    const { went, jumpTo } = draw(
      '<a href="https://matrix.to/#/!there:localhost">x</a> https://matrix.to/#/!here:localhost/$one',
    );
    fireEvent.click(screen.getByRole("link", { name: "there" }));
    expect(went).toEqual([{ at: "home", roomId: "!there:localhost" }]);
    fireEvent.click(screen.getByRole("link", { name: "here › message" }));
    expect(jumpTo).toHaveBeenCalledWith("$one");
    expect(went).toHaveLength(1);
  });
});

describe("form in messages", () => {
  it("hides spoilers until they are asked for, and says what about", () => {
    const { container } = draw('the <span data-mx-spoiler="film">ending</span>');
    expect(container.textContent).not.toContain("ending");
    fireEvent.click(screen.getByRole("button", { name: "Hidden words about film. Show them" }));
    expect(container.textContent).toContain("ending");
  });

  it("shows the words of pictures, never the pictures", () => {
    const { container } = draw('hi <img src="https://x.example/p.png" alt=":party:" onerror="alert(1)">');
    expect(container.querySelector("img")).toBeNull();
    expect(container.textContent).toContain("hi :party:");
  });

  it("draws what is nested without end, or without number, as words", () => {
    const deep = draw(`${"<div>".repeat(1_000)}deep`);
    expect(deep.container.textContent).toContain("deep");
    cleanup();
    const many = draw(`${"<b>x</b>".repeat(1_900)}<i>${"<b>x</b>".repeat(90)}</i>end`);
    expect(many.container.textContent).toContain("xend");
    cleanup();
    const endless = draw(`${"<b>x</b>".repeat(10_000)}end`);
    expect(endless.container.textContent).toBe("fallback");
  });

  it("folds what is long, and shows it all when asked", () => {
    draw(null, { text: Array.from({ length: 200 }, (_, line) => `line ${line}`).join("\n") });
    const button = screen.getByRole("button", { name: "Show all" });
    expect(button.getAttribute("aria-expanded")).toBe("false");
    fireEvent.click(button);
    expect(screen.getByRole("button", { name: "Show less" })).toBeTruthy();
    cleanup();
    draw(null, { text: "short" });
    expect(screen.queryByRole("button")).toBeNull();
    cleanup();
    draw(`<pre><code>${"line\n".repeat(200)}</code></pre>`);
    expect(screen.queryByRole("button", { name: "Show all" })).toBeNull();
  });
});

describe("white space of the source", () => {
  it("is no blank line before the words or behind them", () => {
    const { container } = draw(
      "<html>\n<head><title>t</title></head>\n<body>\n<br><br><p>\n</p><p>hello</p>\n<br></body></html>",
    );
    expect(container.querySelectorAll("br")).toHaveLength(0);
    expect(container.querySelectorAll("p")).toHaveLength(1);
    expect(container.textContent).toBe("hello");
  });

  it("keeps words apart, and blocks without a line between them", () => {
    const { container } = draw("<p><b>one</b>\n<i>two</i></p>\n\n<p>three</p>");
    expect(container.textContent?.replace("\n", " ")).toBe("one twothree");
  });
});
