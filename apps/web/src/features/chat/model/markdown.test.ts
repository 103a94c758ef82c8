import { describe, expect, it } from "vitest";
import { formatMarkdown, linkMentions } from "./markdown.ts";
import { createNameFinder } from "./mentions.ts";

const html = async (text: string) => (await formatMarkdown(text)).html;

describe("markdown", () => {
  it("sends plain words without HTML, marks that mean nothing included", async () => {
    for (const text of ["hello", "1 < 2 & 3", "a - b", "two\nlines", "5 * 3", "https://a.example/x_y_z", "it's #1"]) {
      expect(await html(text), text).toBeNull();
    }
  });

  it("formats emphasis, lists and quotes", async () => {
    expect(await html("**bold** and _so_")).toBe("<strong>bold</strong> and <em>so</em>");
    expect(await html("- a\n- b")).toContain("<li>a</li>");
    expect(await html("> quoted")).toContain("<blockquote>");
  });

  it("names the language of a code block, and escapes what is in it", async () => {
    expect(await html("```TS\nif (a < b) {}\n```")).toBe(
      '<pre><code class="language-ts">if (a &lt; b) {}\n</code></pre>',
    );
    expect(await html('```"><img src=x>\ncode\n```')).not.toContain("<img");
  });

  it("takes typed HTML for text", async () => {
    expect(await html("<b>x</b> **y**")).toBe("&lt;b&gt;x&lt;/b&gt; <strong>y</strong>");
    expect(await html("<script>alert(1)</script>\n\n**y**")).not.toContain("<script");
  });

  it("links nothing but the web, mail and Matrix, and shows no images", async () => {
    expect(await html("[a](javascript:alert(1))")).toBeNull();
    expect(await html('[a](https://x.example "t")')).toBe('<a href="https://x.example">a</a>');
    expect(await html("![cat](https://x.example/cat.png)")).toBe('<a href="https://x.example/cat.png">cat</a>');
  });

  it("links those who are mentioned, outside of code", () => {
    const find = createNameFinder([{ userId: "@jun:x", name: "Jun" }], [], "@rosa:x");
    const link = (text: string, shown: string | null) => linkMentions({ text, html: shown }, find);
    const { formatted, userIds } = link("**@Jun** `@Jun`", "<b>@Jun</b> <code>@Jun</code>");
    expect(formatted.html).toBe('<b><a href="https://matrix.to/#/%40jun%3Ax">@Jun</a></b> <code>@Jun</code>');
    expect(userIds).toEqual(["@jun:x"]);
    expect(link("a < @Jun\nb", null).formatted.html).toMatch(/^a &lt; <a .*<br>b$/u);
    expect(link("plain", null).formatted.html).toBeNull();
    expect(link("@plain", null).formatted.html).toBeNull();
  });

  it("keeps what was written as the body", async () => {
    expect((await formatMarkdown("**bold**")).text).toBe("**bold**");
  });
});
