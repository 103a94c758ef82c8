import { AudioLines, Check, Ellipsis, Settings2 } from "lucide-react";
import { type ComponentType, lazy, Suspense } from "react";
import { sharedStrings } from "../../../../shared/strings/index.ts";
import { useStrings } from "../../../../shared/use-strings.ts";
import { Menu, MenuChoices, MenuItem, MenuSeparator } from "../../../../ui/Menu.tsx";
import { canBlur } from "../../model/blur/breakout.ts";
import { Round, RoundMenu } from "../stage/Round.tsx";
import { deviceChoices, useDeviceChoices } from "./choices.ts";
import { deviceStrings } from "./strings/index.ts";

const small = { "aria-hidden": true, className: "size-4", strokeWidth: 1.75 } as const;

type Kinds = "microphone" | "camera" | "speaker";
const Choices: ComponentType<{ readonly kinds: readonly Kinds[] }> = lazy(async () => ({
  default: (await import("./DeviceChoices.tsx")).DeviceChoices,
}));

/** Beside the microphone: which, which speaker, and whether noise is held back. */
export function MicrophoneMenu({ onDevices }: { readonly onDevices: () => void }) {
  const t = useStrings(deviceStrings);
  return (
    <Menu side="top" align="center" trigger={<RoundMenu label={t("microphoneMenu")} />}>
      <Suspense>
        <Choices kinds={["microphone", "speaker"]} />
      </Suspense>
      <MenuSeparator />
      <NoiseItem />
      <More onDevices={onDevices} />
    </Menu>
  );
}

/** Beside the camera: which, and how far the background is blurred. */
export function CameraMenu({ onDevices }: { readonly onDevices: () => void }) {
  const t = useStrings(deviceStrings);
  return (
    <Menu side="top" align="center" trigger={<RoundMenu label={t("cameraMenu")} />}>
      <Suspense>
        <Choices kinds={["camera"]} />
      </Suspense>
      <MenuSeparator />
      <BlurItems />
      <More onDevices={onDevices} />
    </Menu>
  );
}

/** On a phone: all of it behind one button. */
export function MoreMenu({ onDevices }: { readonly onDevices: () => void }) {
  const t = useStrings(deviceStrings);
  return (
    <Menu
      sheet
      side="top"
      align="center"
      trigger={
        <Round label={t("title")} tip={false} look="plain" data-call-more="">
          <Ellipsis aria-hidden="true" className="size-5" strokeWidth={1.75} />
        </Round>
      }
    >
      <Suspense>
        <Choices kinds={["microphone", "speaker", "camera"]} />
      </Suspense>
      <MenuSeparator />
      <BlurItems />
      <NoiseItem />
      <More onDevices={onDevices} />
    </Menu>
  );
}

function NoiseItem() {
  const t = useStrings(deviceStrings);
  const shared = useStrings(sharedStrings);
  const { noiseFilter } = useDeviceChoices();
  return (
    <MenuItem icon={<AudioLines {...small} />} onSelect={() => deviceChoices.set({ noiseFilter: !noiseFilter })}>
      <span className="flex items-center gap-2">
        <span className="min-w-0 flex-1">{t("noise")}</span>
        <span className="text-12 text-ink-2">{shared(noiseFilter ? "on" : "off")}</span>
        {noiseFilter && <Check {...small} />}
      </span>
    </MenuItem>
  );
}

/** Where the browser cannot, "Sound and video" says so. */
function BlurItems() {
  const t = useStrings(deviceStrings);
  const shared = useStrings(sharedStrings);
  const { blur } = useDeviceChoices();
  if (!canBlur()) return null;
  return (
    <>
      <MenuChoices
        label={t("blur")}
        value={blur}
        options={[
          { value: "off", label: shared("off") },
          { value: "light", label: t("blurLight") },
          { value: "strong", label: t("blurStrong") },
        ]}
        onChange={(next) => deviceChoices.set({ blur: next })}
      />
      <MenuSeparator />
    </>
  );
}

function More({ onDevices }: { readonly onDevices: () => void }) {
  const t = useStrings(deviceStrings);
  return (
    <MenuItem icon={<Settings2 {...small} />} onSelect={onDevices}>
      {t("more")}
    </MenuItem>
  );
}
