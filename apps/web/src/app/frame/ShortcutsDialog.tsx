import { useContext } from "react";
import { type KeyGroup, printedKeys, ShortcutsContext } from "../../shared/shortcuts.ts";
import { useSignal } from "../../shared/use-signal.ts";
import { useStrings } from "../../shared/use-strings.ts";
import { Dialog } from "../../ui/Dialog.tsx";
import { Kbd } from "../../ui/Kbd.tsx";
import { strings } from "../strings/index.ts";
import { dialogStrings } from "./strings/index.ts";

/** Every shortcut that holds now, and the keys that parts of the screen answer themselves. */
export function ShortcutsDialog({ onClose, isMac }: { readonly onClose: () => void; readonly isMac: boolean }) {
  const t = useStrings(strings);
  const own = useStrings(dialogStrings);
  const shortcuts = useContext(ShortcutsContext);
  const everywhere = useSignal(shortcuts.all);
  const listed = useSignal(shortcuts.listed);
  const groups: readonly KeyGroup[] = [
    ...listed,
    {
      title: own("keysInLists"),
      keys: [
        { keys: "ArrowDown", label: own("keysDown") },
        { keys: "ArrowUp", label: own("keysUp") },
        { keys: "Home", label: own("keysFirst") },
        { keys: "End", label: own("keysLast") },
        { keys: "Enter", label: own("keysOpen") },
      ],
    },
    {
      title: own("keysInMessages"),
      keys: [
        { keys: "PageUp", label: own("keysPageUp") },
        { keys: "PageDown", label: own("keysPageDown") },
      ],
    },
    {
      title: own("keysInPictures"),
      keys: [
        { keys: "ArrowRight", label: own("keysNextPicture") },
        { keys: "ArrowLeft", label: own("keysPreviousPicture") },
        { keys: "+", label: own("keysLarger") },
        { keys: "-", label: own("keysSmaller") },
        { keys: "0", label: own("keysWhole") },
      ],
    },
  ];
  return (
    <Dialog open onClose={onClose} title={t("shortcuts")}>
      <Keys rows={everywhere} isMac={isMac} />
      {groups.map(({ title, keys }) => (
        <section key={title} className="mt-4">
          <h3 className="pb-1 font-semibold text-13 text-ink-2">{title}</h3>
          <Keys rows={keys} isMac={isMac} />
        </section>
      ))}
    </Dialog>
  );
}

function Keys({ rows, isMac }: { readonly rows: KeyGroup["keys"]; readonly isMac: boolean }) {
  return (
    <dl className="divide-y divide-line">
      {rows.map(({ keys, label }) => (
        <div key={`${keys} ${label}`} className="flex min-h-10 items-center justify-between gap-4 py-2">
          <dt className="text-14 text-ink">{label}</dt>
          <dd>
            <Kbd keys={printedKeys(keys, isMac)} />
          </dd>
        </div>
      ))}
    </dl>
  );
}
