import { type ReactNode, useState } from "react";
import { cx } from "./cx.ts";
import { hueOf, initialsOf } from "./hue.ts";

type Kind = "person" | "agent" | "server";
type Size = 20 | 24 | 32 | 40 | 64 | 88;

const hues = [
  "bg-hue-0",
  "bg-hue-1",
  "bg-hue-2",
  "bg-hue-3",
  "bg-hue-4",
  "bg-hue-5",
  "bg-hue-6",
  "bg-hue-7",
  "bg-hue-8",
  "bg-hue-9",
  "bg-hue-10",
  "bg-hue-11",
];
const sizes: Record<Size, string> = {
  20: "size-5 text-11",
  24: "size-6 text-11",
  32: "size-8 text-13",
  40: "size-10 text-15",
  64: "size-16 text-22",
  88: "size-22 text-28",
};
const shapes: Record<Kind, string> = { person: "rounded-full", agent: "rounded-agent", server: "rounded-agent" };
const signs = { online: "bg-good forced:bg-canvas-text", away: "bg-warn" } as const;

/**
 * A face: people are circles, agents rounded squares with a spark, servers rounded squares. Decorative: the name
 * always stands beside it.
 */
export function Avatar({
  id,
  name,
  src,
  kind = "person",
  size = 40,
  presence,
  dimmed = false,
  className,
}: {
  /** Chooses the hue: a user, room or space id. */
  readonly id: string;
  readonly name: string;
  /** Object URL of the picture, when there is one. */
  readonly src?: string | null;
  readonly kind?: Kind;
  readonly size?: Size;
  readonly presence?: "online" | "away";
  readonly dimmed?: boolean;
  readonly className?: string;
}) {
  const [broken, setBroken] = useState<string | null>(null);
  const picture = src !== null && src !== undefined && src !== broken;
  let face: ReactNode = initialsOf(name, kind === "server" ? 2 : 1);
  if (picture) {
    face = (
      <img
        src={src}
        alt=""
        draggable={false}
        onError={() => setBroken(src)}
        className={cx("size-full object-cover", shapes[kind])}
      />
    );
  }
  return (
    <span aria-hidden="true" className={cx("relative inline-flex shrink-0", className)}>
      <span
        className={cx(
          "grid select-none place-items-center overflow-hidden font-semibold text-on-hue",
          sizes[size],
          shapes[kind],
          !picture && hues[hueOf(id)],
          dimmed && "opacity-50",
        )}
      >
        {face}
      </span>
      {kind === "agent" && <Spark small={size < 32} />}
      {presence !== undefined && (
        <span
          className={cx(
            "-right-0.5 -bottom-0.5 absolute rounded-full border-2 border-list",
            size < 32 ? "size-2.5" : "size-3.5",
            signs[presence],
          )}
        />
      )}
    </span>
  );
}

function Spark({ small }: { readonly small: boolean }) {
  return (
    <svg
      viewBox="0 0 14 14"
      aria-hidden="true"
      className={cx("absolute fill-spark", small ? "-right-1 -bottom-1 size-2.5" : "-right-1 -bottom-1 size-3.5")}
    >
      <path d="M7 0 8.7 5.3 14 7 8.7 8.7 7 14 5.3 8.7 0 7l5.3-1.7z" />
    </svg>
  );
}
