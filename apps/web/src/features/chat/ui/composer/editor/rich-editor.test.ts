// @vitest-environment jsdom
import { TextSelection } from "prosemirror-state";
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { loadParser, type Parse } from "../../../model/markdown.ts";
import { commandOf, setLanguage, setLink } from "./commands.ts";
import { type Pasted, paste, readPaste } from "./paste.ts";
import { createRichEditor, type Formats, type RichEditor } from "./rich-editor.ts";

let parse: Parse;
let editor: RichEditor;
const host = {
  attributes: { "aria-label": "Message" },
  onText: vi.fn<(markdown: string) => void>(),
  onCaret: vi.fn(),
  onFormats: vi.fn<(formats: Formats) => void>(),
  onKey: vi.fn((_event: KeyboardEvent) => false),
  onFiles: vi.fn(),
  codes: { of: (code: string) => (code === "tada" ? "🎉" : null), load: (): Promise<unknown> | null => null },
};

beforeAll(async () => {
  parse = await loadParser();
  // What jsdom does not measure.
  const rect = { left: 0, right: 0, top: 0, bottom: 0, width: 0, height: 0 };
  Object.assign(Range.prototype, { getClientRects: () => [rect], getBoundingClientRect: () => rect });
});
beforeEach(() => open(""));
afterEach(() => {
  editor.destroy();
  document.body.replaceChildren();
  vi.clearAllMocks();
});

function open(markdown: string, head = markdown.length, anchor = head, before?: string) {
  const place = document.body.appendChild(document.createElement("div"));
  const begun = before === undefined ? {} : { before };
  editor = createRichEditor(place, { markdown, selection: { anchor, head }, ...begun }, parse, host);
}

/** As a keyboard types: letter by letter, past the rules. */
function type(text: string) {
  for (const letter of text) {
    const { from, to } = editor.view.state.selection;
    const plain = () => editor.view.state.tr.insertText(letter, from, to);
    const taken = editor.view.someProp("handleTextInput", (handle) => handle(editor.view, from, to, letter, plain));
    if (taken !== true) editor.view.dispatch(plain());
  }
}
const press = (key: string, init: KeyboardEventInit = {}) => {
  const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...init });
  editor.view.dom.dispatchEvent(event);
  return event;
};
const line = () => press("Enter", { shiftKey: true });
const html = () => editor.read({ skip: 0, after: "" })?.html;
const body = () => editor.read({ skip: 0, after: "" })?.text;
const toStart = () => {
  const { state } = editor.view;
  editor.view.dispatch(state.tr.setSelection(TextSelection.atStart(state.doc)));
};

describe("markdown as one types", () => {
  it.each([
    ["a **b** c", "a <strong>b</strong> c"],
    ["a __b__ c", "a <strong>b</strong> c"],
    ["*b* c", "<em>b</em> c"],
    ["(_b_) c", "(<em>b</em>) c"],
    ["~~b~~", "<del>b</del>"],
    ["||b c||", "<span data-mx-spoiler>b c</span>"],
    ["`a*b*`", "<code>a*b*</code>"],
    ["[words](https://x.org/a)", '<a href="https://x.org/a">words</a>'],
    ["**a *b* c**", "<strong>a <em>b</em> c</strong>"],
    ["## Title", "<h2>Title</h2>"],
    ["> quoted", "<blockquote><p>quoted</p></blockquote>"],
    ["- one", "<ul><li>one</li></ul>"],
    ["3. three", '<ol start="3"><li>three</li></ol>'],
    ["```ts x", '<pre><code class="language-ts">x\n</code></pre>'],
  ])("%s", (typed, expected) => {
    type(typed);
    expect(html()).toBe(expected);
  });

  it.each(["2 * 3 * 4", "snake_case_name", "a ** b", "`a", "well: (x)", "http://x", "1.5 and 2", "[a](javascript:x)"])(
    "leaves %s alone",
    (typed) => {
      type(typed);
      expect(html()).toBeNull();
      expect(body()).toBe(typed);
    },
  );

  it("means emoji by emoticons and codes, but not in code", () => {
    type("hi :) and :tada: <3 ");
    expect(body()).toBe("hi 🙂 and 🎉 ❤️");
    type("`:) x` ");
    expect(body()).toContain("`:) x`");
  });

  it("is taken back with Backspace, to the letters that were typed", () => {
    type("**b**");
    expect(html()).toBe("<strong>b</strong>");
    press("Backspace");
    expect(html()).toBeNull();
    expect(body()).toBe("**b**");
    expect(editor.markdown).toBe("\\*\\*b\\*\\*");
  });

  it("goes back and forth with undo and redo", () => {
    type("- one");
    press("z", { ctrlKey: true });
    expect(html()).not.toBe("<ul><li>one</li></ul>");
    press("y", { ctrlKey: true });
    expect(html()).toBe("<ul><li>one</li></ul>");
    // Nothing is left to be done again: it undoes nothing either.
    press("Z", { ctrlKey: true, shiftKey: true, keyCode: 90 });
    expect(html()).toBe("<ul><li>one</li></ul>");
  });
});

