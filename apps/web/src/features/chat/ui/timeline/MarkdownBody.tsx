import { type ReactNode, useDeferredValue, useEffect, useMemo, useState } from "react";
import type { AnswerBodyProps } from "../../../../shared/answer-slots.ts";
import { loadParser, mayHoldMarkdown, type Parse } from "../../model/markdown.ts";
import { sanitiseHtml } from "../../model/sanitise.ts";
import { drawHtml, drawText } from "./draw-html.tsx";

/** Kept for all who draw: it is fetched once. */
let known: Parse | null = null;

/** Markdown that a machine wrote: drawn as foreign as a stranger's message. As it was written until the parser is there. */
export function MarkdownBody({ text }: AnswerBodyProps) {
  const [parse, setParse] = useState<Parse | null>(() => known);
  // It grows word by word: what is typed elsewhere comes first.
  const shown = useDeferredValue(text);
  const marked = mayHoldMarkdown(shown);
  useEffect(() => {
    if (!marked || parse !== null) return;
    let gone = false;
    loadParser().then(
      (loaded) => {
        known = loaded;
        if (!gone) setParse(() => loaded);
      },
      // The marks stay letters, until the next text.
      () => {},
    );
    return () => {
      gone = true;
    };
  }, [marked, parse]);
  const drawn = useMemo(() => {
    const html = parse === null || !marked ? null : parse(shown);
    const fragment = html === null ? null : sanitiseHtml(html, window);
    return fragment === null ? null : drawHtml(fragment, PlainLink);
  }, [shown, marked, parse]);
  if (drawn !== null) return <div>{drawn}</div>;
  return <div className="whitespace-pre-wrap">{drawText(shown, "", PlainLink)}</div>;
}

/** Where an address leads, beside whatever words somebody chose for it. */
function leadsTo(href: string, words: string): string {
  if (words.trim() === href || !URL.canParse(href)) return "";
  const { host, protocol, pathname } = new URL(href);
  return protocol === "mailto:" ? pathname : host;
}

/** Opens apart, and learns nothing of where it was read. */
function PlainLink({
  href,
  words,
  children,
}: {
  readonly href: string;
  readonly words: string;
  readonly children: ReactNode;
}) {
  const where = leadsTo(href, words);
  return (
    <>
      <a
        href={href}
        title={href}
        target="_blank"
        rel="noopener noreferrer nofollow"
        referrerPolicy="no-referrer"
        className="wrap-anywhere text-accent underline decoration-accent/40 underline-offset-2 hover:decoration-current"
      >
        {children}
      </a>
      {where !== "" && <span className="text-13 text-ink-2"> ({where})</span>}
    </>
  );
}
