import type { Call } from "@parley/calls";
import { useShortcut } from "../../../../shared/shortcuts.ts";
import { useStrings } from "../../../../shared/use-strings.ts";
import { stageStrings } from "./strings/index.ts";

/** The keys of a call, wherever one reads. None leaves it: that is never done by accident. */
export const callKeys = { microphone: "mod+shift+m", camera: "mod+shift+o", screen: "mod+shift+e" } as const;

export function useCallKeys(call: Call | null): void {
  const t = useStrings(stageStrings);
  useShortcut({ keys: callKeys.microphone, label: t("keysMicrophone") }, () => {
    void call?.setMicrophone(!call.microphone.peek().on);
  });
  useShortcut({ keys: callKeys.camera, label: t("keysCamera") }, () => {
    void call?.setCamera(!call.camera.peek().on);
  });
  useShortcut({ keys: callKeys.screen, label: t("keysScreen") }, () => {
    void call?.setScreen(!call.screen.peek().on);
  });
}