describe("lines", () => {
  it("are items in a list, and an empty one leaves it", () => {
    type("- one");
    line();
    type("two");
    line();
    line();
    type("after");
    expect(html()).toBe("<ul><li>one</li><li>two</li></ul><p>after</p>");
    expect(body()).toBe("- one\n- two\n\nafter");
  });

  it("are lines elsewhere, and an empty one parts paragraphs", () => {
    type("**a**");
    line();
    type("b");
    line();
    line();
    type("c");
    expect(html()).toBe("<p><strong>a</strong><br>b</p><p>c</p>");
    expect(body()).toBe("**a**\nb\n\nc");
  });

  it("of code end it when one is empty; Enter is theirs, and Shift+Enter leaves empty ones in it", () => {
    type("```ts");
    expect(editor.takesEnter()).toBe(true);
    press("Enter");
    expect(editor.takesEnter()).toBe(true);
    type("x");
    press("Enter");
    line();
    type("y");
    press("Enter");
    press("Enter");
    expect(editor.takesEnter()).toBe(false);
    type("after");
    expect(html()).toBe('<pre><code class="language-ts">x\n\ny\n</code></pre><p>after</p>');
  });

  it.each(["Enter", "Shift+Enter"])("between fences are code, and %s after the second goes on behind it", (key) => {
    type("```");
    press("Enter");
    type("`abc`");
    press("Enter");
    type("```");
    expect(editor.takesEnter()).toBe(true);
    press("Enter", { shiftKey: key !== "Enter" });
    expect(editor.takesEnter()).toBe(false);
    expect(html()).toBe("<pre><code>`abc`\n</code></pre>");
    expect(body()).toBe("```\n`abc`\n```");
  });

  it("of code without a letter make no code", () => {
    type("```");
    press("Enter");
    press("Enter");
    expect(editor.takesEnter()).toBe(false);
    expect(editor.markdown).toBe("");
  });

  it("go deeper in a list with Tab, which else goes on to the next control", () => {
    expect(press("Tab").defaultPrevented).toBe(false);
    type("- one");
    expect(press("Tab").defaultPrevented).toBe(false);
    line();
    type("two");
    expect(press("Tab").defaultPrevented).toBe(true);
    expect(html()).toBe("<ul><li>one<ul><li>two</li></ul></li></ul>");
  });
});

describe("Tab in code", () => {
  it("indents, with Shift takes it back, and leaves after Escape", () => {
    editor.setMarkdown("```\na\nb\n```");
    expect(press("Tab").defaultPrevented).toBe(true);
    expect(editor.view.state.doc.textContent).toBe("a\nb  ");
    const { state } = editor.view;
    editor.view.dispatch(state.tr.setSelection(TextSelection.create(state.doc, 1, 4)));
    press("Tab");
    expect(editor.view.state.doc.textContent).toBe("  a\n  b  ");
    press("Tab", { shiftKey: true });
    press("Tab", { shiftKey: true });
    expect(editor.view.state.doc.textContent).toBe("a\nb  ");
    press("Escape");
    expect(press("Tab").defaultPrevented).toBe(false);
    expect(editor.view.state.doc.textContent).toBe("a\nb  ");
  });
});

