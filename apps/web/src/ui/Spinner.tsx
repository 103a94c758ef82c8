import type { ReactNode } from "react";

/** Work under way, always with words that say which. */
export function Spinner({ children }: { readonly children: ReactNode }) {
  return (
    <div role="status" data-busy="" className="flex items-center gap-2.5 text-14 text-ink-2">
      <span
        aria-hidden="true"
        className="size-4 shrink-0 animate-turn rounded-full border-2 border-accent border-t-transparent"
      />
      <span>{children}</span>
    </div>
  );
}
