import { CircleAlert, CircleCheck } from "lucide-react";
import { useEffect, useState } from "react";
import { useNavigation } from "../../../shared/navigation.ts";
import { useStrings } from "../../../shared/use-strings.ts";
import { Button } from "../../../ui/Button.tsx";
import { EmptyState } from "../../../ui/EmptyState.tsx";
import { Spinner } from "../../../ui/Spinner.tsx";
import { handOver, takeReturned } from "../model/signed-in.ts";
import { strings } from "../strings/index.ts";

/** Where a service sends a person back to: hands what they bring to the page that began it, and closes. */
export function SignedInPage() {
  const t = useStrings(strings);
  const navigation = useNavigation();
  const [returned] = useState(takeReturned);
  const [at, setAt] = useState<"handing" | "taken" | "nobody">(returned === null ? "nobody" : "handing");
  useEffect(() => {
    if (returned === null) return;
    let here = true;
    handOver(returned)
      .catch(() => false)
      .then((took) => {
        if (!here) return;
        setAt(took ? "taken" : "nobody");
        // Only what a page opened may be closed by it: else the words say so.
        if (took) window.close();
      });
    return () => {
      here = false;
    };
  }, [returned]);
  return (
    <main className="grid h-full place-items-center bg-list">
      {at === "handing" && <Spinner>{t("backHanding")}</Spinner>}
      {at === "taken" && (
        <EmptyState page icon={<CircleCheck className="size-5" strokeWidth={1.75} />} title={t("backTaken")}>
          {t("backTakenHint")}
        </EmptyState>
      )}
      {at === "nobody" && (
        <EmptyState
          page
          icon={<CircleAlert className="size-5" strokeWidth={1.75} />}
          title={t("backNobody")}
          action={
            <Button look="primary" onClick={() => navigation.go({ at: "status" }, { replace: true })}>
              {t("title")}
            </Button>
          }
        >
          {t("backNobodyHint")}
        </EmptyState>
      )}
    </main>
  );
}