describe("the field around the document", () => {
  it("tells its markdown, and takes markdown, once", () => {
    type("**b** ");
    expect(host.onText).toHaveBeenLastCalledWith("**b**\u00a0");
    const count = host.onText.mock.calls.length;
    editor.setMarkdown("**b**\u00a0");
    editor.setMarkdown("- x");
    expect(html()).toBe("<ul><li>x</li></ul>");
    expect(host.onText.mock.calls.length).toBe(count);
  });

  it.each([
    [10, "say <strong>loudly</strong> and&nbsp; clear "],
    // Between the two stars: beside them.
    [11, "say <strong>loudly</strong> and&nbsp; clear "],
    [4, "say ly<strong>loud</strong> and&nbsp; clear "],
    [24, "say <strong>loud</strong> and&nbsp; clear ly"],
  ])("takes over plain text with the caret at %i", (caret, expected) => {
    editor.destroy();
    open("say **loud** and  clear ", caret);
    type("ly");
    expect(html()).toBe(expected.trimEnd());
  });

  it.each([
    ["say **loud** words", 6, 10, "loud", true],
    ["say **loud** words", 18, 4, "loud words", false],
    // One end between two stars, the other one before the sign of a heading.
    ["## Big\n\nsay **loud**", 19, 0, "Bigsay loud", false],
    ["one\n\ntwo", 1, 7, "netw", true],
    ["```ts\nlet a;\n```", 12, 0, "let a;", false],
    ["```ts\nlet a;\n```", 0, 11, "let a", true],
  ])("takes over what is selected in %j from %i to %i", (markdown, from, to, words, forward) => {
    editor.destroy();
    open(markdown, to, from);
    const { selection, doc } = editor.view.state;
    expect(doc.textBetween(selection.from, selection.to)).toBe(words);
    expect(selection.anchor < selection.head).toBe(forward);
  });

  it("gives back with one undo what stood there before it was typed elsewhere", () => {
    editor.destroy();
    open("a **draft** and more", 3, 5, "a **draft**");
    const undo = () => press("z", { ctrlKey: true });
    expect(html()).toBe("a <strong>draft</strong> and more");
    type("!");
    undo();
    expect(html()).toBe("a <strong>draft</strong> and more");
    expect(host.onText).toHaveBeenLastCalledWith("a **draft** and more");
    undo();
    expect(html()).toBe("a <strong>draft</strong>");
    expect(host.onText).toHaveBeenLastCalledWith("a **draft**");
    undo();
    expect(html()).toBe("a <strong>draft</strong>");
    press("y", { ctrlKey: true });
    expect(html()).toBe("a <strong>draft</strong> and more");
  });

  it("puts a pill where a name was typed, and says where the caret is", () => {
    type("hi @mi");
    editor.focus();
    expect(host.onCaret).toHaveBeenLastCalledWith({ before: "hi @mi", atStart: true });
    editor.complete(3, { pill: { kind: "person", id: "@mira:x", name: "Mira", via: "" } });
    type("and");
    expect(body()).toBe("hi @Mira and");
    expect(html()).toBe('hi <a href="https://matrix.to/#/%40mira%3Ax">@Mira</a> and');
    expect(editor.markdown).toBe("hi [@Mira](https://matrix.to/#/%40mira%3Ax) and");
  });

  it("hands out what a command leaves of the message", () => {
    type("/shrug **no**");
    expect(editor.read({ skip: 7, after: "¯\\_(ツ)_/¯" })).toEqual({
      text: "**no** ¯\\_(ツ)_/¯",
      html: "<strong>no</strong> ¯\\_(ツ)_/¯",
    });
  });

  it("takes up a message's own HTML, unless it holds what it cannot show", () => {
    expect(editor.setHtml("<p>a</p><ul><li><b>x</b></li></ul>")).toBe("a\n\n- **x**");
    expect(editor.setHtml("<table><tr><td>a</td></tr></table>")).toBeNull();
    expect(editor.setHtml("<span data-mx-spoiler='why'>a</span>")).toBeNull();
  });

  it("hides nothing that is added behind a spoiler or code, unless that is wished for", () => {
    editor.setHtml("see <span data-mx-spoiler>it dies</span>");
    type(" v2");
    expect(html()).toBe("see <span data-mx-spoiler>it dies</span> v2");
    editor.setHtml("run <code>ls</code>");
    type(" now");
    expect(html()).toBe("run <code>ls</code> now");
    for (const key of ["ArrowRight", "End"]) {
      editor.setText("");
      editor.run(commandOf("spoiler"));
      type("dark");
      expect(press(key).defaultPrevented).toBe(true);
      type(" light");
      expect(html()).toBe("<span data-mx-spoiler>dark</span> light");
      // There is nothing more to leave: the key moves the caret.
      expect(press(key).defaultPrevented).toBe(false);
    }
  });

  it("leaves keys alone while an input method composes", () => {
    press("Enter", { isComposing: true });
    press("Enter", { keyCode: 229 });
    expect(host.onKey).not.toHaveBeenCalled();
    press("Enter");
    expect(host.onKey).toHaveBeenCalledOnce();
  });

  it("is no message while it holds nothing but an empty list", () => {
    type("- ");
    expect(editor.markdown).toBe("");
  });

  it("formats from the bar, and says what holds at the caret", () => {
    type("word");
    editor.view.dispatch(editor.view.state.tr.setSelection(TextSelection.create(editor.view.state.doc, 1, 5)));
    editor.run(commandOf("strong"));
    editor.run(setLink("https://x.org"));
    expect(html()).toBe('<a href="https://x.org"><strong>word</strong></a>');
    expect([...(host.onFormats.mock.calls.at(-1)?.[0].active ?? [])]).toEqual(["strong"]);
    toStart();
    editor.run(commandOf("bullet_list"));
    expect(html()).toContain("<ul><li>");
    editor.run(commandOf("bullet_list"));
    expect(html()).not.toContain("<ul>");
    editor.run(commandOf("code_block"));
    expect(html()).toBe("<pre><code>word\n</code></pre>");
    editor.run(setLanguage("ts"));
    expect(html()).toBe('<pre><code class="language-ts">word\n</code></pre>');
    expect(host.onFormats.mock.calls.at(-1)?.[0].language).toBe("ts");
  });
});

