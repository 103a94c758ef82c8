// @vitest-environment jsdom
import { describe, expect, it } from "vitest";
import { sanitiseHtml, withoutInline } from "./sanitise.ts";

function clean(html: string): string {
  const fragment = sanitiseHtml(html, window);
  if (fragment === null) return "";
  const holder = document.createElement("div");
  holder.append(fragment);
  return holder.innerHTML;
}

describe("formatted bodies of others", () => {
  it("lose scripts, handlers, styles, and everything of pictures but their words", () => {
    expect(clean('<b onclick="x()" style="color:red" class="fixed">hi</b><script>x()</script>')).toBe("<b>hi</b>");
    expect(clean('a<img src="https://track.example/p.png" onerror="x()" alt="w">b')).toBe('a<img alt="w">b');
    expect(clean("<svg><style>*{}</style></svg>text<iframe src=x></iframe>")).toBe("text");
  });

  it("are parsed without what the page's policy would report, their words untouched", () => {
    expect(withoutInline('<p style="a:b" ONCLICK=x() title=\'1 style="2"\'>set style="x" and on = off</p>')).toBe(
      '<p data-style="a:b" data-ONCLICK=x() title=\'1 style="2"\'>set style="x" and on = off</p>',
    );
    expect(withoutInline("<img/onerror=x()/style='a'>b<style>p{}</style>c<style>never closed")).toBe(
      "<img/data-onerror=x()/style='a'>bc",
    );
    expect(withoutInline("<b>plain</b>")).toBe("<b>plain</b>");
    const start = process.cpuUsage();
    for (const piece of ["<a style", "<b onx='", '<i style="', "<style>", "<style ", "style=", "<a x=y ", "<"]) {
      withoutInline(piece.repeat(12_000));
    }
    withoutInline(`<b style=x>y</b><${"a".repeat(90_000)}`);
    expect(process.cpuUsage(start).user / 1000).toBeLessThan(400);
    expect(withoutInline("a < b <style x <b>p</style>c<b style=x <i onx=y>d")).toBe(
      "a < b c<b style=x <i data-onx=y>d",
    );
  });

  it("are read as the page reads them where a bracket stands in a value", () => {
    expect(withoutInline('<a title="x > y" style="a:b">c</a>')).toBe('<a title="x > y" data-style="a:b">c</a>');
    expect(withoutInline("<a title = '<style>' onx=y>c</a>")).toBe("<a title = '<style>' data-onx=y>c</a>");
    // A quote that begins no value, or that nothing closes, hides nothing.
    expect(withoutInline('1 < 2 = "<style>p{}</style>"')).toBe('1 < 2 = ""');
    expect(withoutInline('<a "> style="<b style=x>')).toBe('<a "> style="<b data-style=x>');
    expect(withoutInline('<a title="><b style=x>c')).toBe('<a title="><b data-style=x>c');
    const start = process.cpuUsage();
    for (const piece of ["<a b='", '<a b="x>', "<a =\"'", "=' <a", "<a = ", "<a b=\n\n"])
      withoutInline(piece.repeat(12_000));
    expect(process.cpuUsage(start).user / 1000).toBeLessThan(400);
  });

  it("keep where a list begins, and why something is hidden", () => {
    expect(clean('<ol start="3"><li>c</li></ol>')).toBe('<ol start="3"><li>c</li></ol>');
    expect(clean('<span data-mx-spoiler="the end">x</span>')).toBe('<span data-mx-spoiler="the end">x</span>');
  });

  it("open links apart, and only to the web, mail and Matrix", () => {
    expect(clean('<a href="https://x.example">x</a>')).toBe(
      '<a href="https://x.example" target="_blank" rel="noopener noreferrer">x</a>',
    );
    expect(clean('<a href="javascript:alert(1)">x</a>')).not.toContain("javascript");
    expect(clean('<a href=" java\nscript:alert(1)">x</a>')).not.toContain("href");
  });

  it("lose the quoted reply with what is in it", () => {
    expect(clean("<mx-reply><blockquote>old words</blockquote></mx-reply>new words")).toBe("new words");
  });

  it("keep the language of code and nothing else of classes", () => {
    expect(clean('<pre><code class="language-ts hljs fixed">x</code></pre>')).toBe(
      '<pre><code class="language-ts">x</code></pre>',
    );
  });

  it("are nothing when nothing readable is left", () => {
    expect(sanitiseHtml("<img src=x>", window)).toBeNull();
    expect(sanitiseHtml("x".repeat(100_001), window)).toBeNull();
  });
});
