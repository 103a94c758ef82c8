import { Phone } from "lucide-react";
import { useStrings } from "../../../shared/use-strings.ts";
import { callStrings } from "../strings/index.ts";
import { useInCall } from "./current.ts";

/** In a list: how many are in the room's call. */
export function CallMark({ roomId }: { readonly roomId: string }) {
  const t = useStrings(callStrings);
  const count = useInCall(roomId);
  if (count === 0) return null;
  return (
    <span className="ml-auto flex [&+*]:ml-0 shrink-0 items-center gap-1 font-medium text-12 text-good tabular-nums">
      <Phone aria-hidden="true" className="size-4" strokeWidth={1.75} />
      <span aria-hidden="true">{count}</span>
      <span className="sr-only">{t("inCall", { n: count })}</span>
    </span>
  );
}
