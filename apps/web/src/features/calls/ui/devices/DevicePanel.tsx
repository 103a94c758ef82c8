import { type ReadonlySignal, signal } from "@parley/kernel";
import { Volume2 } from "lucide-react";
import { type ReactNode, useId } from "react";
import { OnOff } from "../../../../shared/OnOff.tsx";
import { sharedStrings } from "../../../../shared/strings/index.ts";
import { useSignal } from "../../../../shared/use-signal.ts";
import { useStrings } from "../../../../shared/use-strings.ts";
import { useTask } from "../../../../shared/use-task.ts";
import { Button } from "../../../../ui/Button.tsx";
import { RadioGroup } from "../../../../ui/RadioGroup.tsx";
import { Select } from "../../../../ui/Select.tsx";
import { canBlur } from "../../model/blur/breakout.ts";
import type { DeviceList } from "../../model/device-list.ts";
import type { Preview } from "../../model/preview.ts";
import { playTest } from "../../model/speaker-test.ts";
import { canChooseSpeaker } from "../../model/tones.ts";
import { CameraPreview } from "./CameraPreview.tsx";
import { deviceChoices, useDeviceChoices } from "./choices.ts";
import { LevelMeter } from "./LevelMeter.tsx";
import { deviceStrings } from "./strings/index.ts";
import { useDeviceOptions } from "./use-device-options.ts";

/**
 * One's own picture with `controls` on it, microphone with its level, camera, speaker with a sound to try it, and what is
 * done with noise: in one column on a phone, else in two.
 */
export function DevicePanel({
  preview,
  controls,
  muted = false,
}: {
  readonly preview: Preview;
  readonly controls: ReactNode;
  readonly muted?: boolean;
}) {
  const t = useStrings(deviceStrings);
  const list = useSignal(preview.devices);
  const unnamed = list !== null && [...list.microphone, ...list.camera].some(({ label }) => label === "");
  return (
    <div className="grid content-start gap-x-6 gap-y-4 desk:grid-cols-2">
      <CameraPreview preview={preview}>{controls}</CameraPreview>
      <div className="flex min-w-0 flex-col gap-4 desk:row-span-2">
        <Picker kind="microphone" list={list}>
          <LevelMeter preview={preview} muted={muted} />
        </Picker>
        <Picker kind="camera" list={list} />
        <Speaker list={list} />
        {unnamed && <p className="text-12 text-ink-2">{t("unnamed")}</p>}
      </div>
      <div className="flex min-w-0 flex-col gap-4">
        <Blurred preview={preview} />
        <Noise preview={preview} />
      </div>
    </div>
  );
}

function Picker({
  kind,
  list,
  beside,
  children,
}: {
  readonly kind: keyof DeviceList;
  readonly list: DeviceList | null;
  readonly beside?: ReactNode;
  readonly children?: ReactNode;
}) {
  const picker = useDeviceOptions(kind, list);
  const id = useId();
  return (
    <div data-device={kind}>
      <div id={id} className="mb-1.5 font-medium text-13 text-ink">
        {picker.label}
      </div>
      <div className="flex items-center gap-2">
        <div className="grid min-w-0 flex-1">
          <Select {...picker} />
        </div>
        {beside}
      </div>
      {children}
    </div>
  );
}

function Speaker({ list }: { readonly list: DeviceList | null }) {
  const t = useStrings(deviceStrings);
  const { speaker } = useDeviceChoices();
  const test = useTask(() => playTest(speaker));
  const play = (
    <Button
      aria-label={t("testSpeaker")}
      icon={<Volume2 aria-hidden="true" className="size-4" strokeWidth={1.75} />}
      busy={test.running && t("testing")}
      onClick={() => void test.run()}
    >
      {t("test")}
    </Button>
  );
  return (
    <div>
      {canChooseSpeaker() ? (
        <Picker kind="speaker" list={list} beside={play} />
      ) : (
        <>
          <div className="mb-1.5 font-medium text-13 text-ink">{t("speaker")}</div>
          <div className="flex items-center gap-3">
            <p className="min-w-0 flex-1 text-13 text-ink-2">{t("speakerSystem")}</p>
            {play}
          </div>
        </>
      )}
      {test.error != null && (
        <p role="alert" className="mt-1.5 text-12 text-danger">
          {t("testFailed")}
        </p>
      )}
    </div>
  );
}

const never: ReadonlySignal<boolean> = signal(false);

function Blurred({ preview }: { readonly preview: Preview }) {
  const t = useStrings(deviceStrings);
  const shared = useStrings(sharedStrings);
  const { blur } = useDeviceChoices();
  const camera = useSignal(preview.camera);
  const slow = useSignal(camera.state === "on" ? (camera.blurring?.slow ?? never) : never);
  const can = canBlur();
  return (
    <div className="flex flex-wrap items-start gap-x-4 gap-y-2">
      <div className="min-w-40 flex-1">
        <div className="font-medium text-13 text-ink">{t("blur")}</div>
        <p aria-live="polite" className="text-12 text-ink-2">
          {t(!can ? "blurUnsupported" : slow ? "blurSlow" : "blurHint")}
        </p>
      </div>
      {can && (
        <RadioGroup
          shape="segments"
          label={t("blur")}
          hideLabel
          value={blur}
          onChange={(next) => deviceChoices.set({ blur: next })}
          options={[
            { value: "off", label: shared("off") },
            { value: "light", label: t("blurLight") },
            { value: "strong", label: t("blurStrong") },
          ]}
        />
      )}
    </div>
  );
}

function Noise({ preview }: { readonly preview: Preview }) {
  const t = useStrings(deviceStrings);
  const { noiseFilter } = useDeviceChoices();
  const microphone = useSignal(preview.microphone);
  const failed = noiseFilter && microphone.state === "on" && !microphone.filtered;
  return (
    <div className="flex items-start gap-4">
      <div className="min-w-0 flex-1">
        <div className="font-medium text-13 text-ink">{t("noise")}</div>
        <p aria-live="polite" className="text-12 text-ink-2">
          {t(failed ? "noiseUnavailable" : "noiseHint")}
        </p>
      </div>
      <OnOff label={t("noise")} value={noiseFilter} onChange={(on) => deviceChoices.set({ noiseFilter: on })} />
    </div>
  );
}
