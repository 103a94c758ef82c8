import type { ReactNode } from "react";
import { useStrings } from "../../../shared/use-strings.ts";
import type { Sums } from "../model/days.ts";
import { strings } from "../strings/index.ts";
import { costOf, tokensOf } from "./words.ts";

export interface Share {
  readonly id: string;
  readonly name: ReactNode;
  readonly sums: Sums;
}

/** Who or what used how much of it, the most first. */
export function Shares({ title, shares }: { readonly title: string; readonly shares: readonly Share[] }) {
  const t = useStrings(strings);
  if (shares.length === 0) return null;
  const sorted = shares.toSorted((one, other) => other.sums.totalTokens - one.sums.totalTokens);
  const most = Math.max(1, sorted[0]?.sums.totalTokens ?? 1);
  return (
    <div className="py-4">
      <h3 className="mb-2 font-medium text-13 text-ink-2">{title}</h3>
      <ul className="grid gap-3">
        {sorted.map(({ id, name, sums }) => (
          <li key={id}>
            <div className="flex flex-wrap items-baseline justify-between gap-x-4">
              <span className="wrap-anywhere min-w-0 text-14 text-ink">
                <bdi>{name}</bdi>
              </span>
              <span className="text-13 text-ink-2 tabular-nums">
                {tokensOf(sums.totalTokens, t)} · {costOf(sums, t)}
              </span>
            </div>
            <div
              aria-hidden="true"
              className="mt-1 h-1 min-w-0.5 rounded-full bg-accent-fill forced:bg-canvas-text"
              style={{ width: `${(100 * sums.totalTokens) / most}%` }}
            />
          </li>
        ))}
      </ul>
    </div>
  );
}
