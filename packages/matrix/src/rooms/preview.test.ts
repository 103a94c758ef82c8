import { setImmediate } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { createRig } from "../timeline/testing/window-rig.ts";
import { lineOf, preview } from "./preview.ts";

const said = (formatted: string | null, body = "as **typed**") => ({
  msgtype: "m.text",
  body,
  ...(formatted === null ? {} : { format: "org.matrix.custom.html", formatted_body: formatted }),
});
const names: Readonly<Record<string, string>> = { "@jun:x": "Jun" };
const nameOf = (id: string): string | null => names[id] ?? null;

describe("the line under a room's name", () => {
  it.each([
    ["<strong>there</strong> and <em>here</em>", "there and here"],
    ["run <code>npm test</code> now", "run npm test now"],
    ['<pre><code class="language-ts">let a;\nlet b;</code></pre>so', "let a; let b; so"],
    ['see <a href="https://x.example/a_b">the plan</a>', "see the plan"],
    ["<blockquote><p>they said</p></blockquote><p>I say</p>", "they said I say"],
    ["<ul>\n<li>one</li>\n<li>two</li>\n</ul>", "one two"],
    ['it was <span data-mx-spoiler="end">the butler</span>', "it was ▒▒▒"],
    ['<a href="https://matrix.to/#/@jun:x">the one I like</a>: yes', "@Jun: yes"],
    ['<a href="https://matrix.to/#/%40jun%3Ax?via=x">@jun:x</a> yes', "@Jun yes"],
    ["<a href='matrix:u/jun:x'>@jun:x</a> yes", "@Jun yes"],
    ['<a href="https://matrix.to/#/@eve:x">Eve</a> yes', "Eve yes"],
    ['<a href="https://matrix.to/#/%E0%A4%A">Eve</a> yes', "Eve yes"],
    ["a\u202Ebc", "abc"],
  ])("%s reads: %s", (formatted, line) => {
    expect(lineOf(said(formatted), false, nameOf)).toBe(line);
  });

  it("is what was typed where nothing says how it is meant, and without the quote that an answer brings along", () => {
    expect(lineOf(said(null, "2 * 3 * 4"), false)).toBe("2 * 3 * 4");
    expect(lineOf(said(null, "> <@jun:x> before\n> more\n\nyes"), true)).toBe("yes");
    expect(lineOf(said("<mx-reply><blockquote>before</blockquote></mx-reply><b>yes</b>", "> b\n\n**yes**"), true)).toBe(
      "yes",
    );
    expect(lineOf(said(null, "> my own quote\n\nyes"), false)).toBe("> my own quote yes");
  });

  it("names who is gone as they were called, and by the id who is here and has no name", async () => {
    const { room, add, scope } = createRig(setImmediate);
    const member = (membership: string, content: object, before: object) =>
      add({
        type: "m.room.member",
        state_key: "@jun:x",
        sender: "@jun:x",
        content: { membership, ...content },
        unsigned: { prev_content: before },
      });
    await member("join", { displayname: "Jun" }, {});
    const [event] = await add({ sender: "@jun:x" });
    if (event === undefined) throw new Error("nothing was added");
    const name = () => preview(room, event, "@me:x").senderName;
    expect(name()).toBe("Jun");
    await member("leave", {}, { membership: "join", displayname: "Jun" });
    expect(name()).toBe("Jun");
    await member("join", {}, { membership: "leave", displayname: "Old" });
    expect(name()).toBe("@jun:x");
    scope.end();
  });

  it("says of files their words, else what they are", () => {
    const file = (msgtype: string, more = {}) => lineOf({ msgtype, body: "IMG_20261122.jpg", ...more }, false);
    expect(file("m.image")).toBeNull();
    expect(file("m.video")).toBeNull();
    expect(file("m.audio", { "org.matrix.msc3245.voice": {} })).toBeNull();
    expect(file("m.file")).toBe("IMG_20261122.jpg");
    expect(file("m.audio")).toBe("IMG_20261122.jpg");
    const caption = { filename: "a.jpg", body: "look ||here||" };
    expect(file("m.image", caption)).toBe("look ||here||");
    const hidden = { format: "org.matrix.custom.html", formatted_body: "look <span data-mx-spoiler>here</span>" };
    expect(file("m.image", { ...caption, ...hidden })).toBe("look ▒▒▒");
  });

  it("is nothing where there is nothing to read", () => {
    expect(lineOf({}, false)).toBeNull();
    expect(lineOf({ msgtype: "m.text", body: 7 }, false)).toBeNull();
    expect(lineOf(said("<p> </p>", " \n "), false)).toBeNull();
  });

  /** Small and the same each time. */
  const dice = (seed: number) => () => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return seed;
  };
  const pieces = [
    "<b>",
    "</b>",
    "<",
    "</",
    '<a href="https://matrix.to/#/@jun:x">',
    "<a href='matrix:u/%",
    "</a>",
    "<span data-mx-spoiler>",
    "</span>",
    "<mx-reply>",
    "<!--",
    "-->",
    "<script>alert(1)</script>",
    "<img alt='x'>",
    "&#x202e;",
    "&lt;b&gt;",
    "\u202E",
    "\n",
    "👩‍👩‍👧",
    "\uD83D",
    "words ",
    '"',
    "> ",
    "```\n",
    "**",
  ];

  it("is one bounded line of whole letters whatever is sent", () => {
    for (let seed = 1; seed <= 400; seed += 1) {
      const roll = dice(seed);
      const some = () => Array.from({ length: roll() % 60 }, () => pieces[roll() % pieces.length]).join("");
      const line = lineOf(said(roll() % 3 === 0 ? null : some(), some()), roll() % 2 === 0, nameOf);
      if (line === null) continue;
      expect([...line].length).toBeLessThanOrEqual(200);
      expect(line).not.toMatch(/[\n\r\u202D\u202E]/u);
      expect(line.isWellFormed()).toBe(true);
      expect(line.trim()).toBe(line);
    }
  });

  it("keeps hidden words hidden, whatever stands around them", () => {
    for (let seed = 1; seed <= 200; seed += 1) {
      const roll = dice(seed);
      const open = ["<b>", "<i>", "<p>", "words ", "<br>", "\n", "<!-- x -->", "&amp;"];
      const some = () => Array.from({ length: roll() % 8 }, () => open[roll() % open.length]).join("");
      const html = `${some()}<span data-mx-spoiler="why">${some()}secret${some()}</span>${some()}`;
      expect(lineOf(said(html, "||secret||"), false)).not.toContain("secret");
    }
  });

  it.each([
    ["tags", "<a href=".repeat(8_000)],
    ["links", '<a href="https://matrix.to/#/@jun:x">'.repeat(1_700)],
    ["blank lines", "\n\u200b".repeat(30_000)],
  ])("takes no time over %s", (_, html) => {
    const began = performance.now();
    lineOf(said(html, html), true, nameOf);
    expect(performance.now() - began).toBeLessThan(250);
  });
});
