import { Check, Copy } from "lucide-react";
import { useCopy } from "../../../shared/clipboard.ts";
import { useStrings } from "../../../shared/use-strings.ts";
import { IconButton } from "../../../ui/IconButton.tsx";
import { strings } from "../strings/index.ts";

/** The id of a person, to be read and copied. */
export function UserId({ userId }: { readonly userId: string }) {
  const t = useStrings(strings);
  const { copy, copied } = useCopy();
  const Sign = copied ? Check : Copy;
  return (
    <div className="flex items-center gap-1 rounded-control bg-code pr-1 pl-2 text-left">
      <code className="wrap-anywhere min-w-0 flex-1 select-all py-1 font-mono text-12 text-ink">{userId}</code>
      <IconButton
        size="sm"
        label={copied ? t("copied") : t("copyId")}
        onClick={() => void copy(userId)}
        icon={<Sign aria-hidden="true" className="size-4" strokeWidth={1.75} />}
      />
    </div>
  );
}
