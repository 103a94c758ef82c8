// @vitest-environment jsdom
import { Fragment, type Mark, type Node } from "prosemirror-model";
import { beforeAll, describe, expect, it } from "vitest";
import { loadParser, type Parse } from "../markdown.ts";
import { fromHtml, fromMarkdown, fromText } from "./from-html.ts";
import { emptyDoc, schema } from "./schema.ts";
import { toHtml } from "./to-html.ts";
import { toBody, toMarkdown } from "./to-markdown.ts";

let parse: Parse;
beforeAll(async () => {
  parse = await loadParser();
});

/** A generator of numbers that comes to the same each time (mulberry32). */
function seeded(seed: number) {
  let state = seed;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  return {
    chance: (of: number) => next() < of,
    upTo: (n: number) => Math.floor(next() * n),
    pick: <T>(from: readonly T[]): T => {
      const one = from[Math.floor(next() * from.length)];
      if (one === undefined) throw new Error("nothing to pick");
      return one;
    },
  };
}
type Random = ReturnType<typeof seeded>;

const calm = ["calm", "naïve", "über", "日本", "x", "word", "👋🏽", "مرحبا", "snake_case", "a-b"];
const hostile = [
  ..."*_`~|[]()<>#+-.!\\&\"'{}=:@/",
  "**",
  "__",
  "~~",
  "||",
  "```",
  "---",
  "1.",
  "2)",
  "# ",
  "> ",
  "- ",
  "&amp;",
  "<b>",
  "</p>",
  "![",
  "](x)",
  "http://a.b",
  "$&",
  "  ",
  "\\*",
  "\u200b",
  "@room",
  "| a | b |",
  "|---|---|",
  "word",
  "x",
];
const markNames = ["strong", "em", "strike", "spoiler", "code"];

function words(random: Random, from: readonly string[], glue: string): string {
  return Array.from({ length: 1 + random.upTo(4) }, () => random.pick(from)).join(glue);
}

function line(random: Random, from: readonly string[], glue: string, marks: boolean): Fragment {
  const nodes: Node[] = [];
  const count = 1 + random.upTo(3);
  for (let at = 0; at < count; at += 1) {
    let set: readonly Mark[] = [];
    if (marks && random.chance(0.5)) {
      for (let n = 0; n <= random.upTo(2); n += 1) set = schema.mark(random.pick(markNames)).addToSet(set);
      if (random.chance(0.2)) set = schema.mark("link", { href: "https://example.org/a?b=c&d=(e)" }).addToSet(set);
    }
    if (at > 0 && glue !== "") nodes.push(schema.text(" "));
    if (marks && random.chance(0.15)) {
      const pill = random.pick([
        { kind: "person", id: "@mira:localhost", name: "Mira Lindqvist" },
        { kind: "room", id: "!room", name: "general", via: "localhost:8448" },
        { kind: "everyone", id: "", name: "room" },
      ]);
      nodes.push(schema.node("pill", pill));
    } else nodes.push(schema.text(words(random, from, glue), set));
  }
  return Fragment.fromArray(nodes);
}

type Lines = () => Fragment;
const paragraph = (content: Fragment) => schema.node("paragraph", null, content);

function block(random: Random, lines: Lines, depth: number): readonly Node[] {
  const kind = random.upTo(depth > 2 ? 3 : 8);
  if (kind === 3) return [schema.node("heading", { level: 1 + random.upTo(3) }, lines())];
  if (kind === 4) return [schema.node("blockquote", null, blocks(random, lines, depth + 1))];
  if (kind === 5 || kind === 6) {
    const items = Array.from({ length: 1 + random.upTo(3) }, () => {
      const content: Node[] = [paragraph(lines())];
      if (random.chance(0.2)) content.push(paragraph(lines()));
      if (depth < 2 && random.chance(0.3)) {
        content.push(schema.node("bullet_list", null, [schema.node("list_item", null, [paragraph(lines())])]));
      }
      return schema.node("list_item", null, content);
    });
    return [
      kind === 5
        ? schema.node("bullet_list", null, items)
        : schema.node("ordered_list", { order: 1 + random.upTo(3) }, items),
    ];
  }
  if (kind === 7) {
    const text = Array.from({ length: 1 + random.upTo(3) }, () => `  ${words(random, hostile, " ")}`).join("\n");
    return [schema.node("code_block", { language: random.pick(["", "ts", "c++"]) }, [schema.text(text)])];
  }
  const made = [paragraph(lines())];
  if (random.chance(0.3)) made.push(schema.node("paragraph"), paragraph(lines()));
  return made;
}

/** Blocks, without what HTML and markdown cannot tell: two lists or quotes in a row, paragraphs that would be one. */
function blocks(random: Random, lines: Lines, depth: number): Node[] {
  const made: Node[] = [];
  for (let at = 0; at <= random.upTo(4); at += 1) {
    const next = block(random, lines, depth);
    if (made.length > 0 && made.at(-1)?.type === next[0]?.type && next[0]?.type.name !== "paragraph") continue;
    if (/_list$/u.test(made.at(-1)?.type.name ?? "") && /_list$/u.test(next[0]?.type.name ?? "")) continue;
    made.push(...next);
  }
  return made;
}

const docOf = (seed: number, from: readonly string[], glue: string, marks: boolean): Node => {
  const random = seeded(seed);
  return schema.node(
    "doc",
    null,
    blocks(random, () => line(random, from, glue, marks), 0),
  );
};
/** As the message is read back: without HTML of its own the plain text is all there is. */
const readBack = (doc: Node): Node => {
  const html = toHtml(doc);
  return html === null ? fromText(toBody(doc)) : (fromHtml(html, window)?.doc ?? emptyDoc());
};
const fromDraft = (text: string): Node => fromMarkdown(text, parse, window);
const letters = (doc: Node): string => doc.textContent.replace(/\s/gu, "");
const seeds = Array.from({ length: 200 }, (_, index) => index + 1);
const tidy = (doc: Node): string => JSON.stringify(doc.toJSON(), null, 1);

// Seconds of work without a pause: what else runs on the machine multiplies them.
describe("a document", { timeout: 60_000 }, () => {
  it("comes back from formatted_body as it was", () => {
    for (const seed of seeds) {
      const doc = docOf(seed, calm, " ", true);
      doc.check();
      expect(tidy(readBack(doc)), `seed ${seed}: ${toHtml(doc)}`).toBe(tidy(doc));
    }
  });

  it("comes back from formatted_body whatever was typed", () => {
    for (const seed of seeds) {
      const doc = docOf(
        seed,
        hostile.filter((word) => word !== "@room"),
        "",
        true,
      );
      expect(letters(readBack(doc)), `seed ${seed}: ${toHtml(doc)}`).toBe(letters(doc));
    }
  });

  it("comes back from a draft as it was", () => {
    for (const seed of seeds) {
      const doc = docOf(seed, calm, " ", true);
      expect(tidy(fromDraft(toMarkdown(doc))), `seed ${seed}: ${toMarkdown(doc)}`).toBe(tidy(doc));
    }
  });

  it("loses no letter in a draft, whatever was typed", () => {
    for (const seed of seeds) {
      const doc = docOf(
        seed,
        hostile.filter((word) => word !== "@room"),
        "",
        false,
      );
      expect(letters(fromDraft(toMarkdown(doc))), `seed ${seed}: ${toMarkdown(doc)}`).toBe(letters(doc));
    }
  });
});
