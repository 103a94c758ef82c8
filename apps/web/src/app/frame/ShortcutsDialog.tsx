import { useContext } from "react";
import { printedKeys, ShortcutsContext } from "../../shared/shortcuts.ts";
import { useSignal } from "../../shared/use-signal.ts";
import { useStrings } from "../../shared/use-strings.ts";
import { Dialog } from "../../ui/Dialog.tsx";
import { Kbd } from "../../ui/Kbd.tsx";
import { strings } from "../strings/index.ts";

/** Every shortcut that holds now. */
export function ShortcutsDialog({ onClose, isMac }: { readonly onClose: () => void; readonly isMac: boolean }) {
  const t = useStrings(strings);
  const shortcuts = useSignal(useContext(ShortcutsContext).all);
  return (
    <Dialog open onClose={onClose} title={t("shortcuts")}>
      <dl className="divide-y divide-line">
        {shortcuts.map(({ keys, label }) => (
          <div key={`${keys} ${label}`} className="flex min-h-10 items-center justify-between gap-4 py-2">
            <dt className="text-14 text-ink">{label}</dt>
            <dd>
              <Kbd keys={printedKeys(keys, isMac)} />
            </dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
