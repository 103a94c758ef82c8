import { ArrowLeft } from "lucide-react";
import type { ReactNode } from "react";
import { cx } from "../ui/cx.ts";
import { IconButton } from "../ui/IconButton.tsx";
import { ScrollArea } from "../ui/ScrollArea.tsx";
import { usePageMemory } from "./page-memory.ts";
import { sharedStrings } from "./strings/index.ts";
import { useStrings } from "./use-strings.ts";
import { useTitle } from "./use-title.ts";

/** A page of rows in the content: a header of the usual height, and a column of a width that reads well. */
export function PageFrame({
  title,
  onBack,
  top = false,
  actions,
  children,
}: {
  readonly title: string;
  /** One of the sections of a phone's bar, whose name stands large. */
  readonly top?: boolean;
  /** On a phone: the level above. */
  readonly onBack: (() => void) | undefined;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}) {
  const t = useStrings(sharedStrings);
  useTitle([title]);
  const memory = usePageMemory();
  return (
    <>
      <header
        className={cx(
          "flex h-header shrink-0 items-center gap-2 border-line border-b px-4",
          top ? "phone:pr-2" : "phone:px-2",
        )}
      >
        {onBack !== undefined && (
          <IconButton
            label={t("back")}
            onClick={onBack}
            icon={<ArrowLeft aria-hidden="true" className="size-5" strokeWidth={1.75} />}
          />
        )}
        <h1 className={cx("min-w-0 flex-1 truncate font-semibold text-15 text-ink", top && "phone:text-22")}>
          {title}
        </h1>
        {actions}
      </header>
      <ScrollArea {...memory}>
        <div className="mx-auto w-full max-w-page px-6 py-6 phone:px-4">{children}</div>
      </ScrollArea>
    </>
  );
}
