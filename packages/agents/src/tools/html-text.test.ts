import { describe, expect, it } from "vitest";
import { createDice } from "../testing/random.ts";
import { htmlToText } from "./html-text.ts";

const read = (html: string, maxChars = 10_000) => htmlToText(html, { baseUrl: "https://example.org/a/b", maxChars });

describe("the text of a page", () => {
  it("has headings, lists, links and tables as people see them", () => {
    const page = read(`<html><head><title> The
      page </title><style>p{}</style></head><body><h2>News</h2><p>One&nbsp;&amp; <b>two</b>
      <a href="../c?d=1#e">more</a>.</p><ul><li>first<li>second</ul><pre>a
  b</pre><table><tr><td>x</td><td>y</td></tr></table><img src=x alt="a cat"></body>`);
    expect(page.title).toBe("The page");
    expect(page.text).toBe(
      "## News\n\nOne & two more (https://example.org/c?d=1#e).\n\n- first\n- second\n\na\n  b\n\nx | y\n[image: a cat]",
    );
    expect(page.cut).toBe(false);
  });

  it("leaves out scripts and what is hidden, whatever stands in it", () => {
    const page = read(`<p>seen</p><script>alert("<p>no</p>")</script><div hidden>no<p>no</p></div>
      <div style="display: none"><b>no</b></div><span aria-hidden="true">no</span><template><p>no</p></template>
      <svg><text>no</text></svg><!-- no --><noscript>no</noscript><p>also seen</p>`);
    expect(page.text).toBe("seen\n\nalso seen");
  });

  it("gives no address that does anything but lead somewhere", () => {
    const page = read(
      `<a href="javascript:x()">a</a> <a href="data:text/html,x">b</a> <a href="http://[">c</a> <a>d</a>`,
    );
    expect(page.text).toBe("a b c d");
  });

  it("is cut where it is long", () => {
    const page = read("<p>word </p>".repeat(1_000), 100);
    expect([page.text.length <= 100, page.cut]).toEqual([true, true]);
  });

  it("ends for whatever it is given", () => {
    const next = createDice(7);
    const bits = [
      "<",
      ">",
      "</",
      "<p",
      "<div>",
      "</x>",
      "<!--",
      "-->",
      '"',
      "'",
      "=",
      "&",
      "&#x",
      "\0",
      "<script>",
      "a",
      " ",
      "<![CDATA[",
    ];
    for (let round = 0; round < 300; round++) {
      const html = Array.from({ length: next(60) }, () => bits[next(bits.length)]).join("");
      expect(read(html, 50).text.length).toBeLessThanOrEqual(50);
    }
    expect(read("<div>".repeat(400_000) + "</x>".repeat(400_000)).cut).toBe(true);
    expect(read("<".repeat(1_000_000)).text.length).toBeLessThanOrEqual(10_000);
  });
});
