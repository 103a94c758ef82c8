import { describe, expect, it } from "vitest";
import type { Body } from "../contract/timeline.ts";
import { plainOf } from "./plain.ts";

const of = (html: string | null, text = "fallback"): string =>
  plainOf({ type: "text", style: "text", text, html } as Body);

describe("a message as plain text", () => {
  it.each([
    ["<p>so <strong>bold</strong> &amp; <em>calm</em></p>", "so bold & calm"],
    ["one<br>two<ul><li>three</li><li>four</li></ul>", "one\ntwo\nthree\nfour"],
    ["<mx-reply><blockquote>quoted</blockquote></mx-reply>answer", "answer"],
    ["<script>alert(1)</script>calm<style>p{}</style>", "calm"],
    ['the end: <span data-mx-spoiler="film">he <span>dies</span> here</span> ok', "the end: ▒▒▒ ok"],
    ['<img src="mxc://x/y" alt=":party:" data-mx-emoticon>!', ":party:!"],
    ["&#128077; &#x1f44d; &unknown; 1 < 2", "👍 👍 &unknown; 1 < 2"],
    ['<a href="https://x.example/?a>b">words</a>', "words"],
    ["İ<B>x</B><!-- hidden -->", "İx"],
    ["<p> </p>", "fallback"],
  ])("%s", (html, plain) => {
    expect(of(html)).toBe(plain);
  });

  it("is the body where there is no form", () => {
    expect(of(null, "**as typed**")).toBe("**as typed**");
  });

  it.each([
    ["open tags", "<".repeat(200_000)],
    ["open quotes", '<a title="'.repeat(50_000)],
    ["spaces", ` ${"<p> ".repeat(60_000)}x`],
    ["hidden parts that never end", "<script>".repeat(50_000)],
    ["entities", "&#x1f44d".repeat(50_000)],
    ["nested spoilers", "<span data-mx-spoiler>".repeat(20_000)],
  ])("takes no time over %s", (_, html) => {
    const began = performance.now();
    of(html);
    expect(performance.now() - began).toBeLessThan(250);
  });
});
