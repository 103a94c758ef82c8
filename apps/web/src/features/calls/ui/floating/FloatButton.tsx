import type { Call } from "@parley/calls";
import { PictureInPicture2 } from "lucide-react";
import { useSignal } from "../../../../shared/use-signal.ts";
import { useStrings } from "../../../../shared/use-strings.ts";
import { IconButton } from "../../../../ui/IconButton.tsx";
import { useToast } from "../../../../ui/Toast.tsx";
import type { Going } from "../../model/current-call.ts";
import { type Floating, float, floatingKind, floatingOf } from "./floating.ts";
import { floatingStrings } from "./strings/index.ts";
import { useFeatured } from "./use-featured.ts";

/** Has the call float above other windows. Nothing where the browser has no such thing, or no picture to float alone. */
export function FloatButton({ going, call }: { readonly going: Going; readonly call: Call }) {
  const t = useStrings(floatingStrings);
  const toast = useToast();
  const { tile } = useFeatured(call);
  const signal = floatingOf(going);
  const floating = useSignal<Floating | null>(signal);
  const kind = floatingKind();
  const video = tile?.video ?? null;
  if (kind === null || (kind === "video" && video === null && floating === null)) return null;
  return (
    <IconButton
      label={t(floating === null ? "float" : "unfloat")}
      pressed={floating !== null}
      data-call-float=""
      onClick={() => {
        if (floating !== null) signal.value = null;
        else float(going, video).catch(() => toast({ title: t("failed"), priority: "high" }));
      }}
      icon={<PictureInPicture2 aria-hidden="true" className="size-5" strokeWidth={1.75} />}
    />
  );
}
