import { type ReactNode, useMemo } from "react";
import { sanitiseHtml } from "../../model/sanitise.ts";
import { trimBlank } from "../../model/trim-blank.ts";
import { drawHtml, drawText } from "./draw-html.tsx";

/** Words as they were typed, with their addresses as links. */
export function PlainText({ text, after }: { readonly text: string; readonly after: ReactNode }) {
  const drawn = useMemo(() => drawText(text, ""), [text]);
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
  const drawn = useMemo(() => {
    const fragment = sanitiseHtml(html, window);
    if (fragment === null) return null;
    trimBlank(fragment);
    return drawHtml(fragment);
  }, [html]);
  if (drawn === null) return <PlainText text={text} after={after} />;
  return (
    <div>
      {drawn}
      {after}
    </div>
  );
}
