import { Download, X } from "lucide-react";
import { useContext } from "react";
import { useSignal } from "../../shared/use-signal.ts";
import { useStrings } from "../../shared/use-strings.ts";
import { Button } from "../../ui/Button.tsx";
import { IconButton } from "../../ui/IconButton.tsx";
import { InstallContext } from "../install-context.ts";
import { strings } from "../strings/index.ts";

/** On a phone, for those who come back: Parley can stand on the home screen. */
export function InstallHint() {
  const t = useStrings(strings);
  const install = useContext(InstallContext);
  const way = useSignal(install.way);
  const hinted = useSignal(install.hinted);
  if (!hinted || way === "none") return null;
  return (
    <aside
      aria-label={t("installTitle")}
      className="flex shrink-0 items-center gap-3 border-line border-t bg-list py-1 pr-1 pl-4"
    >
      <Download aria-hidden="true" className="size-5 shrink-0 text-ink-2" strokeWidth={1.75} />
      <p className="min-w-0 flex-1 py-1 text-13 text-ink">{way === "asks" ? t("installHint") : t("installByHand")}</p>
      {way === "asks" && (
        <Button
          look="ghost"
          onClick={() => {
            install.dismiss();
            void install.ask();
          }}
        >
          {t("install")}
        </Button>
      )}
      <IconButton
        label={t("installNot")}
        tip={false}
        onClick={() => install.dismiss()}
        icon={<X aria-hidden="true" className="size-5" strokeWidth={1.75} />}
      />
    </aside>
  );
}
