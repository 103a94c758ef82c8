import { Download, File, FileArchive, FileCode, FileImage, FileText, Film, Music, X } from "lucide-react";
import type { MediaBodyProps } from "../../../shared/chat-slots.ts";
import { byteSize } from "../../../shared/time.ts";
import { useStrings } from "../../../shared/use-strings.ts";
import { IconButton } from "../../../ui/IconButton.tsx";
import { endingOf, safeName } from "../model/safe-name.ts";
import { mediaStrings } from "../strings/index.ts";
import { Fault } from "./Fault.tsx";
import { FileName } from "./FileName.tsx";
import { cardClass } from "./MediaPlace.tsx";
import { ProgressRing } from "./Progress.tsx";
import { Sending, useSending } from "./Sending.tsx";
import { useFile, useSave } from "./use-media.ts";

const signs: readonly (readonly [RegExp, typeof File])[] = [
  [/^image\//, FileImage],
  [/^video\//, Film],
  [/^audio\//, Music],
  [/zip|compressed|tar|rar/, FileArchive],
  [/json|xml|html|javascript|typescript|x-sh/, FileCode],
  [/^text\/|pdf|word|opendocument\.text|rtf/, FileText],
];

/** The sign of a file by what its sender calls it. */
function signOf(mimetype: string | null): typeof File {
  return signs.find(([form]) => form.test(mimetype ?? ""))?.[1] ?? File;
}

/** A file by name, kind and size, to be saved. `note` says why it is not shown as what it claims to be. */
export function FileBody({ body, item, onCancel, note }: MediaBodyProps & { readonly note?: string }) {
  const t = useStrings(mediaStrings);
  const save = useSave();
  const { waits } = useSending(item);
  const { loaded, load, cancel } = useFile(body.source, "application/octet-stream");
  const name = safeName(body.name, t("unnamed"));
  const Sign = signOf(body.mimetype);
  const facts = [endingOf(name) ?? t(body.media), body.size === null ? "" : byteSize(body.size, t.language)];
  const said = body.source === null ? t("noSource") : note;
  const download = async () => {
    const file = await load();
    if (file !== null) save(file, name);
  };
  return (
    <div className="my-1 w-90 max-w-full">
      <div className={cardClass.replace("my-1 ", "")}>
        <Sign aria-hidden="true" className="size-6 shrink-0 text-ink-2" strokeWidth={1.5} />
        <div className="min-w-0 flex-1">
          <FileName name={name} />
          <span className="block truncate text-12 text-ink-2">{facts.filter(Boolean).join(" · ")}</span>
        </div>
        {waits ? (
          <Sending item={item} onCancel={onCancel} />
        ) : loaded.state === "loading" ? (
          <>
            <ProgressRing share={loaded.share} label={t("downloading", { name })} />
            <IconButton
              label={t("cancelLoad")}
              icon={<X aria-hidden="true" className="size-5" strokeWidth={1.75} />}
              onClick={cancel}
            />
          </>
        ) : (
          body.source !== null && (
            <IconButton
              label={t("downloadName", { name })}
              icon={<Download aria-hidden="true" className="size-5" strokeWidth={1.75} />}
              onClick={() => void download()}
            />
          )
        )}
      </div>
      {said !== undefined && <p className="mt-1 text-13 text-ink-2">{said}</p>}
      {loaded.state === "failed" && (
        <div className="mt-1 text-left *:text-left">
          <Fault fault={loaded.fault} onAgain={() => void download()} />
        </div>
      )}
    </div>
  );
}
