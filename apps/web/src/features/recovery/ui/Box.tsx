import type { ReactNode } from "react";
import { useTitle } from "../../../shared/use-title.ts";

/** One card in the middle of the page; the whole screen on a phone. */
export function Box({
  title,
  about,
  children,
}: {
  readonly title: string;
  readonly about?: ReactNode;
  readonly children?: ReactNode;
}) {
  useTitle([title]);
  return (
    <main className="flex h-full flex-col items-center overflow-y-auto bg-list phone:bg-content desk:p-8">
      <div className="w-full max-w-110 shrink-0 bg-content phone:px-6 phone:py-8 desk:my-auto desk:rounded-dialog desk:p-8 desk:shadow-float">
        <h1 className="text-balance font-semibold text-22 text-ink">{title}</h1>
        {about !== undefined && <p className="mt-1.5 text-14 text-ink-2">{about}</p>}
        <div className="mt-5">{children}</div>
      </div>
    </main>
  );
}
