import { useRef, useState } from "react";
import { useParley } from "../../../shared/contexts.ts";
import { useStrings } from "../../../shared/use-strings.ts";
import { Avatar } from "../../../ui/Avatar.tsx";
import { Button } from "../../../ui/Button.tsx";
import { Select } from "../../../ui/Select.tsx";
import { modelsOf } from "../model/lists.ts";
import { smallPicture } from "../model/small-picture.ts";
import { strings } from "../strings/index.ts";
import { useReader } from "./use-reader.ts";

/** Which model it has: one of those that there are, or the default one. */
export function ModelField({
  model,
  onChange,
}: {
  readonly model: string;
  readonly onChange: (model: string) => void;
}) {
  const t = useStrings(strings);
  const models = useReader(modelsOf(useParley())).value ?? [];
  const known = model === "" || models.some(({ id }) => id === model);
  return (
    <div>
      <div aria-hidden="true" className="mb-1.5 font-medium text-13 text-ink">
        {t("modelOfAgent")}
      </div>
      <Select
        label={t("modelOfAgent")}
        value={model}
        options={[
          { value: "", label: t("defaultModel") },
          ...(known ? [] : [{ value: model, label: model }]),
          ...models.map(({ id }) => ({ value: id, label: id })),
        ]}
        onChange={onChange}
      />
    </div>
  );
}

/** Its picture: made small here, so that it lies with us. */
export function PictureField({
  id,
  name,
  avatar,
  onChange,
}: {
  readonly id: string;
  readonly name: string;
  readonly avatar: string;
  readonly onChange: (avatar: string) => void;
}) {
  const t = useStrings(strings);
  const picker = useRef<HTMLInputElement>(null);
  const [wrong, setWrong] = useState(false);
  const choose = async (file: File | undefined) => {
    if (file === undefined) return;
    const small = await smallPicture(file);
    setWrong(small === null);
    if (small !== null) onChange(small);
  };
  return (
    <div>
      <div className="flex flex-wrap items-center gap-4">
        <Avatar kind="agent" id={id} name={name === "" ? "?" : name} size={64} src={avatar === "" ? null : avatar} />
        <div className="min-w-40 flex-1">
          <div className="font-medium text-13 text-ink">{t("picture")}</div>
          <p className="text-12 text-ink-2">{t("pictureHint")}</p>
        </div>
        <div className="flex flex-wrap gap-2">
          {avatar !== "" && (
            <Button look="ghost" onClick={() => onChange("")}>
              {t("removePicture")}
            </Button>
          )}
          <Button onClick={() => picker.current?.click()}>{t("choosePicture")}</Button>
        </div>
        <input
          ref={picker}
          type="file"
          accept="image/png,image/jpeg,image/webp"
          hidden
          onChange={(event) => {
            void choose(event.currentTarget.files?.[0]);
            event.currentTarget.value = "";
          }}
        />
      </div>
      {wrong && (
        <p role="alert" className="mt-1.5 text-12 text-danger">
          {t("pictureWrong")}
        </p>
      )}
    </div>
  );
}
