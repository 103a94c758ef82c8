import { cx } from "../../../ui/cx.ts";

/** A file's name on one line: where it does not fit, its middle goes, so that its ending is always seen. */
export function FileName({
  name,
  className = "font-medium text-14",
}: {
  readonly name: string;
  readonly className?: string;
}) {
  const letters = [...name];
  const tail = letters.slice(-10).join("");
  return (
    <bdi className={cx("flex min-w-0 text-ink", className)} title={name}>
      <span className="sr-only">{name}</span>
      <span aria-hidden="true" className="truncate whitespace-pre">
        {letters.slice(0, -10).join("")}
      </span>
      <span aria-hidden="true" className="shrink-0 whitespace-pre">
        {tail}
      </span>
    </bdi>
  );
}
