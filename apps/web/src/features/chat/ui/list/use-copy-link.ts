import { hrefOf, type Place } from "../../../../shared/navigation.ts";
import { useStrings } from "../../../../shared/use-strings.ts";
import { useToast } from "../../../../ui/Toast.tsx";
import { chatStrings } from "../../strings/index.ts";

/** Copies the address of a place, and says whether the browser allowed it. */
export function useCopyLink(): (place: Place) => void {
  const t = useStrings(chatStrings);
  const toast = useToast();
  return (place) => {
    navigator.clipboard.writeText(new URL(hrefOf(place), location.origin).href).then(
      () => toast({ title: t("linkCopied") }),
      () => toast({ title: t("copyRefused"), priority: "high" }),
    );
  };
}
