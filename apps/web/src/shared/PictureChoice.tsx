import { type ReactNode, useRef, useState } from "react";
import { Banner } from "../ui/Banner.tsx";
import { Button } from "../ui/Button.tsx";
import { ErrorNote } from "./ErrorNote.tsx";
import { pictureType } from "./picture-type.ts";
import { useTask } from "./use-task.ts";

const types = ["image/png", "image/jpeg", "image/webp", "image/gif"];
const mostBytes = 10 * 1024 * 1024;

export interface Picture {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly type: string;
}

/** The picture without where, when and with what it was taken: everybody on the homeserver may look at it. Null: none. */
async function bare(bytes: Uint8Array<ArrayBuffer>): Promise<Picture | null> {
  // The browser goes by the name: what is sent goes by what is in the file.
  const type = pictureType(bytes);
  if (type === null) return null;
  const { stripMetadata } = await import("./pictures/strip-metadata.ts");
  const stripped = stripMetadata(bytes);
  return stripped === null ? null : { bytes: new Uint8Array(await stripped.arrayBuffer()), type };
}

/** Chooses the picture of a person, a room or a server, or takes it away. */
export function PictureChoice({
  face,
  has,
  words,
  onPicture,
}: {
  /** As it is now. */
  readonly face: ReactNode;
  readonly has: boolean;
  readonly words: Readonly<
    Record<"title" | "hint" | "choose" | "remove" | "uploading" | "wrongType" | "wrongSize", string>
  >;
  readonly onPicture: (picture: Picture | null) => Promise<void>;
}) {
  const picker = useRef<HTMLInputElement>(null);
  const [fault, setFault] = useState<"wrongType" | "wrongSize" | null>(null);
  const upload = useTask(async (file: File | null) => {
    if (file === null) return onPicture(null);
    const picture = await bare(new Uint8Array(await file.arrayBuffer()));
    if (picture === null) setFault("wrongType");
    else await onPicture(picture);
  });
  const choose = (file: File | undefined) => {
    if (file === undefined) return;
    const wrong = !types.includes(file.type) ? "wrongType" : file.size > mostBytes ? "wrongSize" : null;
    setFault(wrong);
    if (wrong === null) void upload.run(file);
  };
  return (
    <div className="grid gap-3 py-3">
      <div className="flex flex-wrap items-center gap-x-5 gap-y-3">
        {face}
        <div className="min-w-40 flex-1">
          <h2 className="font-medium text-14 text-ink">{words.title}</h2>
          <p className="text-13 text-ink-2">{words.hint}</p>
        </div>
        <div className="flex flex-wrap gap-2">
          {has && (
            <Button look="ghost" disabled={upload.running} onClick={() => void upload.run(null)}>
              {words.remove}
            </Button>
          )}
          <Button busy={upload.running && words.uploading} onClick={() => picker.current?.click()}>
            {words.choose}
          </Button>
        </div>
        <input
          ref={picker}
          type="file"
          accept={types.join(",")}
          hidden
          data-testid="picture"
          onChange={(event) => {
            choose(event.currentTarget.files?.[0]);
            event.currentTarget.value = "";
          }}
        />
      </div>
      {fault !== null && (
        <Banner shape="card" live="assertive">
          {words[fault]}
        </Banner>
      )}
      {upload.error !== null && <ErrorNote error={upload.error} />}
    </div>
  );
}
