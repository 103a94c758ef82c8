import { type ReadonlySignal, signal } from "@parley/kernel";
import { useEffect, useState } from "react";
import { useSignal } from "../../../../shared/use-signal.ts";
import { MenuChoices } from "../../../../ui/Menu.tsx";
import type { DeviceList } from "../../model/device-list.ts";
import { canChooseSpeaker } from "../../model/tones.ts";
import { openDeviceList } from "./own-devices.ts";
import { useDeviceOptions } from "./use-device-options.ts";

const unknown: ReadonlySignal<DeviceList | null> = signal(null);

/** Devices within a menu, as they come and go. */
export function DeviceChoices({ kinds }: { readonly kinds: readonly (keyof DeviceList)[] }) {
  const [watched, setWatched] = useState(unknown);
  useEffect(() => {
    const devices = openDeviceList();
    setWatched(devices.list);
    return () => devices.stop();
  }, []);
  const list = useSignal<DeviceList | null>(watched);
  return kinds
    .filter((kind) => kind !== "speaker" || canChooseSpeaker())
    .map((kind) => <Choice key={kind} kind={kind} list={list} />);
}

function Choice({ kind, list }: { readonly kind: keyof DeviceList; readonly list: DeviceList | null }) {
  return <MenuChoices {...useDeviceOptions(kind, list)} />;
}
