import { type RefObject, useRef } from "react";
import { useStrings } from "../../../shared/use-strings.ts";
import { strings } from "../strings/index.ts";

/** As much as the server reads. */
const longest = 512 * 1024;

/** A text with numbers before its lines; those with faults stand out. */
export function TextBox({
  ref,
  text,
  faulty,
  onType,
}: {
  readonly ref: RefObject<HTMLTextAreaElement | null>;
  readonly text: string;
  readonly faulty: readonly number[];
  readonly onType: (text: string) => void;
}) {
  const t = useStrings(strings);
  const numbers = useRef<HTMLPreElement>(null);
  return (
    <div className="flex h-96 max-h-dvh overflow-hidden rounded-8 border border-line-control bg-code font-mono text-13 has-focus-visible:outline-2 has-focus-visible:outline-accent has-focus-visible:outline-offset-2">
      <pre
        ref={numbers}
        aria-hidden="true"
        className="shrink-0 select-none overflow-hidden border-line border-r px-2 py-3 text-right font-mono text-ink-2 tabular-nums"
      >
        {numbered(text.split("\n").length, new Set(faulty)).map(({ lines, isFaulty }) =>
          isFaulty ? (
            <b key={lines} className="text-danger">
              {lines}
            </b>
          ) : (
            <span key={lines}>{lines}</span>
          ),
        )}
      </pre>
      <textarea
        ref={ref}
        aria-label={t("textLabel")}
        value={text}
        wrap="off"
        spellCheck={false}
        autoCapitalize="off"
        autoComplete="off"
        maxLength={longest}
        aria-invalid={faulty.length > 0 || undefined}
        onChange={(event) => onType(event.currentTarget.value)}
        onScroll={({ currentTarget }) => {
          if (numbers.current !== null) numbers.current.scrollTop = currentTarget.scrollTop;
        }}
        className="min-w-0 flex-1 resize-none overflow-auto whitespace-pre bg-transparent p-3 font-mono text-13 text-ink outline-none"
      />
    </div>
  );
}

/** The numbers of all lines in as few pieces as faults leave. */
function numbered(
  count: number,
  faulty: ReadonlySet<number>,
): readonly { readonly lines: string; readonly isFaulty: boolean }[] {
  const pieces: { lines: string; isFaulty: boolean }[] = [];
  for (let line = 1; line <= count; line += 1) {
    const isFaulty = faulty.has(line);
    const last = pieces.at(-1);
    if (last !== undefined && last.isFaulty === isFaulty) last.lines += `${line}\n`;
    else pieces.push({ lines: `${line}\n`, isFaulty });
  }
  return pieces;
}
