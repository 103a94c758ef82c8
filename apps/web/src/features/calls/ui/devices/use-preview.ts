import { useEffect, useRef, useState } from "react";
import type { Preview } from "../../model/preview.ts";
import { openPreview } from "./own-devices.ts";

/** A preview that lets go of the devices with the component. `begin` is asked once. Null in the first moment. */
export function usePreview(begin: { readonly microphone: boolean; readonly camera: boolean }): Preview | null {
  const [preview, setPreview] = useState<Preview | null>(null);
  const first = useRef(begin);
  useEffect(() => {
    const opened = openPreview();
    const { microphone, camera } = first.current;
    if (microphone) opened.show("microphone", true);
    if (camera) opened.show("camera", true);
    setPreview(opened);
    return () => opened.close();
  }, []);
  return preview;
}
