import { systemClock } from "@parley/kernel";
import { Fragment, memo, useEffect, useState } from "react";
import { type CodeLines, createHighlighter } from "../../model/highlight/highlighter.ts";
import type { TokenKind } from "../../model/highlight/tokens.ts";

/** By tokens that hold their contrast on code's surface in both themes; a comment is set apart by its slant too. */
const looks: Readonly<Record<Exclude<TokenKind, null>, string>> = {
  keyword: "text-info",
  string: "text-good",
  constant: "text-warn",
  function: "text-accent",
  comment: "text-ink-2 italic",
  parameter: "text-ink",
  link: "underline",
};

const highlighter =
  typeof Worker === "undefined"
    ? null
    : createHighlighter(
        () => new Worker(new URL("../../model/highlight/highlight.worker.ts", import.meta.url), { type: "module" }),
        systemClock,
      );

/** Code, in colours once they are known: its shape is the same before and after. */
export const Coloured = memo(function Coloured({
  language,
  text,
}: {
  readonly language: string;
  readonly text: string;
}) {
  const [lines, setLines] = useState<CodeLines | null>(() => highlighter?.peek(language, text) ?? null);
  useEffect(() => {
    let gone = false;
    void highlighter?.lines(language, text).then((found) => {
      if (!gone) setLines(found);
    });
    return () => {
      gone = true;
    };
  }, [language, text]);
  if (lines === null) return text;
  return lines.map((line, number) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: lines and pieces of a text never change places
    <Fragment key={number}>
      {number > 0 && "\n"}
      {line.map((piece, index) =>
        piece.kind === null ? (
          piece.text
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: as above
          <span key={index} className={looks[piece.kind]}>
            {piece.text}
          </span>
        ),
      )}
    </Fragment>
  ));
});