describe("what is put in at once", () => {
  const say = (text: string) => editor.view.dispatch(editor.view.state.tr.insertText(text));

  it.each([
    ["see\n```js\n*a*\n```\nso", '<p>see</p><pre><code class="language-js">*a*\n</code></pre><p>so</p>'],
    ["```\nnever closed", "<pre><code>never closed\n</code></pre>"],
    ["```one line```", "<pre><code>one line\n</code></pre>"],
    ["> words\n> more\n\nanswer", "<blockquote><p>words<br>more</p></blockquote><p>answer</p>"],
  ])("is sent as plain writing says: %j", (text, expected) => {
    say(text);
    expect(html()).toBe(expected);
    expect(body()).toContain(text.split("\n")[1] ?? "one line");
  });

  it("keeps what is formatted already, and what only looks like a sign", () => {
    type("**b** ");
    say("x\n```\n```\n2 * 3* 4 >_< a > b");
    expect(html()).toBe("<strong>b</strong> x<br>```<br>```<br>2 * 3* 4 &gt;_&lt; a &gt; b");
  });
});

describe("signs around words that arrive at once", () => {
  const say = (text: string) => editor.view.dispatch(editor.view.state.tr.insertText(text));
  const undo = () => press("z", { ctrlKey: true });
  const shown = () => editor.view.dom.querySelector("p")?.innerHTML;

  it.each([
    ["**weight**", "<strong>weight</strong>"],
    ["so __b__ it", "so <strong>b</strong> it"],
    ["*a* and _b_.", "<em>a</em> and <em>b</em>."],
    ["***both***", "<strong><em>both</em></strong>"],
    ["**a *b* c**", "<strong>a <em>b</em> c</strong>"],
    ["~~gone~~ ||end||", "<del>gone</del> <span data-mx-spoiler>end</span>"],
    ["run `a *b* ||c||` and ``x ` y``", "run <code>a *b* ||c||</code> and <code>x ` y</code>"],
    ["[**words**](https://x.org/a_b_c) *x*", '<a href="https://x.org/a_b_c"><strong>words</strong></a> <em>x</em>'],
    ["**https://x.org/_a_** b", "<strong>https://x.org/_a_</strong> b"],
    ["one :tada: two <3", "one 🎉 two ❤️"],
  ])("%s", (text, expected) => {
    say(text);
    expect(html() ?? body()).toBe(expected);
    expect(shown()).not.toContain(text);
  });

  it.each([
    "\\*\\*a\\*\\* and \\_b\\_",
    "2 * 3 * 4 and a ** b **",
    "snake_case_name __init__y",
    "https://x.org/*a*/_b_",
    "**open",
    "a :) b".replace(":)", ": )"),
  ])("leaves %s alone", (text) => {
    say(text);
    expect(html()).toBeNull();
    expect(body()).toBe(text);
  });

  it("leaves them alone in code", () => {
    editor.setMarkdown("```\nx\n```");
    say("**a** :tada:");
    expect(html()).toBe("<pre><code>x**a** :tada:\n</code></pre>");
    editor.setMarkdown("");
    say("```\n**a**\n```\n**b**");
    expect(html()).toBe("<pre><code>**a**\n</code></pre><p><strong>b</strong></p>");
  });

  it("comes past what follows the keys in one piece, as the browser tells it", () => {
    const { view } = editor;
    const deflt = () => view.state.tr.insertText("**weight**");
    const taken = view.someProp("handleTextInput", (handle) => handle(view, 1, 1, "**weight**", deflt));
    if (taken !== true) view.dispatch(deflt());
    type("y");
    expect(html()).toBe("<strong>weight</strong>y");
  });

  it("is given back by one undo, stays as it is then, and is sent so", () => {
    type("so ");
    say("**b** and :tada:");
    expect(shown()).toBe("so <strong>b</strong> and 🎉");
    undo();
    expect(shown()).toBe("so **b** and :tada:");
    expect(editor.markdown).toBe("so \\*\\*b\\*\\* and :tada:");
    expect(html()).toBeNull();
    say(" *c*");
    expect(html()).toBe("so **b** and :tada: <em>c</em>");
    type("de");
    undo();
    expect(shown()).toBe("so **b** and :tada: <em>c</em>");
    undo();
    undo();
    expect(shown()).toBe("so **b** and :tada:");
  });

  it("is given back by one undo where it was typed, too", () => {
    type("a **b**");
    undo();
    expect(shown()).toBe("a **b**");
    expect(html()).toBeNull();
  });

  it("is what it means in the draft, and what was meant by the letter stays so", () => {
    type("b**");
    toStart();
    type("**");
    expect(html()).toBe("<strong>b</strong>");
    expect(editor.markdown).toBe("**b**");
    editor.setMarkdown("\\*a\\*");
    say(" *b*");
    expect(html()).toBe("*a* <em>b</em>");
    editor.setMarkdown("\\*a b");
    say("*");
    expect(html()).toBeNull();
  });

  it("reads what came of an input method when it is done", () => {
    vi.useFakeTimers();
    const { view } = editor;
    view.dom.dispatchEvent(new CompositionEvent("compositionstart", { bubbles: true }));
    for (const letter of "**a long dictation of words**, ") view.dispatch(view.state.tr.insertText(letter));
    expect(shown()).toBe("**a long dictation of words**, ");
    view.dom.dispatchEvent(new CompositionEvent("compositionend", { bubbles: true }));
    vi.advanceTimersByTime(200);
    vi.useRealTimers();
    expect(shown()).toBe("<strong>a long dictation of words</strong>, ");
  });

  it("finds codes once they are known", async () => {
    let known = false;
    const { codes } = host;
    host.codes = { of: (code) => (known ? codes.of(code) : null), load: () => (known ? null : Promise.resolve()) };
    say("a :tada: ");
    type("b :tada:");
    expect(body()).toBe("a :tada: b :tada:");
    known = true;
    await Promise.resolve();
    expect(body()).toBe("a 🎉 b 🎉");
    host.codes = codes;
  });

  it("takes an emoticon at the end without a space behind it", () => {
    type("hi :)");
    editor.finish();
    expect(body()).toBe("hi 🙂");
    undo();
    editor.finish();
    expect(body()).toBe("hi :)");
  });

  it("takes hostile lines in a moment", () => {
    const start = process.cpuUsage();
    for (const piece of ["*a ", "_a_b ", "`", "**", "[a](", "|| ", "\\*", "~~a"]) {
      editor.setMarkdown("");
      say(piece.repeat(Math.floor(8_000 / piece.length)));
      html();
    }
    expect(process.cpuUsage(start).user / 1000).toBeLessThan(4_000);
  });
});

