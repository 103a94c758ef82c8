import { Check, Copy } from "lucide-react";
import { useState } from "react";
import { Banner, BannerAction } from "../ui/Banner.tsx";
import { useCopy } from "./clipboard.ts";
import { explain } from "./explain.ts";
import { sharedStrings } from "./strings/index.ts";
import { useStrings } from "./use-strings.ts";

/** A failure in words, with the technical detail one click away and copyable. */
export function ErrorNote({
  error,
  words,
  onRetry,
  shape = "card",
}: {
  readonly error: unknown;
  /** Instead of the error's own sentence, where the place knows better what is safe and what to do. */
  readonly words?: string;
  readonly onRetry?: () => void;
  readonly shape?: "card" | "strip";
}) {
  const t = useStrings(sharedStrings);
  const [open, setOpen] = useState(false);
  const { copy, copied } = useCopy();
  const { sentence, details, reload } = explain(error, t);
  return (
    <Banner
      tone="danger"
      shape={shape}
      live="assertive"
      actions={
        <>
          {reload && <BannerAction onClick={() => location.reload()}>{t("reload")}</BannerAction>}
          {onRetry !== undefined && !reload && <BannerAction onClick={onRetry}>{t("tryAgain")}</BannerAction>}
          <BannerAction expanded={open} onClick={() => setOpen(!open)}>
            {t("details")}
          </BannerAction>
        </>
      }
    >
      <span className="wrap-anywhere">{words ?? sentence}</span>
      {open && (
        <span className="mt-2 flex items-start gap-2">
          <code className="wrap-anywhere min-w-0 flex-1 whitespace-pre-wrap rounded-control bg-code p-2 font-mono text-12">
            {details}
          </code>
          <button
            type="button"
            aria-label={copied ? t("copied") : t("copyDetails")}
            onClick={() => copy(details)}
            className="grid size-7 shrink-0 place-items-center rounded-control text-ink-2 hover:bg-hover hover:text-ink touch:size-11"
          >
            {copied ? (
              <Check aria-hidden="true" className="size-4" strokeWidth={1.75} />
            ) : (
              <Copy aria-hidden="true" className="size-4" strokeWidth={1.75} />
            )}
          </button>
        </span>
      )}
    </Banner>
  );
}
