import { createElement, type ReactNode, useMemo } from "react";
import { useStrings } from "../../../../shared/use-strings.ts";
import { splitLinks } from "../../model/plain-text.ts";
import { sanitiseHtml } from "../../model/sanitise.ts";
import { chatStrings } from "../../strings/index.ts";
import { CodeBlock } from "./CodeBlock.tsx";

const link = "text-accent underline decoration-accent/40 underline-offset-2 hover:decoration-current";
const pill = "rounded-4 bg-accent-soft px-0.75 font-medium text-accent no-underline hover:underline";

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
  th: "border border-line px-2 py-1 text-left font-semibold",
  td: "border border-line px-2 py-1",
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

const matrixTo = /^https:\/\/matrix\.to\/#\/(?:@|%40)/u;
const languageOf = (code: Element): string => /^language-(.+)$/u.exec(code.className)?.[1] ?? "";

function drawElement(element: Element, key: number, spoilerLabel: string): ReactNode {
  const tag = element.tagName.toLowerCase();
  if (tag === "br") return <br key={key} />;
  if (tag === "hr") return <hr key={key} className={looks.hr} />;
  if (tag === "pre") {
    const code = element.querySelector("code") ?? element;
    return <CodeBlock key={key} language={languageOf(code)} text={(element.textContent ?? "").replace(/\n$/u, "")} />;
  }
  const children = drawNodes(element, spoilerLabel);
  if (tag === "a") {
    const href = element.getAttribute("href");
    if (href === null) return <span key={key}>{children}</span>;
    return (
      <a key={key} href={href} target="_blank" rel="noopener noreferrer" className={matrixTo.test(href) ? pill : link}>
        {children}
      </a>
    );
  }
  if (element.hasAttribute("data-mx-spoiler")) {
    return (
      // biome-ignore lint/a11y/noNoninteractiveTabindex: focus is what shows it
      <span key={key} tabIndex={0} title={spoilerLabel} className="spoiler rounded-4">
        {children}
      </span>
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

function drawNodes(parent: Node, spoilerLabel: string): ReactNode[] {
  const drawn: ReactNode[] = [];
  const dropSpace = parent instanceof Element && inTable.has(parent.tagName.toLowerCase());
  parent.childNodes.forEach((node, index) => {
    if (node instanceof Element) drawn.push(drawElement(node, index, spoilerLabel));
    else if (node.nodeType === 3 && node.textContent) {
      // White space between blocks is layout of the source, not of the message.
      if (dropSpace || (/^\s*\n\s*$/u.test(node.textContent) && node.nextSibling !== null)) return;
      drawn.push(...drawPlain(node.textContent, `${index}`));
    }
  });
  return drawn;
}

function drawPlain(text: string, key: string): ReactNode[] {
  return splitLinks(text).map((piece, index) =>
    piece.type === "text" ? (
      piece.text
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of a text never change places
      <a key={`${key} ${index}`} href={piece.href} target="_blank" rel="noopener noreferrer" className={link}>
        {piece.href}
      </a>
    ),
  );
}

/** Words as they were typed, with their addresses as links. */
export function PlainText({ text, after }: { readonly text: string; readonly after: ReactNode }) {
  const drawn = useMemo(() => drawPlain(text, ""), [text]);
  return (
    <div className="whitespace-pre-wrap">
      {drawn}
      {after}
    </div>
  );
}

/** Formatted words of anyone: sanitised, then drawn element by element. Falls back to the plain body. */
export function Formatted({
  html,
  text,
  after,
}: {
  readonly html: string;
  readonly text: string;
  readonly after: ReactNode;
}) {
  const t = useStrings(chatStrings);
  const spoiler = t("spoiler");
  const drawn = useMemo(() => {
    const fragment = sanitiseHtml(html, window);
    return fragment === null ? null : drawNodes(fragment, spoiler);
  }, [html, spoiler]);
  if (drawn === null) return <PlainText text={text} after={after} />;
  return (
    <div>
      {drawn}
      {after}
    </div>
  );
}
