import { Compass } from "lucide-react";
import { useLink } from "../shared/navigation.ts";
import { useStrings } from "../shared/use-strings.ts";
import { EmptyState } from "../ui/EmptyState.tsx";
import { strings } from "./strings/index.ts";

/** An address that leads nowhere. */
export function NotFound() {
  const t = useStrings(strings);
  const link = useLink();
  return (
    <main className="h-full bg-content">
      <EmptyState
        icon={<Compass className="size-5" strokeWidth={1.75} />}
        title={t("notFoundTitle")}
        action={
          <a
            {...link({ at: "chats" })}
            className="inline-flex h-8 items-center rounded-control bg-hover px-3 font-medium text-14 text-ink hover:bg-press touch:h-11"
          >
            {t("toChats")}
          </a>
        }
      >
        {t("notFound")}
      </EmptyState>
    </main>
  );
}