describe("what is pasted", () => {
  const pasted = (parts: Partial<Pasted>): Pasted => ({ files: [], html: "", text: "", language: null, ...parts });
  function put(parts: Partial<Pasted>) {
    const slice = readPaste(pasted(parts), parse, window);
    if (slice !== null) editor.view.dispatch(editor.view.state.tr.replaceSelection(slice));
    return html();
  }

  it("keeps its form and nothing that runs", () => {
    const copied =
      '<b style="font-weight:normal"><p>A <span style="font-weight:700">b</span> <span style="font-style:italic">c</span>' +
      '<script>alert(1)</script><img src="https://t.example/x" onerror="x()"> <a href="javascript:x()">bad</a></p></b>';
    const parsed = vi.spyOn(DOMParser.prototype, "parseFromString");
    expect(put({ html: copied, text: "A b c" })).toBe("A <strong>b</strong> <em>c</em> bad");
    // The page's policy would report each of these, and let no style be read.
    for (const [html] of parsed.mock.calls) expect(html).not.toMatch(/\s(?:style|on\w+)\s*=/u);
    parsed.mockRestore();
  });

  it("is code when it was copied as code, and text by the letter when it was text", () => {
    expect(put({ text: "if (a) {\n  b\n}\n", html: "<div>if</div>", language: "typescript" })).toBe(
      '<pre><code class="language-typescript">if (a) {\n  b\n}\n</code></pre>',
    );
    editor.destroy();
    open("");
    expect(put({ text: "2 * 3 * 4\n# no title" })).toBeNull();
    expect(body()).toBe("2 * 3 * 4\n# no title");
  });

  it("is code when it comes as one box of lines in a mono face", () => {
    const style = (white: string) => `font-family: Menlo, Monaco, 'Courier New', monospace; white-space: ${white};`;
    const lines = "<div><span>def</span> f(x):</div><div>    <span>return</span> x</div>";
    const text = "def f(x):\n    return x";
    const code = "<pre><code>def f(x):\n    return x\n</code></pre>";
    expect(put({ html: `<meta charset="utf-8"><div style="${style("pre")}">${lines}</div>`, text })).toBe(code);
    for (const html of [
      `<div style="${style("normal")}">${lines}</div>`,
      `<div style="font-family: Inter; white-space: pre-wrap">${lines}</div>`,
      `<div style="${style("pre")}">${lines}</div><p>and words</p>`,
    ]) {
      editor.destroy();
      open("");
      expect(put({ html, text }) ?? "", html).not.toContain("<pre>");
    }
  });

  it("means its signs by the letter where it is text, or has been read", async () => {
    const transfer = (data: Record<string, string>) =>
      ({ files: [], getData: (kind: string) => data[kind] ?? "" }) as unknown as DataTransfer;
    const text = "# no heading\n* item with *stars* and __init__ and `a_b_c`";
    paste(editor.view, transfer({ "text/plain": text }), false, { parse, onFiles: null });
    editor.finish();
    expect(html()).toBeNull();
    expect(body()).toBe(text);
    // What is typed next to it is followed as ever.
    type(" **bold** ");
    expect(html()).toContain("<strong>bold</strong>");
    expect(html()).toContain("__init__");
  });

  it("joins the line that it is put into", () => {
    type("before ");
    put({ html: "<p>one</p><p>two</p>", text: "one\n\ntwo" });
    expect(body()).toBe("before one\n\ntwo");
  });

  it("is markdown where fences say so, also when it was copied from a page or an editor", () => {
    const text = "see\n\n```ts\nconst a = 1;\n```";
    const expected = '<p>see</p><pre><code class="language-ts">const a = 1;\n</code></pre>';
    expect(put({ text, html: "<p>see</p><p>```ts<br>const a = 1;<br>```</p>" })).toBe(expected);
    editor.destroy();
    open("");
    expect(put({ text, html: "<div>see</div>", language: "markdown" })).toBe(expected);
  });

  it("goes to the files when there is nothing to read beside it, and when it is too long for a message", () => {
    const file = new File(["x"], "a.png", { type: "image/png" });
    const transfer = (files: readonly File[], data: Record<string, string>) =>
      ({ files, getData: (kind: string) => data[kind] ?? "" }) as unknown as DataTransfer;
    const port = { parse, onFiles: host.onFiles };
    paste(editor.view, transfer([file], { "text/html": '<meta><img src="https://x/a.png">' }), false, port);
    expect(host.onFiles).toHaveBeenLastCalledWith([file]);
    paste(editor.view, transfer([], { "text/plain": "x".repeat(100_001) }), false, port);
    expect(host.onFiles.mock.calls.at(-1)?.[0][0]).toMatchObject({ name: "pasted.txt", size: 100_001 });
    paste(
      editor.view,
      transfer([file], { "text/plain": "cells", "text/html": "<table><tr><td>cells</td></tr></table>" }),
      false,
      port,
    );
    expect(host.onFiles).toHaveBeenCalledTimes(2);
    expect(body()).toBe("cells");
  });

  it("makes a link of the words that are selected", () => {
    type("here");
    editor.view.dispatch(editor.view.state.tr.setSelection(TextSelection.create(editor.view.state.doc, 1, 5)));
    const transfer = { files: [], getData: (kind: string) => (kind === "text/plain" ? "https://x.org" : "") };
    paste(editor.view, transfer as unknown as DataTransfer, false, { parse, onFiles: null });
    expect(html()).toBe('<a href="https://x.org">here</a>');
  });
});
