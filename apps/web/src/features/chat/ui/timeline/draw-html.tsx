import { type ComponentProps, type ComponentType, createElement, type ReactNode } from "react";
import { splitRuns } from "../../model/long-runs.ts";
import { splitLinks } from "../../model/plain-text.ts";
import { CodeBlock } from "./CodeBlock.tsx";
import { MessageLink } from "./MessageLink.tsx";
import { Spoiler } from "./Spoiler.tsx";

/** How the allowed tags look. What is not here is drawn as a plain span. */
const looks: Readonly<Record<string, string>> = {
  p: "my-1 first:mt-0 last:mb-0",
  h1: "mt-2 mb-1 font-semibold text-18 first:mt-0",
  h2: "mt-2 mb-1 font-semibold text-18 first:mt-0",
  h3: "mt-2 mb-1 font-semibold first:mt-0",
  h4: "mt-2 mb-1 font-semibold first:mt-0",
  h5: "mt-2 mb-1 font-semibold first:mt-0",
  h6: "mt-2 mb-1 font-semibold first:mt-0",
  blockquote: "my-1 border-line-control border-l-2 pl-3 text-ink-2",
  ul: "my-1 list-disc pl-6",
  ol: "my-1 list-decimal pl-6",
  li: "my-0.5",
  hr: "my-3 border-line",
  code: "rounded-4 bg-code px-1.25 py-0.25 font-mono text-13",
  table: "my-1 block max-w-full overflow-x-auto border-collapse text-14",
  // Words stay whole, and the table scrolls; only what is longer than any word is broken.
  th: "wrap-break-word max-w-80 border border-line px-2 py-1 text-left font-semibold",
  td: "wrap-break-word max-w-80 border border-line px-2 py-1",
  b: "font-semibold",
  strong: "font-semibold",
  summary: "font-medium",
};

const plainTags = new Set(
  "del s p h1 h2 h3 h4 h5 h6 blockquote ul ol li sup sub b i u strong em code div table thead tbody tr th td caption span details summary".split(
    " ",
  ),
);
/** A message's own headings must not stand among the page's. */
const shownAs: Readonly<Record<string, string>> = { h1: "p", h2: "p", h3: "p", h4: "p", h5: "p", h6: "p" };
const inTable = new Set(["table", "thead", "tbody", "tr"]);

/** Deeper than this nobody nests by hand: what lies there is drawn as its words. */
const deepest = 32;
/** Elements and addresses of one message; the rest is drawn as its words. Each costs time to draw. */
const most = 2_000;

const languageOf = (code: Element): string => /^language-(.+)$/u.exec(code.className)?.[1] ?? "";

const apart = /^(?:br|hr|p|h\d|li|t[dhr]|div|pre|blockquote|caption|summary)$/u;

/** All that is read of what is drawn for a node. */
function wordsOf(node: Node): string {
  if (!(node instanceof Element)) return node.textContent ?? "";
  const tag = node.tagName.toLowerCase();
  if (tag === "img") return node.getAttribute("alt") ?? "";
  const words = [...node.childNodes].map(wordsOf).join("");
  const reason = node.getAttribute("data-mx-spoiler");
  return reason !== null || apart.test(tag) ? ` ${reason ?? ""} ${words} ` : words;
}

/** What draws a link: in a room it may name people and rooms. */
type Link = ComponentType<ComponentProps<typeof MessageLink>>;

interface Budget {
  left: number;
  readonly Link: Link;
}

function drawElement(element: Element, key: number, depth: number, budget: Budget): ReactNode {
  const tag = element.tagName.toLowerCase();
  budget.left -= 1;
  if (budget.left < 0 || depth > deepest) return <span key={key}>{splitRuns(element.textContent ?? "")}</span>;
  if (tag === "br") return <br key={key} />;
  if (tag === "hr") return <hr key={key} className={looks.hr} />;
  if (tag === "img") return element.getAttribute("alt");
  if (tag === "pre") {
    const code = element.querySelector("code") ?? element;
    return <CodeBlock key={key} language={languageOf(code)} text={(element.textContent ?? "").replace(/\n$/u, "")} />;
  }
  const children = drawNodes(element, depth + 1, budget);
  if (tag === "a") {
    const href = element.getAttribute("href");
    if (href === null) return <span key={key}>{children}</span>;
    return (
      <budget.Link key={key} href={href} words={wordsOf(element)}>
        {children}
      </budget.Link>
    );
  }
  const reason = element.getAttribute("data-mx-spoiler");
  if (reason !== null) {
    return (
      <Spoiler key={key} reason={reason}>
        {children}
      </Spoiler>
    );
  }
  if (!plainTags.has(tag)) return <span key={key}>{children}</span>;
  const start = tag === "ol" ? Number.parseInt(element.getAttribute("start") ?? "", 10) : Number.NaN;
  return createElement(
    shownAs[tag] ?? tag,
    { key, className: looks[tag], ...(Number.isNaN(start) ? {} : { start }) },
    ...children,
  );
}

const block = /^(?:p|h\d|[uo]l|li|t\w+|div|pre|blockquote|hr|br|details|summary|caption)$/iu;
const isEdge = (node: Node | null): boolean => node === null || (node instanceof Element && block.test(node.tagName));

/** White space between blocks is layout of the source, not of the message; between words it keeps them apart. */
const isLayout = (node: Node, text: string): boolean =>
  text.includes("\n") &&
  text.trim() === "" &&
  node.nextSibling !== null &&
  (isEdge(node.previousSibling) || isEdge(node.nextSibling));

function drawNodes(parent: Node, depth: number, budget: Budget): ReactNode[] {
  const drawn: ReactNode[] = [];
  const tag = parent instanceof Element ? parent.tagName.toLowerCase() : "";
  const dropSpace = inTable.has(tag);
  parent.childNodes.forEach((node, index) => {
    if (node instanceof Element) drawn.push(drawElement(node, index, depth, budget));
    else if (node.nodeType === 3 && node.textContent) {
      if (dropSpace || isLayout(node, node.textContent)) return;
      // A link within a link is none.
      if (tag === "code" || budget.left <= 0 || (parent instanceof Element && parent.closest("a") !== null))
        drawn.push(...splitRuns(node.textContent));
      else drawn.push(...drawWords(node.textContent, `${index}`, budget));
    }
  });
  return drawn;
}

/** Sanitised HTML as elements of ours: nothing of it is handed to the browser as it is. */
export const drawHtml = (fragment: DocumentFragment, Link: Link = MessageLink): ReactNode[] =>
  drawNodes(fragment, 0, { left: most, Link });

/** Words as they were typed, with their addresses as links. */
export const drawText = (text: string, key: string, Link: Link = MessageLink): ReactNode[] =>
  drawWords(text, key, { left: most, Link });

function drawWords(text: string, key: string, budget: Budget): ReactNode[] {
  return splitLinks(text).flatMap((piece, index): readonly ReactNode[] => {
    if (piece.type === "text") return splitRuns(piece.text);
    budget.left -= 1;
    const words = splitRuns(piece.text);
    if (budget.left < 0) return words;
    return [
      // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of a text never change places
      <budget.Link key={`${key} ${index}`} href={piece.href} words={piece.text}>
        {words}
      </budget.Link>,
    ];
  });
}
