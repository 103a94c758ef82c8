import { ArrowLeft } from "lucide-react";
import { useStrings } from "../../../shared/use-strings.ts";
import { IconButton } from "../../../ui/IconButton.tsx";
import { strings } from "../strings/index.ts";

/** Where there is no header of a room, a phone still needs its way back. */
export function PageHeader({ onBack }: { readonly onBack: () => void }) {
  const t = useStrings(strings);
  return (
    <div className="flex h-header shrink-0 items-center px-1">
      <IconButton
        label={t("back")}
        onClick={onBack}
        icon={<ArrowLeft aria-hidden="true" className="size-5" strokeWidth={1.75} />}
      />
    </div>
  );
}
